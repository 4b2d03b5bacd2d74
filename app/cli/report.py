"""`stagegate report`."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from app.cli import options

if TYPE_CHECKING:
    from rich.table import Table

    from app.inspect.report import MoveReport


@click.command()
@click.option(
    "--days", type=click.IntRange(1, 3650), default=30, show_default=True, help="How many days to look back."
)
@options.for_programs
def report(days: int, *, for_programs: bool) -> None:
    """
    Show how the moves of the last days ended.

    Shows how many moves were allowed or put back in each stage, which requirements were missing most often,
    how long tickets stayed in each stage, and what clients were told.
    """
    from app.cli.opened import opened, shown
    from app.cli.wide import print_table
    from app.inspect import report as reports
    from app.process.file import load_process

    since = datetime.now(UTC) - timedelta(days=days)
    with opened() as (settings, engine):
        found = reports.report(engine, load_process(settings.process), since)
    if for_programs:
        click.echo(json.dumps(_as_json(found), indent=2))
        return
    if not (found.stages or found.shadow or found.notices):
        click.echo(f"No move was judged since {shown(since)}.")
        return
    for table in _tables(found):
        print_table(table)


def _as_json(found: "MoveReport") -> dict[str, Any]:
    return {
        "since": found.since.isoformat(),
        "stages": [asdict(count) for count in found.stages],
        "shadow": [asdict(count) for count in found.shadow],
        "stopped": [asdict(stopped) for stopped in found.stopped],
        "stays": [
            {
                "stage": stay.stage,
                "visits": stay.visits,
                "median_seconds": round(stay.median.total_seconds()),
                "longest_seconds": round(stay.longest.total_seconds()),
                "paused_seconds": round(stay.paused.total_seconds()),
            }
            for stay in found.stays
        ],
        "notices": [
            {"kind": kind, "state": state, "notices": number}
            for (kind, state), number in found.notices.items()
        ],
    }


def _tables(found: "MoveReport") -> list["Table"]:
    from app.cli.wide import table_of

    moved = table_of("Moves into", "Allowed", "Overridden", "Put back", "Undecided")
    for count in found.stages:
        numbers = (count.allowed, count.overridden, count.rejected, count.undecided)
        moved.add_row(count.stage, *map(str, numbers))
    judged = table_of("Shadow mode: into", "Would have been allowed", "Put back", "Undecided")
    for count in found.shadow:
        judged.add_row(count.stage, *map(str, (count.allowed, count.rejected, count.undecided)))
    stopped = table_of("Put back from", "Missing requirement", "Moves")
    for each in found.stopped:
        stopped.add_row(each.stage, each.code.removeprefix("datum:"), str(each.moves))
    stayed = table_of("Left stage", "Visits", "Median, in working time", "Longest", "Paused, not counted")
    for stay in found.stays:
        lengths = map(_length, (stay.median, stay.longest, stay.paused))
        stayed.add_row(stay.stage, str(stay.visits), *lengths)
    told = table_of("Client notice", "Result", "Notices")
    for (kind, state), number in found.notices.items():
        told.add_row(kind, state.replace("_", " "), str(number))
    return [table for table in (moved, judged, stopped, stayed, told) if table.row_count]


def _length(length: timedelta) -> str:
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return f"{hours} h {minutes:02} min"
