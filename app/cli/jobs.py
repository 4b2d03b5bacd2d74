"""`stagegate jobs list`, `stagegate jobs retry` and `stagegate jobs acknowledge`."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click
from rich.table import Table

from app.cli.opened import for_programs, opened, shown
from app.cli.start import explained
from app.cli.wide import print_table
from app.queue import admin
from app.queue.admin import Entry, UnknownTicketError

#: Of a long queue, people are shown the beginning.
MOST_SHOWN = 50

_TICKETS = click.argument("tickets", metavar="[TASK]...", nargs=-1)


@click.group()
def jobs() -> None:
    """See what waits and what was given up, and set it going again."""


@jobs.command("list")
@for_programs
def show(*, for_programs: bool) -> None:
    """
    Show what was given up, what fails, and what waits.

    A ticket whose work keeps failing is given up after a while: it stays where it is until it changes, or
    until you say `retry`.
    """
    with opened() as (_, engine):
        found = admin.entries(engine)
    if for_programs:
        click.echo(json.dumps([asdict(entry) for entry in found], indent=2, default=datetime.isoformat))
    elif not found:
        click.echo("Nothing waits and nothing was given up.")
    else:
        print_table(_table(found[:MOST_SHOWN]))
        if len(found) > MOST_SHOWN:
            click.echo(f"... and {len(found) - MOST_SHOWN} more; --json shows all.")


@jobs.command()
@_TICKETS
@click.option("--all", "every", is_flag=True, help="Every ticket that was given up.")
def retry(tickets: tuple[str, ...], *, every: bool) -> None:
    """Look at each TASK again, now, as if it had never failed. It is given up no more once that succeeds."""
    if every == bool(tickets):
        raise click.UsageError("Name the tickets to look at again, or say --all.")
    with opened() as (_, engine), explained(UnknownTicketError):
        chosen = admin.given_up(engine) if every else list(dict.fromkeys(tickets))
        admin.retry(engine, chosen, now=datetime.now(UTC))
    click.echo(f"Queued: {', '.join(chosen)}." if chosen else "Nothing was given up.")


@jobs.command()
@_TICKETS
def acknowledge(tickets: tuple[str, ...]) -> None:
    """Stop warning about each TASK that was given up. It is looked at again when it changes."""
    if not tickets:
        raise click.UsageError("Name the tickets that you know about.")
    with opened() as (_, engine), explained(UnknownTicketError):
        admin.acknowledge(engine, tickets)
    click.echo(f"Known: {', '.join(tickets)}.")


def _table(found: list[Entry]) -> Table:
    table = Table()
    for heading in ("State", "Ticket", "Work", "Failed", "Since, or due at", "Error"):
        table.add_column(heading, overflow="fold")
    for entry in found:
        state = f"{entry.state} (known)" if entry.acknowledged else entry.state
        due = "now" if entry.at is None else shown(entry.at)
        table.add_row(state, entry.ticket or "-", entry.work, str(entry.attempts), due, entry.error or "-")
    return table
