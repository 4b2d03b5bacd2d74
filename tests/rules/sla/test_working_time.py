"""Working time, as a person would count it with a calendar and the clock on the wall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.process.calendar import Calendar
from rules.process.durations import WorkingTime
from rules.sla.working_time import (
    EARLIEST,
    LATEST,
    after,
    beginning_of,
    end_of,
    is_working_day,
    length,
    next_opening,
    worked,
    working_days_after,
    working_days_before,
)

OFFICE = Calendar.model_validate({"time zone": "Europe/Berlin"})
ALL_HOURS = "Mon-Sun 00:00-24:00"
NEVER = frozenset[date]()
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def at(text, zone="Europe/Berlin", fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def around_the_clock(zone):
    return Calendar.model_validate({"time zone": zone, "hours": ALL_HOURS})


# Between two instants. 2026-03-02 is a Monday.


@pytest.mark.parametrize(
    ("start", "end", "time"),
    [
        ("2026-03-02 09:00", "2026-03-02 17:00", 8 * HOUR),
        ("2026-03-02 10:15", "2026-03-02 10:20", 5 * MINUTE),
        ("2026-03-02 03:00", "2026-03-02 09:30", 30 * MINUTE),
        ("2026-03-02 16:00", "2026-03-03 10:00", 2 * HOUR),
        ("2026-03-06 16:00", "2026-03-09 10:00", 2 * HOUR),
        ("2026-03-07 10:00", "2026-03-08 18:00", 0 * HOUR),
        ("2026-03-02 17:00", "2026-03-03 09:00", 0 * HOUR),
        ("2026-03-02 12:00", "2026-03-02 12:00", 0 * HOUR),
        ("2026-03-02 12:00", "2026-03-02 11:00", 0 * HOUR),
        ("2026-03-02 12:00", "2025-03-02 11:00", 0 * HOUR),
        ("2026-03-02 09:00", "2026-03-30 09:00", 4 * 5 * 8 * HOUR),
    ],
)
def test_only_working_hours_count(start, end, time):
    assert worked(OFFICE, NEVER, at(start), at(end)) == time


def test_a_fraction_of_a_second_counts():
    start = at("2026-03-02 10:00")
    assert worked(OFFICE, NEVER, start, start + timedelta.resolution) == timedelta.resolution


def test_instants_may_be_in_any_zone():
    start = at("2026-03-02 03:00", "America/New_York")
    assert worked(OFFICE, NEVER, start, at("2026-03-02 18:00", "Asia/Tokyo")) == HOUR


def test_holidays_are_not_worked():
    days = frozenset([date(2026, 4, 3), date(2026, 4, 6)])
    assert worked(OFFICE, days, at("2026-04-02 16:00"), at("2026-04-07 10:00")) == 2 * HOUR
    assert worked(OFFICE, days, at("2026-03-30 09:00"), at("2026-04-30 09:00")) == (23 - 2) * 8 * HOUR


def test_a_day_may_have_a_break():
    calendar = Calendar.model_validate({"hours": "Mon-Fri 08:00-12:00, Mon-Thu 13:00-17:00"})
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    assert worked(calendar, NEVER, monday + 11 * HOUR, monday + 14 * HOUR) == 2 * HOUR
    assert worked(calendar, NEVER, monday, monday + timedelta(days=7)) == 36 * HOUR


def test_a_night_shift_is_written_as_two_spans():
    calendar = Calendar.model_validate({"hours": "Mon 22:00-24:00, Tue 00:00-06:00"})
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    assert worked(calendar, NEVER, monday + 23 * HOUR, monday + 48 * HOUR) == 7 * HOUR


# When the clock is put forward or back


@pytest.mark.parametrize(
    ("hours", "day", "time"),
    [
        (ALL_HOURS, "2026-03-29", 23 * HOUR),
        (ALL_HOURS, "2026-10-25", 25 * HOUR),
        ("Sun 01:00-05:00", "2026-03-29", 3 * HOUR),
        ("Sun 01:00-05:00", "2026-10-25", 5 * HOUR),
        ("Sun 02:00-03:00", "2026-03-29", 0 * HOUR),
        ("Sun 02:00-03:00", "2026-10-25", 2 * HOUR),
        ("Sun 02:15-02:45", "2026-03-29", 0 * HOUR),
        ("Sun 02:15-02:45", "2026-10-25", 1 * HOUR),
        ("Sun 01:00-02:30", "2026-03-29", 1 * HOUR),
        ("Sun 01:00-02:30", "2026-10-25", 2 * HOUR),
        ("Sun 02:30-04:00", "2026-03-29", 1 * HOUR),
        ("Sun 02:30-04:00", "2026-10-25", 2 * HOUR),
        ("Sun 09:00-17:00", "2026-03-29", 8 * HOUR),
    ],
)
def test_an_hour_that_is_left_out_is_not_worked_and_one_shown_twice_is_worked_twice(hours, day, time):
    calendar = Calendar.model_validate({"time zone": "Europe/Berlin", "hours": hours})
    start = at(f"{day} 00:00")
    assert worked(calendar, NEVER, start, start + timedelta(days=1)) == time


def test_the_hour_shown_twice_is_told_apart():
    calendar = around_the_clock("Europe/Berlin")
    first, second = at("2026-10-25 02:30"), at("2026-10-25 02:30", fold=1)
    assert worked(calendar, NEVER, first, second) == HOUR
    assert worked(calendar, NEVER, second, at("2026-10-25 03:00")) == HOUR / 2
    assert after(calendar, NEVER, first, HOUR) == second.astimezone(UTC)


def test_a_month_around_the_clock_has_its_hour_less_or_more():
    calendar = around_the_clock("Europe/Berlin")
    march, april = at("2026-03-01 00:00"), at("2026-04-01 00:00")
    assert worked(calendar, NEVER, march, april) == (31 * 24 - 1) * HOUR
    assert worked(calendar, NEVER, march.replace(month=10), april.replace(month=11)) == (31 * 24 + 1) * HOUR


def test_a_day_that_was_left_out_is_not_worked():
    """Samoa had no 30 December 2011, a Friday."""
    samoa = Calendar.model_validate({"time zone": "Pacific/Apia"})
    days = at("2011-12-29 09:00", "Pacific/Apia"), at("2011-12-31 09:00", "Pacific/Apia")
    assert worked(samoa, NEVER, *days) == 8 * HOUR
    assert not is_working_day(samoa, NEVER, date(2011, 12, 30))
    assert end_of(samoa, date(2011, 12, 29)) == end_of(samoa, date(2011, 12, 30))
    assert after(samoa, NEVER, days[0], 8 * HOUR + MINUTE) == at("2012-01-02 09:01", "Pacific/Apia")


def test_a_clock_that_goes_back_over_midnight_is_counted_in_the_order_of_instants():
    """Newfoundland went from 00:01 on 1 November 2009 back to 23:01 on 31 October, a Saturday."""
    zone = "America/St_Johns"
    saturdays = Calendar.model_validate({"time zone": zone, "hours": "Sat 20:00-24:00"})
    sundays = Calendar.model_validate({"time zone": zone, "hours": "Sun 00:00-04:00"})
    once, twice = at("2009-11-01 00:00:30", zone), at("2009-11-01 00:00:30", zone, fold=1)
    second = timedelta(seconds=1)
    assert worked(saturdays, NEVER, once, twice) == 59 * MINUTE
    assert worked(sundays, NEVER, once, twice) == MINUTE
    assert after(saturdays, NEVER, once, second) == datetime(2009, 11, 1, 2, 31, 1, tzinfo=UTC)
    assert after(sundays, NEVER, once, 61 * second) == twice.astimezone(UTC) + second


def test_days_that_take_turns_are_looked_at_together():
    """Of Newfoundland's night again: Saturday until midnight, Sunday for a minute, and Saturday again."""
    zone = "America/St_Johns"
    weekend = Calendar.model_validate({"time zone": zone, "hours": "Sat 20:00-24:00, Sun 00:00-04:00"})
    sundays = Calendar.model_validate({"time zone": zone, "hours": "Sun 00:00-04:00"})
    before, again = at("2009-10-31 23:50", zone), at("2009-10-31 23:30", zone, fold=1)
    assert worked(sundays, NEVER, before, again) == MINUTE
    assert after(weekend, NEVER, before, 11.5 * MINUTE) == datetime(2009, 11, 1, 2, 31, 30, tzinfo=UTC)


def test_clocks_that_were_changed_twice_within_a_week_are_noticed():
    """The north-east of Brazil had a summer of one week in October 2000."""
    zone = "America/Recife"
    calendar = Calendar.model_validate({"time zone": zone, "hours": "Sat-Sun 00:00-24:00"})
    for day in range(1, 8):
        start = at(f"2000-09-{day + 20} 00:00", zone)
        end = start.replace(month=11)
        assert worked(calendar, NEVER, start, end) == sum(
            (
                HOUR
                for n in range((end.astimezone(UTC) - start.astimezone(UTC)) // HOUR)
                if (start.astimezone(UTC) + n * HOUR).astimezone(ZoneInfo(zone)).weekday() >= 5
            ),
            timedelta(),
        )


# After an amount


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-03-02 09:00", HOUR, "2026-03-02 10:00"),
        ("2026-03-02 09:00", 8 * HOUR, "2026-03-02 17:00"),
        ("2026-03-02 09:00", 8 * HOUR + MINUTE, "2026-03-03 09:01"),
        ("2026-03-02 16:00", 16 * HOUR, "2026-03-04 16:00"),
        ("2026-03-06 16:30", HOUR, "2026-03-09 09:30"),
        ("2026-03-07 12:00", HOUR, "2026-03-09 10:00"),
        ("2026-03-02 09:00", 40 * HOUR, "2026-03-06 17:00"),
        ("2026-03-02 09:00", 41 * HOUR, "2026-03-09 10:00"),
        ("2026-03-04 12:00", 200 * HOUR, "2026-04-08 12:00"),
        ("2026-03-07 12:00", 0 * HOUR, "2026-03-07 12:00"),
        ("2026-03-07 12:00", -HOUR, "2026-03-07 12:00"),
    ],
)
def test_an_amount_of_working_time_has_passed_by(start, amount, end):
    assert after(OFFICE, NEVER, at(start), amount) == at(end)


def test_holidays_put_a_deadline_off():
    good_friday = frozenset([date(2026, 4, 3)])
    assert after(OFFICE, good_friday, at("2026-04-02 16:00"), 2 * HOUR) == at("2026-04-06 10:00")


def test_instants_come_back_in_utc():
    assert after(OFFICE, NEVER, at("2026-03-02 09:00"), HOUR).tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-03-02 08:00", "2026-03-02 09:00"),
        ("2026-03-02 09:00", "2026-03-02 09:00"),
        ("2026-03-02 12:34", "2026-03-02 12:34"),
        ("2026-03-06 17:00", "2026-03-09 09:00"),
    ],
)
def test_the_next_working_moment(moment, opening):
    assert next_opening(OFFICE, NEVER, at(moment)) == at(opening)


# Far away


def test_what_is_out_of_reason_is_cut_off():
    calendar = around_the_clock("Pacific/Kiritimati")
    ever = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    assert worked(calendar, NEVER, *ever) == LATEST - EARLIEST
    assert worked(calendar, NEVER, ever[1], ever[0]) == timedelta()
    assert after(OFFICE, NEVER, ever[0], HOUR) == at("1970-01-01 10:00")
    assert after(OFFICE, NEVER, ever[1], HOUR) == LATEST
    assert after(OFFICE, NEVER, ever[0], timedelta.max) == LATEST
    assert after(calendar, NEVER, ever[0], LATEST - EARLIEST) == LATEST
    assert (end_of(OFFICE, date.max), beginning_of(OFFICE, date.min)) == (
        at("2200-01-02 00:00"),
        at("1970-01-01 00:00"),
    )


def test_years_are_counted_week_by_week():
    """Twenty years by the day and in one go are the same."""
    days = frozenset(date(year, 12, 25) for year in range(2010, 2030))
    monday = at("2010-01-04 00:00")
    by_day = sum(
        (
            worked(OFFICE, days, monday + timedelta(days=n), monday + timedelta(days=n + 1))
            for n in range(20 * 365)
        ),
        timedelta(),
    )
    assert worked(OFFICE, days, monday, monday + timedelta(days=20 * 365)) == by_day
    assert after(OFFICE, days, monday, by_day) == at("2029-12-28 17:00")


# What a day is


@pytest.mark.parametrize(
    ("hours", "amount", "time"),
    [
        ("Mon-Fri 09:00-17:00", WorkingTime(1, "day"), 8 * HOUR),
        ("Mon-Fri 09:00-17:00", WorkingTime(2, "day"), 16 * HOUR),
        ("Mon-Fri 09:00-17:00", WorkingTime(4, "hour"), 4 * HOUR),
        ("Mon-Fri 09:00-17:00", WorkingTime(30, "minute"), 30 * MINUTE),
        ("Mon-Fri 09:00-12:00, Mon-Fri 13:00-17:30", WorkingTime(1, "day"), 7.5 * HOUR),
        ("Mon-Thu 09:00-17:00, Fri 09:00-14:00", WorkingTime(1, "day"), 8 * HOUR),
        ("Mon 09:00-19:00, Tue-Fri 09:00-15:00", WorkingTime(1, "day"), 6 * HOUR),
        ("Mon 09:00-12:00, Tue 09:00-13:00", WorkingTime(1, "day"), 4 * HOUR),
    ],
)
def test_a_day_is_as_long_as_most_working_days_are(hours, amount, time):
    assert length(Calendar.model_validate({"hours": hours}), amount) == time


@pytest.mark.parametrize(
    ("day", "count", "before", "later"),
    [
        (date(2026, 3, 4), 1, date(2026, 3, 3), date(2026, 3, 5)),
        (date(2026, 3, 4), 3, date(2026, 2, 27), date(2026, 3, 9)),
        (date(2026, 3, 8), 1, date(2026, 3, 6), date(2026, 3, 9)),
        (date(2026, 3, 4), 0, date(2026, 3, 4), date(2026, 3, 4)),
        (date(2026, 4, 7), 1, date(2026, 4, 2), date(2026, 4, 8)),
        (date(2026, 4, 2), 1, date(2026, 4, 1), date(2026, 4, 7)),
        (date.min, 1, date(1970, 1, 1), date(1970, 1, 1)),
        (date.max, 1, date(2200, 1, 1), date(2200, 1, 1)),
    ],
)
def test_working_days_before_and_after_a_day(day, count, before, later):
    easter = frozenset([date(2026, 4, 3), date(2026, 4, 6)])
    assert working_days_before(OFFICE, easter, day, count) == before
    assert working_days_after(OFFICE, easter, day, count) == later


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        ("UTC", date(2026, 3, 2), "2026-03-02T00:00", "2026-03-03T00:00"),
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00", "2026-03-29T22:00"),
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00", "2026-03-29T21:00"),  # begins at 01:00
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00", "2026-11-02T05:00"),  # 00:00 is twice
        ("America/Asuncion", date(2023, 3, 25), "2023-03-25T03:00", "2023-03-26T04:00"),  # 23:00 is twice
    ],
)
def test_a_calendar_day_begins_and_ends_at_its_own_midnight(zone, day, begins, ends):
    calendar = Calendar.model_validate({"time zone": zone})
    assert beginning_of(calendar, day) == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert end_of(calendar, day) == datetime.fromisoformat(ends).replace(tzinfo=UTC)
