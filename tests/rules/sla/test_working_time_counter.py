"""Working time against a counter that is slow and obviously right: minute by minute, in UTC."""

from datetime import UTC, date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.sla.working_time import LATEST, after, is_working_day, next_opening, worked, working_days_before
from tests.rules.sla.minute_by_minute import DAY, HOURS, MINUTE, at_work, calendar_of, situations

MINUTES_LONG = st.integers(-60, 4 * 24 * 60)


def counted(calendar, holidays, start, end):
    """Full minutes only."""
    minutes = (start + n * MINUTE for n in range((end - start) // MINUTE))
    return sum(map(at_work(calendar, holidays), minutes)) * MINUTE


@given(situations(), MINUTES_LONG)
def test_working_time_is_what_the_counter_counts(situation, minutes):
    calendar, holidays, start = situation
    end = start + minutes * MINUTE
    assert worked(calendar, holidays, start, end) == counted(calendar, holidays, start, end)


@settings(max_examples=settings.default.max_examples // 5)
@given(situations(), st.integers(10, 60))
def test_so_it_is_over_weeks(situation, days):
    calendar, holidays, start = situation
    end = start + days * DAY
    assert worked(calendar, holidays, start, end) == counted(calendar, holidays, start, end)


@given(situations(), st.integers(1, 12 * 60))
def test_an_amount_has_passed_at_the_first_instant_by_which_the_counter_has_it(situation, minutes):
    calendar, holidays, start = situation
    end = after(calendar, holidays, start, minutes * MINUTE)
    is_worked, left, minute, last = at_work(calendar, holidays), minutes, start, start + 21 * DAY
    while left and minute < last:
        left -= is_worked(minute)
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
def test_until_the_next_opening_no_one_works_and_then_someone_does(situation):
    calendar, holidays, start = situation
    opening = next_opening(calendar, holidays, start)
    assert worked(calendar, holidays, start, opening) == timedelta()
    assert at_work(calendar, holidays)(opening)


@given(situations(), st.integers(1, 10))
def test_so_many_working_days_lie_between(situation, count):
    calendar, holidays, start = situation
    day = start.date()
    first = working_days_before(calendar, holidays, day, count)
    between = [first + n * DAY for n in range((day - first).days)]
    assert sum(is_working_day(calendar, holidays, day) for day in between) == count
    assert is_working_day(calendar, holidays, first)


@settings(max_examples=settings.default.max_examples // 5)
@given(st.datetimes(), st.datetimes(), st.timedeltas())
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak"])
def test_no_instant_and_no_amount_is_too_much(zone, one, other, amount):
    calendar = calendar_of(zone, HOURS[0])
    one, other = one.replace(tzinfo=UTC), other.replace(tzinfo=calendar.zone)
    assert worked(calendar, frozenset[date](), one, other) >= timedelta()
    assert after(calendar, frozenset[date](), other, amount) <= LATEST
