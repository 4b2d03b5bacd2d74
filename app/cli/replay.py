"""`stagegate replay`."""

from datetime import UTC, datetime, timedelta

import click

from app.cli.opened import opened
from app.deliveries import hint
from app.store import deliveries


@click.command()
@click.argument("tickets", metavar="[TASK]...", nargs=-1)
@click.option(
    "--hours", type=click.IntRange(1, 720), help="Every ticket that ClickUp told of in the last hours."
)
def replay(tickets: tuple[str, ...], hours: int | None) -> None:
    """
    Have tickets looked at anew, as if ClickUp told of each TASK once more.

    For after a mistake was repaired, in the set-up or in Stagegate. A worker does the work. What is as it
    should be stays as it is, and nothing is said twice.
    """
    if (hours is None) == (not tickets):
        raise click.UsageError("Name the tickets to look at, or say --hours.")
    now = datetime.now(UTC)
    with opened() as (_, engine), engine.begin() as connection:
        if hours is not None:
            tickets = tuple(deliveries.tickets_since(connection, now - timedelta(hours=hours)))
        chosen = dict.fromkeys(tickets)
        for task_id in chosen:
            hint.look_anew(connection, task_id, now)
    click.echo(f"Queued: {', '.join(chosen)}." if chosen else "ClickUp told of no ticket in that time.")
