"""Finds values of people that our own writes replaced, because they were set after the bot's look.  Pure."""

from datetime import datetime

from app.deliveries import history
from app.deliveries.history import History
from app.store.tickets import Accepted
from clickup_client.models import Task
from clickup_client.webhook import HistoryItem


def by_us(heard: History, known: Accepted | None, place: str, current: str, bot_user_id: int) -> str | None:
    """
    Return the value of a person that our own write replaced; None if it replaced none.

    The echo of our write shows what it replaced.  If the echo has not come yet, the person's change is
    enough: it was made after the last look, and the ticket shows our value.

    Args:
        heard: The waiting deliveries.
        known: The accepted state, with our last writes.
        place: See :func:`app.deliveries.history.place_of`.
        current: The value that ClickUp shows there now; empty for none.
        bot_user_id: The bot's own user.
    """
    if known is None or known.own_writes.get(place) != current:
        return None
    items = [item for item in heard.items if history.place_of(item) == place]
    last: HistoryItem | None = items[-1] if items else None
    if last is None:
        return None
    if history.is_own(last, known, bot_user_id):
        before = history.replaced_value(last)
        seen = known.written_over.get(place)
        return before if seen is not None and before not in (seen, current) else None
    value = "" if last.after is None else str(last.after)
    return value if value != current and _is_between(last, known.seen_at, known.written_at) else None


def landed_at(before: Task, after: Task | None) -> datetime | None:
    """The time of a write by ClickUp's answer to it; None if the answer does not show a change."""
    old, new = before.date_updated, None if after is None else after.date_updated
    return new if old is not None and new is not None and new > old else None


def _is_between(item: HistoryItem, seen_at: datetime | None, written_at: datetime | None) -> bool:
    """Whether the change was made after the last look and before our write, as far as the times are known."""
    if item.at is None or seen_at is None or item.at <= seen_at:
        return False
    return written_at is None or item.at <= written_at
