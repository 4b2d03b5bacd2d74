"""Checks that the bot's account and the process mean the same days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.doctor.check import Check, bad, good, warning
from app.messages.admin import time_zones as words
from app.workspace.account_zone import zone_of
from clickup_client.models import User
from rules.dates import share_days, shows_same_day
from rules.process.process import Process

#: Clocks change twice a year, not everywhere and not on the same days.
DAYS_AHEAD = 366


def check_time_zone(user: User, process: Process, now: datetime) -> Check:
    """Check that a day the bot sets is that day for the people of the process, all year."""
    home, account = process.calendar.zone, zone_of(user.timezone)
    if account is None:
        return warning("time zone", words.unknown(home.key), words.TELL_ZONE)
    days = list(_days(now))
    if not all(share_days(home, account, day) for day in days):
        return bad("time zone", words.apart(account.key, home.key), words.same_zone(home.key))
    if not all(shows_same_day(home, account, day) for day in days):
        return warning("time zone", words.other_day(account.key, home.key), words.same_zone(home.key))
    return good("time zone", words.fits(account.key, home.key))


def _days(now: datetime) -> Iterator[date]:
    return (now.date() + timedelta(days=number) for number in range(DAYS_AHEAD))
