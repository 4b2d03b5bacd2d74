"""The SLA clock of a ticket in a stage: how much is used, and when the level changes next."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeVar

from rules.process.durations import WorkingTime, working_time
from rules.process.process import Process
from rules.sla.level import Level, SlaComment, owed, worse
from rules.sla.working_time import (
    LATEST,
    after,
    beginning_of,
    end_of,
    length,
    next_opening,
    worked,
    working_days_after,
    working_days_before,
)

__all__ = [
    "Level",
    "Pause",
    "SlaComment",
    "SlaState",
    "Visit",
    "limit_of",
    "owed",
    "promise",
    "state",
    "worse",
]

#: From when until when a clock was paused; ``None``: it still is.
Pause = tuple[datetime, datetime | None]

_NO_SLA: Final = "none"
_ZERO: Final = timedelta()

_Measure = TypeVar("_Measure", timedelta, datetime)


@dataclass(frozen=True, slots=True)
class Visit:
    """
    A ticket's stay in a stage. Instants are aware.

    Attributes:
        stage: The stage's name.
        pauses: When the clock was paused, in any order; pauses may overlap and begin before the visit.
        sla: What :func:`promise` said when the visit began; ``None``: it was not stored, so the current SLA
            counts.
    """

    stage: str
    entered_at: datetime
    pauses: tuple[Pause, ...] = ()
    sla: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaState:
    """
    The state of a visit's SLA at one instant.

    Attributes:
        used: Working time in the stage; without the pauses, unless the SLA is the due date.
        allowed: How much of it there is; ``None``: there is no limit.
        share: ``used`` of ``allowed``, 1.0 being all of it, to be shown: levels are decided exactly.
            ``None``: nothing is allowed, or there is no limit.
        breach_at: When it will be breached if nothing changes. ``None``: never, or it already is.
        next_change_at: When the level will change next if nothing else does; always later than the instant
            that was asked for. ``None``: not while nothing changes.
        paused: The clock is paused.
    """

    level: Level
    used: timedelta
    allowed: timedelta | None = None
    share: float | None = None
    breach_at: datetime | None = None
    next_change_at: datetime | None = None
    paused: bool = False


def promise(process: Process, stage_name: str) -> str:
    """
    A stage's SLA in words, stored with a visit: ``2 days``, ``due date`` or ``none``.

    It applies to that visit if the process file says that changes apply to new visits.
    """
    stage = process.find_stage(stage_name)
    return str((stage and stage.sla) or _NO_SLA)


def state(
    process: Process, visit: Visit, now: datetime, holidays: AbstractSet[date], due_day: date | None
) -> SlaState:
    """
    The state of a visit's SLA. Never raises, whatever the instants are.

    If the SLA is the due date and there is none, there is no limit. An unknown stage has no limit either.
    ``holidays``: see :mod:`rules.sla.working_time`.
    """
    clock = _Clock(process, holidays, visit, now)
    sla = limit_of(process, visit)
    if isinstance(sla, WorkingTime):
        return clock.in_working_time(length(process.calendar, sla))
    if sla is not None and due_day is not None:
        return clock.until(due_day)
    return SlaState(level=Level.NONE, used=clock.used, paused=clock.paused)


def active_time(process: Process, visit: Visit, until: datetime, holidays: AbstractSet[date]) -> timedelta:
    """The working time of a visit up to an instant, such as its end, less its pauses."""
    return _Clock(process, holidays, visit, until).used


def limit_of(process: Process, visit: Visit) -> WorkingTime | Literal["due date"] | None:
    """The SLA of a visit; ``None``: there is none."""
    stage = process.find_stage(visit.stage)
    if stage is None:
        return None
    if process.sla.changes_apply_to == "open visits" or visit.sla is None:
        return stage.sla
    match visit.sla:
        case "none":
            return None
        case "due date":
            return "due date"
        case _:  # promise() cannot have stored anything else
            return working_time(visit.sla) or stage.sla


class _Clock:
    """The clock of a visit, at one instant."""

    def __init__(self, process: Process, holidays: AbstractSet[date], visit: Visit, now: datetime) -> None:
        self._process, self._calendar, self._holidays = process, process.calendar, holidays
        self._entered, self._now = visit.entered_at, now
        stops = _merged(pause for pause in visit.pauses if pause[0] <= now)
        #: When the clock resumes; not later than now if it is not paused.
        self._resumes = max([visit.entered_at, now, *(end for _, end in stops)])
        self.paused = any(end > now for _, end in stops)
        self.spent = self._worked(visit.entered_at, now)
        stood = (self._worked(max(begin, visit.entered_at), min(end, now)) for begin, end in stops)
        self.used = self.spent - sum(stood, _ZERO)

    def in_working_time(self, allowed: timedelta) -> SlaState:
        """The state if the SLA is working time."""
        settings = self._process.sla
        marks = [
            (allowed * settings.at_risk / 100, Level.AT_RISK),
            (allowed * settings.breached / 100, Level.BREACHED),
            (allowed * settings.escalated / 100, Level.ESCALATED),
        ]
        level, following, breach = self._reached(marks, self.used)
        return SlaState(
            level=level,
            used=self.used,
            allowed=allowed,
            share=self.used / allowed,
            breach_at=self._when(breach),
            next_change_at=self._when(following),
            paused=self.paused,
        )

    def until(self, due_day: date) -> SlaState:
        """The state if the SLA is the due date: the client was told a day, so pauses do not count."""
        calendar, settings = self._calendar, self._process.sla.due_date
        before = working_days_before(calendar, self._holidays, due_day, settings.at_risk)
        late_for_long = working_days_after(calendar, self._holidays, due_day, settings.escalated)
        end = end_of(calendar, due_day)
        marks = [
            (next_opening(calendar, self._holidays, beginning_of(calendar, before)), Level.AT_RISK),
            (end, Level.BREACHED),
            (end_of(calendar, late_for_long), Level.ESCALATED),
        ]
        level, following, breach = self._reached(marks, self._now)
        allowed = self._worked(self._entered, end)
        return SlaState(
            level=level,
            used=self.spent,
            allowed=allowed,
            share=self.spent / allowed if allowed else None,
            breach_at=breach,
            next_change_at=following,
            paused=self.paused,
        )

    def _reached(
        self, marks: list[tuple[_Measure, Level]], here: _Measure
    ) -> tuple[Level, _Measure | None, _Measure | None]:
        """The level reached, the next mark ahead, and the mark of the breach if it is ahead."""
        if self._process.escalates_to is None:
            marks = [(mark, level) for mark, level in marks if level is not Level.ESCALATED]
        reached = [level for mark, level in marks if mark <= here]
        ahead = {level: mark for mark, level in marks if mark > here}
        level = max(reached, key=lambda level: level.rank, default=Level.OK)
        return level, min(ahead.values(), default=None), ahead.get(Level.BREACHED)

    def _when(self, used: timedelta | None) -> datetime | None:
        """The instant by which that much will be used; ``None``: not while nothing changes."""
        if used is None or self._resumes >= LATEST:
            return None
        return after(self._calendar, self._holidays, self._resumes, used - self.used)

    def _worked(self, start: datetime, end: datetime) -> timedelta:
        return worked(self._calendar, self._holidays, start, end)


def _merged(pauses: Iterable[Pause]) -> list[tuple[datetime, datetime]]:
    """Pauses in order, overlapping ones merged; one without an end lasts until :data:`LATEST`."""
    merged: list[tuple[datetime, datetime]] = []
    for begin, end in sorted((begin, LATEST if end is None else end) for begin, end in pauses):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif begin < end:
            merged.append((begin, end))
    return merged
