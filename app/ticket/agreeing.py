"""
The day that is about to be written to both dates of a ticket.

It is stored before the writes, because a crash may come between them.  Then the next look takes this day as
agreed, and only later changes by people as newer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.bot import Bot
from app.deliveries import history
from app.deliveries.history import History
from app.store.tickets import Accepted
from app.ticket import delivery_day


@dataclass(frozen=True, slots=True)
class Agreeing:
    """
    A day that is written to both dates.

    Attributes:
        day: The day; None: both are cleared.
        over: The old value of each date that is written, by history field, in milliseconds; empty for none.
        at: When the ticket was last changed before the write, by ClickUp's clock; None if it did not say.
    """

    day: date | None
    over: Mapping[str, str]
    at: datetime | None

    @property
    def as_json(self) -> dict[str, Any]:
        """How it is stored."""
        day, at = self.day and self.day.isoformat(), self.at and self.at.isoformat()
        return {"day": day, "over": dict(self.over), "at": at}

    def still_has(self, place: str, value: str, heard: History, bot_user_id: int) -> bool:
        """Whether a date still has its old value, and no one has set it to that value since."""
        if self.over.get(place) != value:
            return False
        setter = history.setter_of(heard, place, value)
        if setter is None or setter.user_id == bot_user_id or setter.at is None or self.at is None:
            return True
        return setter.at <= self.at


def cut_off(known: Accepted | None) -> Agreeing | None:
    """The write that a crash interrupted; None if there was none."""
    kept = None if known is None else known.agreeing
    if kept is None:
        return None
    day, at = kept["day"], kept["at"]
    return Agreeing(
        None if day is None else date.fromisoformat(day),
        kept["over"],
        None if at is None else datetime.fromisoformat(at),
    )


def once_written(bot: Bot, known: Accepted, agreeing: Agreeing) -> Accepted:
    """The accepted state as if the interrupted write had been completed."""
    day = agreeing.day
    moment = None if day is None else bot.moment_of(day)
    days = {place: delivery_day.written(day, moment) for place in agreeing.over}
    return replace(
        known,
        agreed_day=day,
        days={place: kept for place, kept in {**known.days, **days}.items() if kept is not None},
        own_writes={**known.own_writes, **dict.fromkeys(agreeing.over, delivery_day.stamp(moment))},
        written_over={**known.written_over, **agreeing.over},
        written_at=None,
        seen_at=agreeing.at,
    )
