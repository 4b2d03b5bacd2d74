"""What `stagegate probe` does on a terminal: it asks for consent, tells how far it is, prints the report."""

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from rich.table import Table

from app.bootstrap import start_read_only_bot
from app.cli.opened import opened, shown
from app.cli.wide import print_table
from app.doctor.canary import Timer
from app.messages.admin import probe as words
from app.probe.calls import MOST_CALLS, ProbeCalls
from app.probe.place import ProbeError, scratch_on
from app.probe.question import Named, Scratch
from app.probe.report import as_json, rows
from app.probe.run import ask_all
from app.store.api_budget import Rank
from app.ticket.reference import read_reference
from app.workspace import answers
from app.workspace.answers import Report
from app.workspace.call_budget import name_of, ranked


def last() -> Report:
    """The kept report."""
    with opened() as (_settings, engine), engine.connect() as connection:
        report = answers.read(connection)
    if report is None:
        raise ProbeError(words.NEVER_ASKED)
    return report


def ask(place: str, other: str | None, named: Named, *, yes: bool) -> tuple[Report, list[str]]:
    """Ask and keep the answers; the report, and what is left in ClickUp."""
    for task in filter(None, (named.form_task, named.hidden_task, named.purged_task)):
        read_reference(task)  # what is no task is said before anything is made
    with opened("clickup_token") as (settings, engine), ranked(Rank.LOOK):
        calls = ProbeCalls(engine, name_of(settings.require_clickup_token()))
        bot = start_read_only_bot(settings, calls=calls)
        try:
            timer = Timer(clock=time.monotonic, sleep=time.sleep)
            scratch = scratch_on(bot, settings, place, other=other, named=named, timer=timer, engine=engine)
            _consent(scratch, yes=yes)
            with _ended_by_signals():
                report, left = ask_all(scratch, calls, now=lambda: datetime.now(UTC), say=say)
        finally:
            bot.close()
        with engine.begin() as connection:
            answers.keep(connection, report)
    return report, left


def _consent(scratch: Scratch, *, yes: bool) -> None:
    """Say what will be made where; ask, unless someone agreed already."""
    other = scratch.named.other_list
    say(words.consent(scratch.place.name, None if other is None else other.name, most_calls=MOST_CALLS))
    if yes:
        return
    if not _is_terminal():
        raise ProbeError(words.NO_CONSENT)
    click.confirm(words.MAY_I, abort=True, err=True)


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def print_report(report: Report, *, for_programs: bool) -> None:
    """Print it as a table, or as JSON."""
    if for_programs:
        click.echo(json.dumps(as_json(report), indent=2, ensure_ascii=False))
        return
    table = Table()
    for heading in ("", "Question", "Expected", "Seen", "What Stagegate does"):
        table.add_column(heading, overflow="fold")
    for row in rows(report):
        mark = {True: "!", False: "✓", None: "·"}[row.differs]
        table.add_row(mark, row.about, row.expected, row.seen, row.does)
    print_table(table)
    click.echo(words.asked_at(shown(report.asked_at), report.calls))


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a closed terminal and `kill` end the probe as Ctrl-C does, so that it cleans up."""

    def stop(_number: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def say(sentence: str) -> None:
    """For people who wait; beside the report."""
    click.echo(sentence, err=True)
