"""How well a ticket keeps the SLA of its stage, as the database knows it.  Asks nobody, writes nothing."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.holidays_of import holidays_of
from app.store import pauses
from app.store.tickets import Known
from rules import sla
from rules.process import Process
from rules.sla import Level, SlaState, Visit
from rules.working_time import EARLIEST, LATEST

#: So far ahead holidays count for when a level will be reached; a look closer to it makes up for the rest.
AHEAD = timedelta(days=2 * 366)

#: A ticket has been in a stage for so long before its clock is looked at: drags come in series.
FIRST_LOOK = timedelta(seconds=45)


def state_of(
    process: Process, connection: Connection, known: Known, due_day: date | None, now: datetime
) -> SlaState:
    """
    The clock of a ticket in the stage it was accepted in.  Never raises, whatever the times are.

    `due_day` is the delivery day: `known.agreed_day`, or `Sight.due_day` where the ticket was just read.
    Its level is NONE where there is nothing to keep: in closed stages, in those without an SLA, and where
    that is a due date and none is set.
    """
    stood = pauses.of(connection, known.task_id, since=known.entered_at)
    visit = Visit(
        stage=stage_of(process, known),
        entered_at=known.entered_at,
        pauses=tuple((pause.began_at, pause.ended_at) for pause in stood),
        sla=known.sla,
    )
    first, last = min(known.entered_at, now), max(known.entered_at, now)
    days = [first.date(), min(last, LATEST - AHEAD).date() + AHEAD, *([due_day] if due_day else [])]
    years = range(max(min(days).year - 1, EARLIEST.year), min(max(days).year + 1, LATEST.year) + 1)
    return sla.state(process, visit, now, holidays_of(process.calendar, years), due_day)


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


def stage_of(process: Process, known: Known) -> str:
    """The name that the stage of a ticket has in today's process file."""
    if process.find_stage(known.stage) is not None:
        return known.stage
    renamed = process.stage_of_status(known.status)
    return known.stage if renamed is None else renamed.name
