"""
The day that is about to be written to both dates of a ticket.

It is noted before, because a look that is cut off may have written one of them.  The next look takes that day
as agreed, and only what people set since then as newer.
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
        over: What stood before in each that is written, by history field, in milliseconds; empty for nothing.
        at: ClickUp's time of the last change of the ticket by then; None if it did not say.
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
        """Whether a date still has what was to be written over, and no one set it to that since."""
        if self.over.get(place) != value:
            return False
        setter = history.setter_of(heard, place, value)
        if setter is None or setter.user_id == bot_user_id or setter.at is None or self.at is None:
            return True
        return setter.at <= self.at


def cut_off(known: Accepted | None) -> Agreeing | None:
    """What a look that was cut off was about to write; None where there was none."""
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
    """What is known of a ticket as if that had been written to its end."""
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
