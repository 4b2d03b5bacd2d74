"""The SLA clock of a ticket in its stage, from the database alone.  Makes no calls, writes nothing."""

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

#: How far ahead holidays count when the next level is computed; a later check corrects the rest.
AHEAD = timedelta(days=2 * 366)

#: The first check of a clock comes this long after the ticket enters a stage: moves come in series.
FIRST_LOOK = timedelta(seconds=45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """
    A clock at one moment, and what has to be done about it.

    Attributes:
        stage: The name of the ticket's stage in today's process file.
        limit: The SLA of this visit; None if there is none.
        due_day: The day that is the SLA, where that is the due date.
        comments: The comments to post, each once per visit; while the clock is paused, none.
        told: The worst level reported to people, after these comments are posted.
        marks: The marks that views have to show.
    """

    stage: str
    state: SlaState
    limit: WorkingTime | Literal["due date"] | None
    due_day: date | None
    comments: tuple[SlaComment, ...]
    told: Level
    marks: sla_marks.Marks

    def has_work(self, known: Accepted) -> bool:
        """Whether the database knows of anything that has to be written to ClickUp."""
        return bool(self.comments) or self.marks != frozenset(known.sla_shown)


def assess(
    process: Process, connection: Connection, known: Accepted, due_day: date | None, now: datetime
) -> Clock:
    """
    The clock of a ticket in the stage it was accepted in, with what has to be done about it.  Never raises.

    `due_day` is the delivery day: `known.agreed_day`, or `Observation.due_day` where the ticket was just
    read. Its level is NONE in closed stages, in stages without an SLA, and if the SLA is the due date and
    none is set.
    """
    stage = stage_of(process, known)
    stood = pauses.of(connection, known.task_id, since=known.entered_at)
    spans = tuple((pause.began_at, pause.ended_at) for pause in stood)
    visit = Visit(stage=stage, entered_at=known.entered_at, pauses=spans, sla=known.sla)
    years = _years(known.entered_at, now, due_day)
    state = sla.state(process, visit, now, holidays_of(process.calendar, years), due_day)
    # Levels reached before Stagegate first saw a ticket cause no messages.
    told = state.level if known.sla_told is None else Level(known.sla_told)
    limit = sla.limit_of(process, visit)
    return Clock(
        stage=stage,
        state=state,
        limit=limit,
        due_day=due_day if limit == "due date" else None,
        comments=() if state.paused else sla.owed(told, state.level),
        told=told if state.paused else sla.worse(told, state.level),
        marks=sla_marks.wanted(process, state.level),
    )


def begun(process: Process, stage: str, now: datetime, *, seen: bool) -> dict[str, Any]:
    """
    The clock columns of a ticket for a new visit of a stage.

    `seen`: Stagegate saw the visit begin.  Otherwise the ticket was adopted, and levels that its clock
    reached before the first check cause no messages.
    """
    return {
        "sla": sla.promise(process, stage),
        "sla_told": Level.NONE.value if seen else None,
        "sla_next_at": now + FIRST_LOOK,
    }


def stage_of(process: Process, known: Accepted) -> str:
    """The name of a ticket's stage in today's process file."""
    if process.find_stage(known.stage) is not None:
        return known.stage
    renamed = process.stage_of_status(known.status)
    return known.stage if renamed is None else renamed.name


def fingerprint(process: Process) -> str:
    """Changes when something changes in the process file that clocks depend on."""
    stages = [(stage.name, stage.closed, str(stage.sla)) for stage in process.stages]
    settings = process.calendar.model_dump_json() + process.sla.model_dump_json()
    return sha256(f"{settings}{stages}".encode()).hexdigest()[:16]


def _years(entered_at: datetime, now: datetime, due_day: date | None) -> range:
    """The years whose holidays may count, limited to realistic years."""
    latest = min(max(entered_at, now), LATEST - AHEAD) + AHEAD
    days = [min(entered_at, now).date(), latest.date(), *([due_day] if due_day else [])]
    return range(max(min(days).year - 1, EARLIEST.year), min(max(days).year + 1, LATEST.year) + 1)
