"""
Decides which day a date of a ticket counts as.

ClickUp stores moments, and the day depends on the time zone.  A date counts as the day that the person saw
who set it, or the day that the bot meant to set.  Once read, a moment keeps its day.  If ClickUp stores
another moment for a day that the bot set, it still counts as that day: no person has changed it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from app.bot import Bot
from app.deliveries import history
from app.deliveries.history import History
from app.store.tickets import Accepted
from clickup_client.times import from_milliseconds, to_milliseconds
from clickup_client.webhook import HistoryItem
from rules.dates import is_day_of

log = structlog.get_logger()

#: The history field of the Due Date.
DUE = "due_date"

#: If the account's zone differs from the one we know, ClickUp stores our day up to this much earlier or
#: later. A person who chooses the day before or after moves it further than that.
EARLIEST, LATEST = timedelta(hours=-20), timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class KeptDay:
    """
    What is stored about one date.

    Attributes:
        day: The day that it counts as.
        moment: ClickUp's moment, in milliseconds; None if it was not seen since we set the date.
        sent: The moment that we sent, in milliseconds; None if someone else set the date.
    """

    day: date
    moment: int | None
    sent: int | None

    @property
    def as_json(self) -> dict[str, Any]:
        """How it is stored."""
        return {"day": self.day.isoformat(), "moment": self.moment, "sent": self.sent}


@dataclass(frozen=True, slots=True)
class Shown:
    """
    One date as a look shows it.

    Attributes:
        day: The day that it counts as; None: no date is set.
        kept: What to store about it.
        needs_repair: An older version, which did not know the account's zone, set it to a wrong moment.
    """

    day: date | None = None
    kept: KeptDay | None = None
    needs_repair: bool = False


def read(bot: Bot, place: str, moment: datetime | None, known: Accepted | None, heard: History) -> Shown:
    """
    Read one date of a ticket.

    Args:
        bot: Has the time zones.
        place: Its history field: :data:`DUE`, or ``field:`` and the id of a custom field.
        moment: The moment that ClickUp shows.
        known: The accepted state of the ticket.
        heard: The waiting deliveries.
    """
    if moment is None:
        return Shown()
    at, looks_like = to_milliseconds(moment), bot.day_set(moment)
    setter = history.setter_of(heard, place, str(at))
    before = _remembered(bot, place, known)
    if before is not None and (at in (before.moment, before.sent) or _is_ours(bot, before, moment, setter)):
        misread = before.sent is not None and before.moment is None and looks_like != before.day
        if misread:
            log.warning("a day that was set looks like another one", action="observe", day=str(before.day))
        return Shown(before.day, replace(before, moment=at), misread and known is not None and not known.days)
    has_time = setter is not None and bool(setter.has_time)
    as_ever = has_time or _was_agreed_before_days_were_kept(bot, moment, known)
    day = bot.day_of(moment) if as_ever else looks_like
    return Shown(day, KeptDay(day, at, None))


def remember(*shown: tuple[str, Shown]) -> dict[str, Any]:
    """Return the dates of a ticket in the form that is stored, by history field."""
    return {place: each.kept.as_json for place, each in shown if each.kept is not None}


def written(
    day: date | None, moment: datetime | None, stored: datetime | None = None
) -> dict[str, Any] | None:
    """Return a date that was just set, in the form that is stored; `stored` is ClickUp's moment, if known."""
    if day is None or moment is None:
        return None
    at = to_milliseconds(stored) if stored is not None and became(moment, stored) else None
    return KeptDay(day, at, to_milliseconds(moment)).as_json


def became(sent: datetime, stored: datetime) -> bool:
    """Whether ClickUp may have changed one moment into the other, because of the account's time zone."""
    return stored == sent or EARLIEST < stored - sent < LATEST


def stamp(moment: datetime | None, stored: datetime | None = None) -> str:
    """The value that ClickUp's history reports for a date at `moment`, or set to it and kept at `stored`."""
    if moment is None:
        return ""
    return str(to_milliseconds(stored if stored is not None and became(moment, stored) else moment))


def _remembered(bot: Bot, place: str, known: Accepted | None) -> KeptDay | None:
    if known is None:
        return None
    stored = known.days.get(place)
    if stored is not None:
        return KeptDay(date.fromisoformat(stored["day"]), stored["moment"], stored["sent"])
    sent = known.own_writes.get(place)
    if known.days or not sent or known.agreed_day is None:
        return None
    moment = from_milliseconds(sent)  # set by a version that kept no days, and meant it for the people's zone
    if moment is None or bot.day_of(moment) != known.agreed_day:
        return None
    return KeptDay(known.agreed_day, None, int(sent))


def _is_ours(bot: Bot, before: KeptDay, moment: datetime, setter: HistoryItem | None) -> bool:
    """Whether this moment is ClickUp's form of the day that we set, seen for the first time."""
    if before.sent is None or before.moment is not None:
        return False
    if setter is not None and setter.user_id != bot.directory.bot_user_id:
        return False
    sent = from_milliseconds(before.sent)
    is_heard_or_odd = setter is not None or not is_day_of(moment, bot.zone)
    return sent is not None and became(sent, moment) and is_heard_or_odd


def _was_agreed_before_days_were_kept(bot: Bot, moment: datetime, known: Accepted | None) -> bool:
    """Whether a version that kept no days took it for the agreed day: then no one has changed it since."""
    return known is not None and not known.days and known.agreed_day == bot.day_of(moment)
