"""Finds the waiting deliveries of a ticket, and the state that was last accepted."""

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

#: How long to wait for a delivery that may still come.
MISSING_WAIT = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """
    The waiting deliveries of a ticket, and its accepted state.

    Attributes:
        task_id: The ticket.
        heard: Its waiting deliveries, merged.
        known: The state that was last accepted; None for a ticket that was never seen.
        since: When the newest delivery came; None if none waits.
        adopted: The ticket was never seen, but all older tickets are known: so it came from outside.
        waited: A look has already waited for missing deliveries since the newest one came.
    """

    task_id: str
    heard: History
    known: Accepted | None
    since: datetime | None
    adopted: bool
    waited: bool

    @property
    def accepted(self) -> Accepted | None:
        """The accepted state; None also for a ticket that was out of sight: it is accepted where it is."""
        return None if self.known is None or self.known.out_of_sight else self.known

    @property
    def is_ours(self) -> bool:
        """Whether the task was a ticket of the process when it was last seen."""
        return self.known is not None and self.known.gone_at is None

    def is_shown_by(self, task: Task) -> bool:
        """Whether `task` was read after all waiting changes, by ClickUp's clock."""
        return not self.heard.is_vague and _is_after(task, self.heard.items)

    @property
    def has_moved(self) -> bool:
        """Whether a delivery reports a move."""
        return any(item.field == "status" and item.status_before for item in self.heard.items)


def find_pending(bot: Bot, task_id: str) -> Pending:
    """Read the waiting deliveries of a ticket and its accepted state from the database."""
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
    Add the deliveries that arrived while the ticket was read, if they report changes that the read shows.

    Later changes stay for the next look.
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
    """Merge deliveries, without changes from before the ticket was gone."""
    return hear(told, after=None if known is None else known.gone_at)


def _is_shown(delivery: Delivery, task: Task) -> bool:
    """Whether `task` was read after all changes in a delivery."""
    return _is_after(task, delivery.history)


def _is_after(task: Task, items: Iterable[HistoryItem]) -> bool:
    times = [item.at for item in items]
    until = task.date_updated
    return bool(times) and until is not None and all(at is not None and at <= until for at in times)


def wait_for_missing(bot: Bot, pending: Pending) -> None:
    """
    Wait once, for a moment, for deliveries that report the missing steps of a way.

    Raises:
        NotHeardYetError: No look has waited yet; look again when the error says.
    """
    if pending.waited:
        return
    with bot.engine.begin() as connection:
        note_waited(connection, pending.task_id, pending.heard.newest_id)
    raise NotHeardYetError(MISSING_WAIT, "a part of its way was not reported yet")


def cursor_of(list_id: str) -> str:
    """The key in `key_values` of how far a list was polled.  It is missing before the first poll."""
    return f"poll:{list_id}"


def has_moved_again(bot: Bot, task_id: str) -> bool:
    """
    Whether another move has arrived.

    The same job takes it, because the queue wakes no worker when a lock is freed.
    """
    with single(bot.engine) as connection:
        waiting = deliveries.waiting(connection, task_id)
        known = tickets.get(connection, task_id) if waiting else None
    status = known.status if known else None
    return any(urgency(read_delivery(kept.body), status) is Urgency.MOVE for kept in waiting)
