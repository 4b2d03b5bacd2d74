"""
Arithmetic in working time: the time during which the clock on the wall shows working hours.

That holds on the days too when the clock is put forward or back: working hours that the clock leaves out
are not worked, and those that it shows twice are worked twice.

``holidays`` are the calendar days that are not worked whatever the weekday: somebody else has turned the
calendar's own into days. Instants are aware and may be in any zone; answers are in UTC.
"""

from collections import Counter
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from typing import Final

from rules.process.calendar import Calendar
from rules.process.durations import WorkingTime
from rules.sla.wall_clock import Span, end_of_day, midnight, offsets_at, spans_showing

#: What lies outside of these is cut off: no ticket is so old and no deadline so far away, and a mistyped
#: year must not take minutes to count.
EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_MINUTE: Final = timedelta(minutes=1)
_ZERO: Final = timedelta()


def worked(calendar: Calendar, holidays: AbstractSet[date], start: datetime, end: datetime) -> timedelta:
    """The working time between two instants; nothing when ``end`` is not after ``start``."""
    start, end = _within_reason(start), _within_reason(end)
    total = _ZERO
    day = first = _first_day(calendar, start)
    last = end.astimezone(calendar.zone).date() + _DAY  # where the clock goes back over midnight
    while day <= last:
        if first < day <= last - _WEEK - _DAY and _is_steady(calendar, day):
            total += _ordinary_week(calendar, holidays, day)
            day += _WEEK
        else:
            cut = (_cut(span, start, end) for span in _spans(calendar, holidays, day))
            total += sum(cut, _ZERO)
            day += _DAY
    return total


def after(calendar: Calendar, holidays: AbstractSet[date], start: datetime, amount: timedelta) -> datetime:
    """
    The first instant by which ``amount`` of working time has passed since ``start``.

    That is the end of a day's work, not the beginning of the next, when it comes out even. Nothing to
    wait for is ``start`` itself. :data:`LATEST` when there is not so much working time until then.
    """
    start = _within_reason(start)
    if amount <= _ZERO:
        return start
    left = amount
    day = first = _first_day(calendar, start)
    while day < LATEST.date():
        week = _ordinary_week(calendar, holidays, day)
        if first < day and week < left and _is_steady(calendar, day):
            left -= week
            day += _WEEK
            continue
        days = _days_that_mix(calendar, day)
        spans = sorted(s for n in range(days) for s in _spans(calendar, holidays, day + n * _DAY))
        for span in spans:
            here = _cut(span, start, LATEST)
            if here >= left:
                return max(span.begin, start) + left
            left -= here
        day += days * _DAY
    return LATEST


def next_opening(calendar: Calendar, holidays: AbstractSet[date], moment: datetime) -> datetime:
    """The first working instant at ``moment`` or after it."""
    return after(calendar, holidays, moment, timedelta.resolution) - timedelta.resolution


def length(calendar: Calendar, amount: WorkingTime) -> timedelta:
    """
    How much working time an SLA such as ``2 days`` allows.

    A day is the calendar's ordinary working day: as long as most of its days are, the longer where two
    lengths are equally common. So two days of eight hours, begun on Monday at 16:00, are sixteen working
    hours and end on Wednesday at 16:00; a Friday of five hours uses up five of them.
    """
    if amount.unit == "day":
        return amount.amount * ordinary_day(calendar)
    return amount.amount * timedelta(**{f"{amount.unit}s": 1})


def ordinary_day(calendar: Calendar) -> timedelta:
    """The length of a working day as most of them are; the longer where two are equally common."""
    days = Counter[int]()
    for hours in calendar.hours:
        days[hours.weekday] += hours.closes - hours.opens
    common = Counter(days.values())
    return max(common, key=lambda minutes: (common[minutes], minutes)) * _MINUTE


def is_working_day(calendar: Calendar, holidays: AbstractSet[date], day: date) -> bool:
    """Whether somebody works on a calendar day at all."""
    return bool(_spans(calendar, holidays, day))


def working_days_before(calendar: Calendar, holidays: AbstractSet[date], day: date, count: int) -> date:
    """The ``count``-th working day before a calendar day, which itself need not be one."""
    return _working_day(calendar, holidays, day, count, -_DAY)


def working_days_after(calendar: Calendar, holidays: AbstractSet[date], day: date, count: int) -> date:
    """The ``count``-th working day after a calendar day, which itself need not be one."""
    return _working_day(calendar, holidays, day, count, _DAY)


def beginning_of(calendar: Calendar, day: date) -> datetime:
    """The first instant of a calendar day in the calendar's zone."""
    return end_of_day(calendar.zone, _day_within_reason(day) - _DAY)


def end_of(calendar: Calendar, day: date) -> datetime:
    """The first instant after a calendar day in the calendar's zone."""
    return end_of_day(calendar.zone, _day_within_reason(day))


def _working_day(
    calendar: Calendar, holidays: AbstractSet[date], day: date, count: int, step: timedelta
) -> date:
    day = _day_within_reason(day)
    while count > 0 and EARLIEST.date() < day < LATEST.date():
        day += step
        count -= is_working_day(calendar, holidays, day)
    return day


def _within_reason(moment: datetime) -> datetime:
    return min(max(moment, EARLIEST), LATEST).astimezone(UTC)


def _day_within_reason(day: date) -> date:
    return min(max(day, EARLIEST.date()), LATEST.date())


def _spans(calendar: Calendar, holidays: AbstractSet[date], day: date) -> list[Span]:
    """When it is worked on a calendar day."""
    if day in holidays:
        return []
    begin = midnight(day)
    return [
        span
        for hours in calendar.hours
        if hours.weekday == day.weekday()
        for span in spans_showing(
            calendar.zone, begin + hours.opens * _MINUTE, begin + hours.closes * _MINUTE
        )
    ]


def _cut(span: Span, start: datetime, end: datetime) -> timedelta:
    return max(min(span.end, end) - max(span.begin, start), _ZERO)


def _ordinary_week(calendar: Calendar, holidays: AbstractSet[date], day: date) -> timedelta:
    """The working time in the seven days from ``day`` on, by the clock on the wall."""
    today = day.weekday()
    return _MINUTE * sum(
        hours.closes - hours.opens
        for hours in calendar.hours
        if day + (hours.weekday - today) % 7 * _DAY not in holidays
    )


def _is_steady(calendar: Calendar, day: date) -> bool:
    """Whether the clock is neither put forward nor back in the seven days from ``day`` on."""
    # The day in the middle is for Brazil in 2000, which put its clocks forward and, a week later, back.
    probes = (offsets_at(calendar.zone, midnight(day + n * _DAY)) for n in (0, 4, 7))
    return len(frozenset[timedelta]().union(*probes)) == 1


def _first_day(calendar: Calendar, start: datetime) -> date:
    """A day from which to count, all of whose predecessors have ended at ``start``."""
    day = start.astimezone(calendar.zone).date()
    while _is_mixed(calendar, day):
        day -= _DAY
    return day


def _days_that_mix(calendar: Calendar, day: date) -> int:
    """How many days have to be looked at together: two where the clock goes back over midnight."""
    days = 1
    while _is_mixed(calendar, day + days * _DAY):
        days += 1
    return days


def _is_mixed(calendar: Calendar, day: date) -> bool:
    """Whether a day's first instants and the last ones of the day before come in turns."""
    return len(offsets_at(calendar.zone, midnight(day))) > 1
