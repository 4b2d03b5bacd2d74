"""Calendars, holidays and starts, and whether a minute of them is worked: slow and obviously right."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rules.process.calendar import Calendar

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

#: Ahead of UTC and behind it, both halves of the earth, quarters of hours, half an hour of summer time,
#: two hours of it, changes at midnight, over midnight and for Ramadan, a day left out, no changes.
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Asuncion",
    "America/Havana",
    "America/Recife",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
)
HOURS = (
    "Mon-Fri 09:00-17:00",
    "Mon-Thu 08:00-12:15, Mon-Thu 13:00-17:00, Fri 08:00-13:30",
    "Mon-Sun 00:00-24:00",
    "Mon-Sun 00:00-00:30, Mon-Sun 01:30-02:30, Mon-Sun 23:30-24:00",
    "Fri-Sun 20:00-24:00, Sat-Sun 00:00-04:00, Mon 00:00-04:00",
    "Sun 02:00-03:00",
)
#: The years hold all the changes that the zones above are in the list for.
STARTS = st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2027-12-31"))


@cache
def changes_of(zone):
    """The days on which a zone's clock was put forward or back, each by its beginning in UTC."""
    days = [datetime(2000, 1, 1, tzinfo=UTC) + n * DAY for n in range(28 * 366)]
    offsets = [day.astimezone(ZoneInfo(zone)).utcoffset() for day in days]
    return [day for day, here, next_one in zip(days, offsets, offsets[1:], strict=False) if here != next_one]


@cache
def calendar_of(zone, hours):
    return Calendar.model_validate({"time zone": zone, "hours": hours})


@st.composite
def situations(draw):
    """A calendar, holidays, and a start that is near to a change of the clock as often as not."""
    zone = draw(st.sampled_from(ZONES))
    start = draw(STARTS).replace(second=0, microsecond=0, tzinfo=UTC)
    changes = changes_of(zone)
    if changes and draw(st.booleans()):
        start = draw(st.sampled_from(changes)) + draw(st.integers(-48 * 60, 48 * 60)) * MINUTE
    holidays = draw(st.frozensets(st.integers(-2, 6).map(lambda n: start.date() + n * DAY), max_size=3))
    return calendar_of(zone, draw(st.sampled_from(HOURS))), holidays, start


def at_work(calendar, holidays):
    """Whether a minute is worked, as one sees by looking at the clock and at the calendar."""
    zone = calendar.zone
    hours = {
        weekday: [(each.opens, each.closes) for each in calendar.hours if each.weekday == weekday]
        for weekday in range(7)
    }

    def is_worked(minute):
        shown = minute.astimezone(zone)
        since_midnight = shown.hour * 60 + shown.minute
        return shown.date() not in holidays and any(
            opens <= since_midnight < closes for opens, closes in hours[shown.weekday()]
        )

    return is_worked
