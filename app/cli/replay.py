"""`stagegate replay`."""

from datetime import UTC, datetime, timedelta

import click


@click.command()
@click.argument("tickets", metavar="[TASK]...", nargs=-1)
@click.option(
    "--hours", type=click.IntRange(1, 720), help="Every ticket that ClickUp reported in the last hours."
)
def replay(tickets: tuple[str, ...], hours: int | None) -> None:
    """
    Check each TASK (its id, custom id or address) again, as if ClickUp had reported it again.

    Use this after fixing a mistake in the set-up or in Stagegate. A worker does the work. Correct tickets
    stay as they are, and no message is posted twice.
    """
    if (hours is None) == (not tickets):
        raise click.UsageError("Name the tickets to check, or use --hours.")
    from app.cli.named import named_tickets
    from app.cli.opened import opened
    from app.deliveries import hint
    from app.store import deliveries

    now = datetime.now(UTC)
    with opened() as (settings, engine), named_tickets(settings, engine, must_exist=True) as ids_of:
        chosen = ids_of(tickets)
        with engine.begin() as connection:
            if hours is not None:
                chosen = deliveries.tickets_since(connection, now - timedelta(hours=hours))
            for task_id in chosen:
                hint.replay(connection, task_id, now)
    click.echo(f"Queued: {', '.join(chosen)}." if chosen else "ClickUp reported no ticket in that time.")
