"""What our own writes replaced: values that people set after the bot had looked.  Pure."""

from datetime import datetime

from app.deliveries import history
from app.deliveries.history import History
from app.store.tickets import Accepted
from clickup_client.models import Task
from clickup_client.webhook import HistoryItem


def by_us(heard: History, known: Accepted | None, place: str, current: str, bot_user_id: int) -> str | None:
    """
    The value that a person set and that our own write replaced; None if our write replaced nothing.

    The echo of our write shows what it replaced.  Where the echo is not there yet, the person's own change is
    enough: it was made after the last look, and the ticket shows what we wrote.

    Args:
        heard: What was reported.
        known: What was accepted and written before.
        place: See :func:`app.deliveries.history.place_of`.
        current: What ClickUp shows there now; empty for nothing.
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
    """When a write changed a task, by what it answers; None where that does not show that it did."""
    old, new = before.date_updated, None if after is None else after.date_updated
    return new if old is not None and new is not None and new > old else None


def _is_between(item: HistoryItem, seen_at: datetime | None, written_at: datetime | None) -> bool:
    """Whether someone did it after the last look, and not after our write landed, as far as that is known."""
    if item.at is None or seen_at is None or item.at <= seen_at:
        return False
    return written_at is None or item.at <= written_at
