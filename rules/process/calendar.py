"""When people work: the calendar in which SLAs are counted."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from rules.process.part import Name, Part, fault
from rules.wording import choose, quoted

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUTES_A_DAY: Final = 24 * 60

_SPAN: Final = re.compile(r"(\w{3})(?:-(\w{3}))? +(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_EXAMPLE: Final = 'write "Mon-Fri 09:00-17:00" or "Mon-Thu 09:00-17:00, Fri 09:00-14:00"'


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """
    Working hours of one day of the week.

    ``weekday`` is 0 (Monday) to 6 (Sunday); ``opens`` and ``closes`` are minutes since midnight,
    0 <= opens < closes <= 1440, on the clock of the calendar's time zone.
    """

    weekday: int
    opens: int
    closes: int


def _read_hours(value: Any) -> Any:
    """``Mon-Fri 09:00-17:00`` as one :class:`WorkingHours` a day and span, in order."""
    if not isinstance(value, str):
        raise fault(f"working hours must be one text; {_EXAMPLE}")
    spans = sorted(
        (span for text in value.split(",") for span in _read_span(text.strip())),
        key=lambda span: (span.weekday, span.opens),
    )
    for earlier, later in pairwise(spans):
        if earlier.weekday == later.weekday and later.opens < earlier.closes:
            raise fault(f"the working hours of {DAYS[later.weekday]} overlap in {quoted(value)}")
    return tuple(spans)


def _read_span(text: str) -> list[WorkingHours]:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise fault(f"{quoted(text)} does not state working hours; {_EXAMPLE}")
    first, last = match[1], match[2] or match[1]
    for day in (first, last):
        if day not in DAYS:
            raise fault(f"unknown day {quoted(day)}; {choose(day, DAYS)}")
    opens, closes = _minutes(match[3], match[4]), _minutes(match[5], match[6])
    if DAYS.index(first) > DAYS.index(last) or not opens < closes <= MINUTES_A_DAY:
        raise fault(f"{quoted(text)} ends before it starts, or is outside the day; {_EXAMPLE}")
    return [WorkingHours(day, opens, closes) for day in range(DAYS.index(first), DAYS.index(last) + 1)]


def _minutes(hours: str, minutes: str) -> int:
    if int(minutes) >= 60:  # noqa: PLR2004 -- minutes an hour
        raise fault(f"{hours}:{minutes} is not a time of day; {_EXAMPLE}")
    return int(hours) * 60 + int(minutes)


@cache
def _zones() -> frozenset[str]:
    """All there are: to look for them takes longer than to check all the rest of a process."""
    return frozenset(available_timezones())


def _known_zone(value: str) -> str:
    zones = _zones()
    if value not in zones:
        hint = choose(value, sorted(zones)).partition("choose one of:")[0]
        raise fault(f'unknown time zone {quoted(value)}; {hint}write a name such as "UTC" or "Europe/Berlin"')
    return value


def _iso_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no time zone
    except ValueError:
        raise fault(f"{quoted(str(value))} is not a date; write year-month-day, such as 2026-12-25") from None


class PublicHolidays(Part):
    """
    The public holidays of a country, or of a part of it.

    Attributes:
        country: Its ISO 3166 code, such as ``DE``.
        subdivision: The code of the part, such as ``BY``.
    """

    country: Name
    subdivision: Name | None = None


def _holidays_shape(value: Any) -> str:
    return "(a country)" if isinstance(value, dict | PublicHolidays) else "(days)"


Day = Annotated[date, BeforeValidator(_iso_day)]
Holidays = Annotated[
    Annotated[tuple[Day, ...], Tag("(days)")] | Annotated[PublicHolidays, Tag("(a country)")],
    Discriminator(_holidays_shape),
]


class Calendar(Part):
    """
    The working calendar.

    Attributes:
        time_zone: An IANA name such as ``Europe/Berlin``.
        hours: When people work, as one text.
        holidays: Days on which no one works, or a country whose public holidays count.
    """

    time_zone: Annotated[Name, AfterValidator(_known_zone)] = Field(default="UTC", alias="time zone")
    hours: Annotated[tuple[WorkingHours, ...], BeforeValidator(_read_hours)] = Field(
        default="Mon-Fri 09:00-17:00", validate_default=True
    )
    holidays: Holidays = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.time_zone)
