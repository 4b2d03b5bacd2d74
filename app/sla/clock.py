"""How well a ticket keeps the SLA of its stage, as the database knows it.  Asks nobody, writes nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection

from app.process.holidays import holidays_of
from app.sla import marks as sla_marks
from app.store import pauses
from app.store.tickets import Accepted
from rules.process.durations import WorkingTime
from rules.process.process import Process
from rules.sla import due as sla
from rules.sla.due import Level, SlaComment, SlaState, Visit
from rules.sla.working_time import EARLIEST, LATEST

#: So far ahead holidays count for when a level will be reached; a look closer to it makes up for the rest.
AHEAD = timedelta(days=2 * 366)

#: A ticket has been in a stage for so long before its clock is looked at: drags come in series.
FIRST_LOOK = timedelta(seconds=45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """
    A clock at one instant, and what it asks for.

    Attributes:
        stage: The name that the ticket's stage has in today's process file.
        limit: The SLA that the visit keeps to; None: there is none.
        comments: What has to be said, each once a visit.
        told: The worst level that somebody was told of, once these are said.
        marks: What views have to show.
    """

    stage: str
    state: SlaState
    limit: WorkingTime | Literal["due date"] | None
    comments: tuple[SlaComment, ...]
    told: Level
    marks: sla_marks.Marks

    def has_work(self, known: Accepted) -> bool:
        """Whether anything has to be written to ClickUp, as far as the database knows."""
        return bool(self.comments) or self.marks != frozenset(known.sla_shown)


def state_of(
    process: Process, connection: Connection, known: Accepted, due_day: date | None, now: datetime
) -> SlaState:
    """
    The clock of a ticket in the stage it was accepted in.  Never raises, whatever the times are.

    `due_day` is the delivery day: `known.agreed_day`, or that of an `Observation` where the ticket was just
    read.
    Its level is NONE where there is nothing to keep: in closed stages, in those without an SLA, and where
    that is a due date and none is set.
    """
    return look_at(process, connection, known, due_day, now).state


def look_at(
    process: Process, connection: Connection, known: Accepted, due_day: date | None, now: datetime
) -> Clock:
    """The same, with what is to be done about it."""
    stage = stage_of(process, known)
    stood = pauses.of(connection, known.task_id, since=known.entered_at)
    spans = tuple((pause.began_at, pause.ended_at) for pause in stood)
    visit = Visit(stage=stage, entered_at=known.entered_at, pauses=spans, sla=known.sla)
    years = _years(known.entered_at, now, due_day)
    state = sla.state(process, visit, now, holidays_of(process.calendar, years), due_day)
    # What a ticket had reached before anybody looked is nobody's news.
    told = state.level if known.sla_told is None else Level(known.sla_told)
    return Clock(
        stage=stage,
        state=state,
        limit=sla.limit_of(process, visit),
        comments=sla.owed(told, state.level),
        told=sla.worse(told, state.level),
        marks=sla_marks.wanted(process, state.level),
    )


def begun(process: Process, stage: str, now: datetime, *, seen: bool) -> dict[str, Any]:
    """
    The columns of a ticket about the clock of a visit that begins.

    `seen`: somebody saw it begin.  Otherwise the ticket was taken as it stands, and what its clock reached
    by the first look is nobody's news.
    """
    return {
        "sla": sla.promise(process, stage),
        "sla_told": Level.NONE.value if seen else None,
        "sla_next_at": now + FIRST_LOOK,
    }


def stage_of(process: Process, known: Accepted) -> str:
    """The name that the stage of a ticket has in today's process file."""
    if process.find_stage(known.stage) is not None:
        return known.stage
    renamed = process.stage_of_status(known.status)
    return known.stage if renamed is None else renamed.name


def fingerprint(process: Process) -> str:
    """The same as long as nothing is changed in the process file that clocks depend on."""
    stages = [(stage.name, stage.closed, str(stage.sla)) for stage in process.stages]
    settings = process.calendar.model_dump_json() + process.sla.model_dump_json()
    return sha256(f"{settings}{stages}".encode()).hexdigest()[:16]


def _years(entered_at: datetime, now: datetime, due_day: date | None) -> range:
    """The years whose holidays may count, and not more of them than there are in our time."""
    latest = min(max(entered_at, now), LATEST - AHEAD) + AHEAD
    days = [min(entered_at, now).date(), latest.date(), *([due_day] if due_day else [])]
    return range(max(min(days).year - 1, EARLIEST.year), min(max(days).year + 1, LATEST.year) + 1)
