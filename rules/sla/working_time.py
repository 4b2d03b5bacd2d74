"""
Arithmetic in working time: the time during which a clock on the wall shows working hours.

This includes the days when the clocks change: working hours that the clock skips are not worked, and those
that it shows twice are worked twice.

``holidays`` are calendar days without work, on any weekday; the caller reads them from the calendar. Instants
are aware and may be in any zone; results are in UTC.
"""

from collections import Counter
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from typing import Final

from rules.process.calendar import Calendar
from rules.process.durations import WorkingTime
from rules.sla.wall_clock import Span, end_of_day, midnight, offsets_at, spans_showing

#: Times outside these are cut off: no ticket is that old and no deadline that far away, and a mistyped year
#: must not take minutes to count.
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

    If it ends exactly with a working day, that is the end of the day, not the beginning of the next. An empty
    amount gives ``start``. :data:`LATEST` if there is not enough working time until then.
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

    A day is the calendar's ordinary working day: the most common length of its days, the longer one if two
    lengths are equally common. So two days of eight hours, begun on Monday at 16:00, are sixteen working
    hours and end on Wednesday at 16:00; a Friday of five hours uses up five of them.
    """
    if amount.unit == "day":
        return amount.amount * ordinary_day(calendar)
    return amount.amount * timedelta(**{f"{amount.unit}s": 1})


def ordinary_day(calendar: Calendar) -> timedelta:
    """The most common length of a working day; the longer one if two are equally common."""
    days = Counter[int]()
    for hours in calendar.hours:
        days[hours.weekday] += hours.closes - hours.opens
    common = Counter(days.values())
    return max(common, key=lambda minutes: (common[minutes], minutes)) * _MINUTE


def is_working_day(calendar: Calendar, holidays: AbstractSet[date], day: date) -> bool:
    """Whether anyone works on a calendar day."""
    return bool(_spans(calendar, holidays, day))


def working_days_before(calendar: Calendar, holidays: AbstractSet[date], day: date, count: int) -> date:
    """The ``count``-th working day before a calendar day, which itself may be any day."""
    return _working_day(calendar, holidays, day, count, -_DAY)


def working_days_after(calendar: Calendar, holidays: AbstractSet[date], day: date, count: int) -> date:
    """The ``count``-th working day after a calendar day, which itself may be any day."""
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
    """The working hours of a calendar day."""
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
    """Whether the clocks do not change in the seven days from ``day`` on."""
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
    """How many days belong together: two if the clock goes back over midnight."""
    days = 1
    while _is_mixed(calendar, day + days * _DAY):
        days += 1
    return days


def _is_mixed(calendar: Calendar, day: date) -> bool:
    """Whether the first instants of a day overlap with the last ones of the day before."""
    return len(offsets_at(calendar.zone, midnight(day))) > 1
