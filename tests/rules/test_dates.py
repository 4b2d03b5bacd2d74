"""The Due Date and the field that mirrors it stay equal, day by day."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from rules.dates import (
    Agreement,
    agree,
    day_set,
    local_day,
    moment_of_day,
    share_days,
    shows_same_day,
)

OLD, NEW, OTHER = date(2026, 3, 9), date(2026, 3, 16), date(2026, 4, 1)


def agreement(day, *, set_due=False, set_mirror=False, restored=False):
    return Agreement(day, set_due, set_mirror, restored)


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    ("due", "mirror", "agreed", "expected"),
    [
        pytest.param(OLD, OLD, OLD, agreement(OLD), id="nothing changed"),
        pytest.param(None, None, None, agreement(None), id="no date at all"),
        pytest.param(NEW, OLD, OLD, agreement(NEW, set_mirror=True), id="the due date changed"),
        pytest.param(OLD, NEW, OLD, agreement(NEW, set_due=True), id="the mirror changed"),
        pytest.param(NEW, NEW, OLD, agreement(NEW), id="both changed to the same day"),
        pytest.param(NEW, OTHER, OLD, agreement(NEW, set_mirror=True), id="both changed: the due date wins"),
        pytest.param(NEW, None, OLD, agreement(NEW, set_mirror=True), id="a change and a clearing"),
        pytest.param(NEW, None, None, agreement(NEW, set_mirror=True), id="a first due date"),
        pytest.param(None, NEW, None, agreement(NEW, set_due=True), id="a first date in the mirror"),
        pytest.param(NEW, OTHER, None, agreement(NEW, set_mirror=True), id="never equal: the due date wins"),
    ],
)
def test_the_date_that_was_changed_wins(due, mirror, agreed, expected, keep):
    assert agree(due, mirror, agreed, keep=keep) == expected


@pytest.mark.parametrize(
    ("due", "mirror", "expected"),
    [
        pytest.param(None, OLD, agreement(None, set_mirror=True), id="the due date"),
        pytest.param(OLD, None, agreement(None, set_due=True), id="the mirror"),
        pytest.param(None, None, agreement(None), id="both"),
        pytest.param(None, NEW, agreement(None, set_mirror=True), id="the due date, and the mirror changed"),
    ],
)
def test_a_date_may_be_cleared_before_the_client_was_told(due, mirror, expected):
    assert agree(due, mirror, OLD, keep=False) == expected


@pytest.mark.parametrize(
    ("due", "mirror", "expected"),
    [
        pytest.param(None, OLD, agreement(OLD, set_due=True, restored=True), id="the due date"),
        pytest.param(OLD, None, agreement(OLD, set_mirror=True, restored=True), id="the mirror"),
        pytest.param(None, None, agreement(OLD, set_due=True, set_mirror=True, restored=True), id="both"),
    ],
)
def test_a_date_that_the_client_was_told_is_put_back(due, mirror, expected):
    assert agree(due, mirror, OLD, keep=True) == expected


def test_a_clearing_that_is_not_allowed_does_not_win_against_a_new_date():
    assert agree(None, NEW, OLD, keep=True) == agreement(NEW, set_due=True)


# --- the days of people in other time zones -----------------------------------------------------------

#: Every whole hour in which people live, and the two where the day begins first and last.
OFFSETS = range(-12, 15)
DAYS = [date(2026, 2, 28), date(2026, 12, 31)]

#: Where clocks change, and on which days of 2026; in one of them by half an hour.
CLOCKS_CHANGE = {
    "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "America/Santiago": [date(2026, 4, 4), date(2026, 9, 6)],
    "Africa/Cairo": [date(2026, 4, 24), date(2026, 10, 29)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],
    "Pacific/Auckland": [date(2026, 4, 5), date(2026, 9, 27)],
}


def around(days):
    return [day + timedelta(days=number) for day in days for number in (-1, 0, 1)]


def zone(hours):
    return timezone(timedelta(hours=hours))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("account", OFFSETS)
def test_a_day_is_read_as_it_was_set_by_people_and_bot_in_every_pair_of_zones(account, day):
    for home in OFFSETS:
        zones = {"home": zone(home), "account": zone(account)}
        assert day_set(moment_of_day(day, zone(home)), **zones) == day
        if share_days(zone(home), zone(account), day):
            assert day_set(moment_of_day(day, zone(account)), **zones) == day


@pytest.mark.parametrize("account", CLOCKS_CHANGE)
def test_so_it_is_on_the_days_on_which_clocks_change(account):
    theirs = ZoneInfo(account)
    for home in map(ZoneInfo, CLOCKS_CHANGE):
        for day in (day for days in CLOCKS_CHANGE.values() for day in around(days)):
            assert day_set(moment_of_day(day, home), home=home, account=theirs) == day
            if share_days(home, theirs, day):
                assert day_set(moment_of_day(day, theirs), home=home, account=theirs) == day


@pytest.mark.parametrize("account", OFFSETS)
def test_only_zones_a_whole_day_apart_share_no_days(account):
    shared = {home for home in OFFSETS if share_days(zone(home), zone(account), DAYS[0])}

    assert shared == {home for home in OFFSETS if abs(home - account) < 24}


@pytest.mark.parametrize("home", OFFSETS)
def test_a_third_person_less_than_half_a_day_away_is_understood(home):
    """Wherever the bot's account is, unless a day set there begins at that very moment."""
    for setter in (each for each in OFFSETS if abs(each - home) < 12):
        moment = moment_of_day(DAYS[0], zone(setter))
        for account in OFFSETS:
            if abs(setter - account) < 24:
                assert day_set(moment, home=zone(home), account=zone(account)) == DAYS[0]


@pytest.mark.parametrize("home", OFFSETS)
def test_what_the_bot_sets_is_never_read_as_another_day_and_so_never_runs_away(home):
    """Each writes what it reads, a hundred times over."""
    for account in (each for each in OFFSETS if share_days(zone(home), zone(each), DAYS[0])):
        day = DAYS[0]
        for _ in range(100):
            kept = moment_of_day(local_day(moment_of_day(day, zone(account)), zone(account)), zone(account))
            day = day_set(kept, home=zone(home), account=zone(account))
        assert day == DAYS[0]


@pytest.mark.parametrize("hour", range(24))
def test_a_time_of_day_at_which_no_day_begins_is_read_by_the_calendar(hour):
    moment = datetime(2026, 12, 3, hour, 59, tzinfo=zone(1))

    assert day_set(moment, home=zone(1), account=zone(-8)) == date(2026, 12, 3)


@pytest.mark.parametrize(
    "moment",
    [
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime(9999, 12, 31, 23, 45, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("home", [-12, 0, 14])
def test_the_ends_of_the_calendar_are_read(moment, home):
    assert abs(day_set(moment, home=zone(home), account=zone(-home)) - moment.date()) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("viewer", "setter", "same"), [(1, 1, True), (1, 5, True), (1, 6, False), (9, -10, True), (9, -11, False)]
)
def test_a_day_shows_as_itself_up_to_four_hours_to_the_west(viewer, setter, same):
    assert shows_same_day(zone(viewer), zone(setter), DAYS[0]) is same
