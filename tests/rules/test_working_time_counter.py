"""Working time against a counter that is slow and obviously right: minute by minute, in UTC."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.process.calendar import Calendar
from rules.sla.working_time import LATEST, after, is_working_day, next_opening, worked, working_days_before

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
MINUTES_LONG = st.integers(-60, 4 * 24 * 60)


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
    changes = CHANGES[zone]
    if changes and draw(st.booleans()):
        start = draw(st.sampled_from(changes)) + draw(st.integers(-48 * 60, 48 * 60)) * MINUTE
    holidays = draw(st.frozensets(st.integers(-2, 6).map(lambda n: start.date() + n * DAY), max_size=3))
    return calendar_of(zone, draw(st.sampled_from(HOURS))), holidays, start


CHANGES = {zone: changes_of(zone) for zone in ZONES}


def is_worked(calendar, holidays, minute):
    """Whether a minute is worked, as one sees by looking at the clock and at the calendar."""
    shown = minute.astimezone(calendar.zone)
    since_midnight = shown.hour * 60 + shown.minute
    return shown.date() not in holidays and any(
        hours.weekday == shown.weekday() and hours.opens <= since_midnight < hours.closes
        for hours in calendar.hours
    )


def counted(calendar, holidays, start, end):
    """Full minutes only."""
    minutes = (start + n * MINUTE for n in range((end - start) // MINUTE))
    return sum(is_worked(calendar, holidays, minute) for minute in minutes) * MINUTE


@settings(max_examples=300)
@given(situations(), MINUTES_LONG)
def test_working_time_is_what_the_counter_counts(situation, minutes):
    calendar, holidays, start = situation
    end = start + minutes * MINUTE
    assert worked(calendar, holidays, start, end) == counted(calendar, holidays, start, end)


@settings(max_examples=20)
@given(situations(), st.integers(10, 60))
def test_so_it_is_over_weeks(situation, days):
    calendar, holidays, start = situation
    end = start + days * DAY
    assert worked(calendar, holidays, start, end) == counted(calendar, holidays, start, end)


@settings(max_examples=300)
@given(situations(), st.integers(1, 12 * 60))
def test_an_amount_has_passed_at_the_first_instant_by_which_the_counter_has_it(situation, minutes):
    calendar, holidays, start = situation
    end = after(calendar, holidays, start, minutes * MINUTE)
    left, minute = minutes, start
    while left and minute < start + 21 * DAY:
        left -= is_worked(calendar, holidays, minute)
        minute += MINUTE
    if left:
        assert end > minute
    else:
        assert end == minute


@given(situations(), st.timedeltas(-DAY, 400 * DAY), st.timedeltas(-DAY, 400 * DAY))
def test_time_adds_up(situation, first, second):
    calendar, holidays, start = situation
    early, middle, late = sorted([start, start + first, start + second])
    parts = worked(calendar, holidays, early, middle), worked(calendar, holidays, middle, late)
    assert worked(calendar, holidays, early, late) == sum(parts, timedelta())


@given(situations(), st.timedeltas(timedelta.resolution, 40 * DAY))
def test_after_an_amount_exactly_that_much_is_worked(situation, amount):
    calendar, holidays, start = situation
    end = after(calendar, holidays, start, amount)
    assert worked(calendar, holidays, start, end) == amount
    assert worked(calendar, holidays, start, end - timedelta.resolution) < amount


@given(situations())
def test_until_the_next_opening_nobody_works_and_then_somebody_does(situation):
    calendar, holidays, start = situation
    opening = next_opening(calendar, holidays, start)
    assert worked(calendar, holidays, start, opening) == timedelta()
    assert is_worked(calendar, holidays, opening)


@given(situations(), st.integers(1, 10))
def test_so_many_working_days_lie_between(situation, count):
    calendar, holidays, start = situation
    day = start.date()
    first = working_days_before(calendar, holidays, day, count)
    between = [first + n * DAY for n in range((day - first).days)]
    assert sum(is_working_day(calendar, holidays, day) for day in between) == count
    assert is_working_day(calendar, holidays, first)


@settings(max_examples=20)
@given(st.datetimes(), st.datetimes(), st.timedeltas())
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak"])
def test_no_instant_and_no_amount_is_too_much(zone, one, other, amount):
    calendar = calendar_of(zone, HOURS[0])
    one, other = one.replace(tzinfo=UTC), other.replace(tzinfo=calendar.zone)
    assert worked(calendar, frozenset[date](), one, other) >= timedelta()
    assert after(calendar, frozenset[date](), other, amount) <= LATEST
