"""What waits for a ticket: its deliveries, merged, beside what was last accepted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.bot import Bot
from app.deliveries.hint import WAITED_EVENT, note_waited
from app.deliveries.history import History, hear
from app.deliveries.urgency import urgency
from app.errors import NotHeardYetError
from app.queue.defer import Urgency
from app.store import deliveries, key_values, tickets
from app.store.engine import single
from app.store.tickets import Accepted
from clickup_client.models import Task
from clickup_client.webhook import Delivery, HistoryItem, read_delivery

#: How long deliveries may be behind each other.
MISSING_WAIT = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """
    What waits for a ticket.

    Attributes:
        task_id: The ticket.
        heard: Its waiting deliveries, merged.
        known: What it was last accepted in; None for a ticket that was never seen.
        since: When the newest delivery came; None where none waits.
        adopted: It was never seen, and every ticket that was there before us was: it came from outside.
        waited: Since the newest delivery, a look waited for what may be missing.
    """

    task_id: str
    heard: History
    known: Accepted | None
    since: datetime | None
    adopted: bool
    waited: bool

    @property
    def accepted(self) -> Accepted | None:
        """What it was last accepted in; None also for one that was out of sight: it is taken as it stands."""
        return None if self.known is None or self.known.out_of_sight else self.known

    @property
    def is_ours(self) -> bool:
        """Whether it was a ticket of the process when it was last seen."""
        return self.known is not None and self.known.gone_at is None

    def is_shown_by(self, task: Task) -> bool:
        """Whether a ticket was read after everything that was heard of it, by ClickUp's clock."""
        return not self.heard.is_vague and _is_after(task, self.heard.items)

    @property
    def has_moved(self) -> bool:
        """Whether a move was heard of."""
        return any(item.field == "status" and item.status_before for item in self.heard.items)


def find_pending(bot: Bot, task_id: str) -> Pending:
    """Everything that waits for a ticket now."""
    with single(bot.engine) as connection:
        waiting = deliveries.waiting(connection, task_id)
        known = tickets.get(connection, task_id)
        polled = cursor_of(bot.directory.tickets_list)
        adopted = known is None and key_values.get(connection, polled) is not None
    return Pending(
        task_id=task_id,
        heard=_hear([(kept.delivery_id, read_delivery(kept.body)) for kept in waiting], known),
        known=known,
        since=max((kept.received_at for kept in waiting), default=None),
        adopted=adopted,
        waited=bool(waiting) and waiting[-1].event == WAITED_EVENT,
    )


def also_heard(bot: Bot, pending: Pending, task: Task) -> Pending:
    """
    What waits for a ticket, with what arrived while it was read and was done before it was read.

    What may have been done later stays for the next look.
    """
    with single(bot.engine) as connection:
        waiting = deliveries.waiting(connection, pending.task_id)
    told = [(kept.delivery_id, read_delivery(kept.body)) for kept in waiting]
    shown = [
        (delivery_id, delivery)
        for delivery_id, delivery in told
        if delivery_id in pending.heard.delivery_ids or _is_shown(delivery, task)
    ]
    if len(shown) == len(pending.heard.delivery_ids):
        return pending
    return replace(pending, heard=_hear(shown, pending.known))


def _hear(told: Iterable[tuple[int, Delivery]], known: Accepted | None) -> History:
    """What was done before a ticket was seen to be gone is over, however late it is told."""
    return hear(told, after=None if known is None else known.gone_at)


def _is_shown(delivery: Delivery, task: Task) -> bool:
    """Whether a ticket was read after everything that a delivery reports."""
    return _is_after(task, delivery.history)


def _is_after(task: Task, items: Iterable[HistoryItem]) -> bool:
    times = [item.at for item in items]
    until = task.date_updated
    return bool(times) and until is not None and all(at is not None and at <= until for at in times)


def wait_for_missing(bot: Bot, pending: Pending) -> None:
    """
    Wait a moment, once, for deliveries that tell the rest of a way.

    Raises:
        NotHeardYetError: A look did not wait yet.
    """
    if pending.waited:
        return
    with bot.engine.begin() as connection:
        note_waited(connection, pending.task_id, pending.heard.newest_id)
    raise NotHeardYetError(MISSING_WAIT, "a part of its way was not reported yet")


def cursor_of(list_id: str) -> str:
    """The name under which it is kept how far a list was polled; nothing before the first time."""
    return f"poll:{list_id}"


def has_moved_again(bot: Bot, task_id: str) -> bool:
    """Whether a drag arrived meanwhile.  It is not left to the queue: a freed lock wakes no worker there."""
    with single(bot.engine) as connection:
        waiting = deliveries.waiting(connection, task_id)
        known = tickets.get(connection, task_id) if waiting else None
    status = known.status if known else None
    return any(urgency(read_delivery(kept.body), status) is Urgency.MOVE for kept in waiting)
