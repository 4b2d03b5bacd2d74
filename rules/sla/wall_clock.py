"""From the time on a wall clock to instants, also on days when the clocks change."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


class Span(NamedTuple):
    """The instants from ``begin`` until just before ``end``, both in UTC."""

    begin: datetime
    end: datetime


def spans_showing(zone: ZoneInfo, begin: datetime, end: datetime) -> tuple[Span, ...]:
    """
    When a clock in ``zone`` shows a time from ``begin`` until just before ``end``; in order.

    Both are without a time zone and at most some days apart. The result is one span on most days. An hour
    that the clock skips is in no span; an hour that it shows twice is in them twice, which makes two spans
    if only a part of it was asked for.

    Since 1970 no zone has changed its offset twice within six days, so there is at most one change.
    """
    offsets = offsets_at(zone, begin) | offsets_at(zone, end)
    if len(offsets) == 1:
        (offset,) = offsets
        return (Span((begin - offset).replace(tzinfo=UTC), (end - offset).replace(tzinfo=UTC)),)
    before = (begin - max(offsets)).replace(tzinfo=UTC)
    after = (end - min(offsets)).replace(tzinfo=UTC)
    change = _change_of_offset(zone, before, after)
    old, new = _offset(zone, before), _offset(zone, after)
    pieces = (
        Span((begin - old).replace(tzinfo=UTC), min((end - old).replace(tzinfo=UTC), change)),
        Span(max((begin - new).replace(tzinfo=UTC), change), (end - new).replace(tzinfo=UTC)),
    )
    return tuple(piece for piece in pieces if piece.begin < piece.end)


def offsets_at(zone: ZoneInfo, shown: datetime) -> frozenset[timedelta]:
    """
    The offsets from UTC with which a clock in ``zone`` can be said to show a time.

    One for most times; two for a time that is shown twice, and for one that is left out.
    """
    both = (shown.replace(tzinfo=zone, fold=0).utcoffset(), shown.replace(tzinfo=zone, fold=1).utcoffset())
    return frozenset(offset for offset in both if offset is not None)


def midnight(day: date) -> datetime:
    """What the clock shows when a day begins, without a time zone."""
    return datetime.combine(day, time.min)


def end_of_day(zone: ZoneInfo, day: date) -> datetime:
    """The first instant after a calendar day in ``zone``, in UTC."""
    spans = spans_showing(zone, midnight(day), midnight(day + _DAY))
    if spans:
        return spans[-1].end
    # A day that was left out, as on Samoa when it changed sides of the date line: it ends as it begins.
    return midnight(day + _DAY).replace(tzinfo=zone).astimezone(UTC)


def _change_of_offset(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first instant with the offset that ``after`` has and ``before`` has not; all are full seconds."""
    target = _offset(zone, after)
    seconds = range((after - before) // _SECOND)
    passed = bisect_left(seconds, 1, key=lambda s: int(_offset(zone, before + s * _SECOND) == target))
    return before + passed * _SECOND


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
