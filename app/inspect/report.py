"""Counts how moves ended and which requirements were missing, for people who improve the process."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from sqlalchemy import Connection, Engine

from app.process.holidays import holidays_of
from app.store import moves, notices, pauses
from rules.process.process import Process
from rules.sla.due import Visit, active_time
from rules.sla.working_time import worked

#: The number of requirements shown, those that stopped most moves first.
MOST_SHOWN = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """The judged moves into one stage, by their verdict."""

    stage: str
    allowed: int
    overridden: int
    rejected: int
    undecided: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.allowed + self.overridden + self.rejected + self.undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """How many moves into a stage were put back for one requirement; `code` is as in logs and metrics."""

    stage: str
    code: str
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """
    How long tickets stayed in a stage that they left: working time less the pauses of the SLA clock.

    `paused` is the working time of all these pauses together.
    """

    stage: str
    visits: int
    median: timedelta
    longest: timedelta
    paused: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveReport:
    """
    The whole report.

    `shadow` are the moves that were only judged, in shadow mode; `notices` maps kind and state to the number
    that became due in that time.
    """

    since: datetime
    stages: Sequence[StageCount]
    shadow: Sequence[StageCount]
    stopped: Sequence[Stopped]
    stays: Sequence[Stay]
    notices: Mapping[tuple[str, str], int]


def report(engine: Engine, process: Process, since: datetime) -> MoveReport:
    """Count everything judged since a moment."""
    with engine.connect() as connection:
        return MoveReport(
            since=since,
            stages=_stages(moves.count(connection, since, shadow=False)),
            shadow=_stages(moves.count(connection, since, shadow=True)),
            stopped=[
                Stopped(stage=stage, code=code, moves=number)
                for stage, code, number in moves.stopped(connection, since, most=MOST_SHOWN)
            ],
            stays=_stays(connection, process, since),
            notices=notices.count(connection, since),
        )


def _stages(counted: Mapping[tuple[str, str], int]) -> list[StageCount]:
    """The counts by stage; the stage with most moves first."""
    found = [
        StageCount(
            stage=stage,
            allowed=counted.get((stage, "allowed"), 0),
            overridden=counted.get((stage, "overridden"), 0),
            rejected=counted.get((stage, "rejected"), 0),
            undecided=counted.get((stage, "undecided"), 0),
        )
        for stage in {stage for stage, _ in counted}
    ]
    return sorted(found, key=lambda count: (-count.total, count.stage))


def _stays(connection: Connection, process: Process, since: datetime) -> list[Stay]:
    """The stays by stage; the longest first."""
    lengths: dict[str, list[timedelta]] = defaultdict(list)
    paused: dict[str, timedelta] = defaultdict(timedelta)
    ended = moves.visits_ended(connection, since)
    spans = pauses.spans(connection, {visit.task_id for visit in ended})
    for each in ended:
        off = holidays_of(process.calendar, range(each.entered_at.year - 1, each.left_at.year + 2))
        stood = tuple(spans.get(each.task_id, ()))
        visit = Visit(stage=each.stage, entered_at=each.entered_at, pauses=stood)
        length = active_time(process, visit, each.left_at, off)
        lengths[each.stage].append(length)
        paused[each.stage] += worked(process.calendar, off, each.entered_at, each.left_at) - length
    found = [
        Stay(stage=stage, visits=len(each), median=median_low(each), longest=max(each), paused=paused[stage])
        for stage, each in lengths.items()
    ]
    return sorted(found, key=lambda stay: (-stay.median, stay.stage))
