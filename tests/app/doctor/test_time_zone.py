"""Whether the bot's account and the process mean the same days."""

from datetime import UTC, datetime

import pytest

from app.doctor.check import Level
from app.doctor.time_zone import check_time_zone
from app.messages.admin import time_zones as words
from clickup_client.models import User
from rules.process.process import Process

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def check(account, home):
    process = Process.model_validate(
        {
            "process": "Support",
            "lists": {"tickets": "Tickets"},
            "data": {},
            "calendar": {"time zone": home},
            "stages": [{"stage": "Open", "status": "open"}],
        }
    )
    return check_time_zone(User(id=1, timezone=account), process, NOW)


@pytest.mark.parametrize(
    ("account", "home"),
    [("UTC", "UTC"), ("Europe/Lisbon", "Europe/Berlin"), ("America/New_York", "Asia/Tokyo")],
)
def test_zones_with_the_same_days_are_fine(account, home):
    assert (check(account, home).level, check(account, home).found) == (Level.GOOD, words.fits(account, home))


@pytest.mark.parametrize(
    ("account", "home"),
    [
        ("Europe/Berlin", "America/New_York"),
        ("Asia/Tokyo", "Europe/Berlin"),
        ("Europe/London", "America/La_Paz"),  # four hours apart in winter, five in summer
    ],
)
def test_people_who_see_another_day_than_was_set_are_a_warning(account, home):
    found = check(account, home)

    assert (found.level, found.found) == (Level.WARNING, words.other_day(account, home))
    assert found.fix == words.same_zone(home)


def test_zones_a_whole_day_apart_are_bad():
    found = check("Pacific/Honolulu", "Pacific/Kiritimati")

    assert (found.level, found.found) == (
        Level.BAD,
        words.apart("Pacific/Honolulu", "Pacific/Kiritimati"),
    )
    assert found.fix == words.same_zone("Pacific/Kiritimati")


@pytest.mark.parametrize("account", [None, "", "Atlantis/Capital"])
def test_an_account_that_tells_no_zone_is_a_warning(account):
    found = check(account, "Europe/Berlin")

    assert (found.level, found.found, found.fix) == (
        Level.WARNING,
        words.unknown("Europe/Berlin"),
        words.TELL_ZONE,
    )
