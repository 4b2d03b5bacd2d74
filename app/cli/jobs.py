"""`stagegate jobs list`, `stagegate jobs retry` and `stagegate jobs acknowledge`."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from app.cli import options

if TYPE_CHECKING:
    from rich.table import Table

    from app.queue.admin import Entry

#: The terminal shows only the beginning of a long queue.
MOST_SHOWN = 50

_TICKETS = click.argument("tickets", metavar="[TASK]...", nargs=-1)


@click.group()
def jobs() -> None:
    """Show waiting and failed work, and retry it."""


@jobs.command("list")
@options.for_programs
def show(*, for_programs: bool) -> None:
    """
    Show work that was given up, is failing or waits.

    Stagegate gives up on a ticket whose work keeps failing. The ticket is left alone until it changes, or
    until you `retry` it.
    """
    from app.cli.opened import opened
    from app.cli.wide import print_table
    from app.queue import admin

    with opened() as (_, engine):
        found = admin.entries(engine)
    if for_programs:
        click.echo(json.dumps([asdict(entry) for entry in found], indent=2, default=datetime.isoformat))
    elif not found:
        click.echo("Nothing is waiting and nothing was given up.")
    else:
        print_table(_table(found[:MOST_SHOWN]))
        if len(found) > MOST_SHOWN:
            click.echo(f"... and {len(found) - MOST_SHOWN} more; --json shows them all.")


@jobs.command()
@_TICKETS
@click.option("--all", "every", is_flag=True, help="Retry every ticket that was given up.")
def retry(tickets: tuple[str, ...], *, every: bool) -> None:
    """Retry each TASK now, as if it had never failed. When that succeeds, it no longer counts as given up."""
    from app.cli.named import named_tickets
    from app.cli.opened import opened
    from app.queue import admin

    if every == bool(tickets):
        raise click.UsageError("Name the tickets to retry, or use --all.")
    with opened() as (settings, engine), named_tickets(settings, engine) as ids_of:
        chosen = admin.given_up(engine) if every else ids_of(tickets)
        admin.retry(engine, chosen, now=datetime.now(UTC))
    click.echo(f"Queued: {', '.join(chosen)}." if chosen else "Nothing was given up.")


@jobs.command()
@_TICKETS
def acknowledge(tickets: tuple[str, ...]) -> None:
    """Stop warnings about each TASK that was given up. It is retried when it changes."""
    from app.cli.named import named_tickets
    from app.cli.opened import opened
    from app.queue import admin

    if not tickets:
        raise click.UsageError("Name the tickets to acknowledge.")
    with opened() as (settings, engine), named_tickets(settings, engine) as ids_of:
        chosen = ids_of(tickets)
        admin.acknowledge(engine, chosen)
    click.echo(f"Acknowledged: {', '.join(chosen)}.")


def _table(found: list["Entry"]) -> "Table":
    from app.cli.opened import shown
    from app.cli.wide import table_of

    table = table_of("State", "Ticket", "Work", "Failures", "Since, or due at", "Error")
    for entry in found:
        state = f"{entry.state} (acknowledged)" if entry.acknowledged else entry.state
        due = "now" if entry.at is None else shown(entry.at)
        table.add_row(state, entry.ticket or "-", entry.work, str(entry.attempts), due, entry.error or "-")
    return table
