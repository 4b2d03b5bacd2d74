"""ClickUp's times: milliseconds since 1970, and days that are stored as 04:00 in the setter's time zone."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: A date that is set without a time is stored as this local time of the person who set it.
TIME_OF_A_DAY_WITHOUT_TIME = time(4, 0)

_MOMENT = re.compile(r"(?P<sign>[+-])(?P<count>\d+)(?P<unit>[dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment_of(ms: int) -> datetime | None:
    """The aware UTC moment of ``ms``, or ``None`` outside of Python's calendar (years 1 to 9999)."""
    try:
        return _EPOCH + timedelta(milliseconds=ms)
    except OverflowError:
        return None


def as_day(ms: int, zone: str) -> int:
    """The same calendar day in ``zone``, at the time ClickUp gives to dates without a time."""
    moment = moment_of(ms)
    if moment is None:
        return ms
    try:
        return day_in(moment.astimezone(ZoneInfo(zone)).date(), zone)
    except OverflowError:  # the first or the last day of the calendar, seen from another time zone
        return ms


def day_in(day: date, zone: str) -> int:
    """Milliseconds of ``day`` without a time, as someone in ``zone`` sets it."""
    return milliseconds(datetime.combine(day, TIME_OF_A_DAY_WITHOUT_TIME, tzinfo=ZoneInfo(zone)))


def resolve_moment(text: str, now: datetime) -> datetime:
    """
    A moment of the data file: ``now``, ``-3d``, ``+2h``, ``-10m``, or an ISO date or date-time.

    Without a zone it is in UTC.

    Raises:
        ValueError: The text is none of these.
    """
    if text == "now":
        return now
    if match := _MOMENT.fullmatch(text):
        span = timedelta(**{_UNITS[match["unit"]]: int(match["count"])})
        return now + span if match["sign"] == "+" else now - span
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date; write +5d, -2h, now or 2026-01-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def resolve_day(text: str, now: datetime, zone: str) -> date:
    """
    A day of the data file: ``today``, ``+5d``, ``-3d`` or an ISO date.

    Raises:
        ValueError: The text is none of these.
    """
    today = now.astimezone(ZoneInfo(zone))
    if text == "today":
        return today.date()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text)
    return resolve_moment(text, today).date()
