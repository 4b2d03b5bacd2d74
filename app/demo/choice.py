"""Chooses tickets to try things on: the rules themselves judge where the tickets are now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta

from app.bot import Bot
from app.ticket.facts import gather
from clickup_client.models import Task
from rules.decision import Decision, Verdict
from rules.gate.gate import data_needed, decide
from rules.process.process import Process
from rules.process.stage import Stage
from rules.ticket import Move, Ticket

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TriedMove:
    """A ticket, the stage to move it to, and how many requirements are missing there."""

    task: Task
    to: Stage
    missing: int


@dataclass(frozen=True, slots=True)
class TriedDate:
    """A ticket whose client is told about a new due date, that date, and how long it must stay unchanged."""

    task: Task
    due: datetime
    quiet: timedelta


@dataclass(frozen=True, slots=True)
class Choice:
    """Three different tickets, one for each thing to try; None if no ticket is in a suitable state."""

    invalid: TriedMove | None
    valid: TriedMove | None
    date: TriedDate | None


def choose(bot: Bot, tasks: Iterable[Task]) -> Choice:
    """Choose among the tickets of the process.  Raises ClickUpError if a company cannot be read."""
    tickets = [(task, stage) for task in tasks if (stage := bot.process.stage_of_status(task.status))]
    dated = [task for task, stage in tickets if stage.tells_client.on_date_change]
    dated.sort(key=lambda task: not _has_address(bot.process, task))  # prefer one whose client gets a mail
    quiet = bot.process.notices.quiet_period
    date = next((TriedDate(task, _later(task.due_date), quiet) for task in dated if task.due_date), None)
    rest = [(task, stage) for task, stage in tickets if date is None or task.id != date.task.id]
    judged = [
        (TriedMove(task, to, len(decision.unmet)), decision.verdict)
        for task, stage in rest
        for to in _next_stages(bot.process, stage)
        for decision in [_judge(bot, task, stage, to)]
    ]
    rejected = [tried for tried, verdict in judged if verdict is Verdict.REJECTED]
    invalid = max(rejected, key=lambda tried: tried.missing, default=None)
    allowed = (tried for tried, verdict in judged if verdict is Verdict.ALLOWED)
    return Choice(invalid=invalid, valid=next(allowed, None), date=date)


def _next_stages(process: Process, stage: Stage) -> Iterator[Stage]:
    """The next open stage: the order allows that move, so only the requirements decide."""
    after = process.position(stage) + 1
    if stage.closed is None and after < len(process.open_stages):
        yield process.open_stages[after]


def _judge(bot: Bot, task: Task, stage: Stage, to: Stage) -> Decision:
    move = Move(from_stage=stage.name, to_stage=to.name)
    return decide(
        bot.process, Ticket(task.id, gather(bot, task, data_needed(bot.process, move)).values), move
    )


def _has_address(process: Process, task: Task) -> bool:
    field = task.field(process.notices.fields.email)
    return field is not None and bool(field.value)


def _later(due: datetime) -> datetime:
    """A week after `due`, or earlier at the end of the calendar."""
    return due + WEEK if due.year < MAXYEAR else due - WEEK
