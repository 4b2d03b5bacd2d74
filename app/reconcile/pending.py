"""Finds the waiting deliveries of a ticket, and the state that was last accepted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.bot import Bot
from app.deliveries.hint import WAITED_EVENT, note_waited
from app.deliveries.history import History, hear
from app.deliveries.urgency import urgency
from app.errors import NotHeardYetError
from app.queue.defer import Urgency, forget_edits_asked
from app.store import comments, deliveries, key_values, page_reads, tickets
from app.store.backlog import TICKETS_UP_TO
from app.store.comments import Owed
from app.store.engine import single
from app.store.held import Held, read
from app.store.prepared import together
from app.store.tickets import Accepted
from app.ticket import facts
from app.workspace.pages import BURST_TICKETS
from clickup_client.models import Task
from clickup_client.webhook import Delivery, HistoryItem, read_delivery

#: How long to wait for a delivery that may still come.
MISSING_WAIT = timedelta(seconds=2)
#: Moves that were rejected so lately may be a fight.
LATELY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """
    The waiting deliveries of a ticket, and its accepted state.

    Attributes:
        task_id: The ticket.
        told: Its waiting deliveries.
        heard: The same, merged.
        known: The state that was last accepted; None for a ticket that was never seen.
        since: When the newest delivery came; None if none waits.
        adopted: The ticket was never seen, but all older tickets are known: so it came from outside.
        few: Fewer tickets wait than are a burst.
        shown_at: When a page showed it that was read for other tickets; None if none did.
        waited: A look has already waited for missing deliveries since the newest one came.
        due: The comments to post or resolve on it; those that no move waits for are not among them.
    """

    task_id: str
    told: Sequence[Delivery]
    heard: History
    known: Accepted | None
    since: datetime | None
    adopted: bool
    few: bool
    shown_at: datetime | None
    waited: bool
    due: Sequence[Owed]

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

    @property
    def is_urgent(self) -> bool:
        """Whether a move waits.  The same job takes it: the queue wakes no worker when a lock is freed."""
        status = self.known.status if self.known else None
        return any(urgency(delivery, status) is Urgency.MOVE for delivery in self.told)

    @property
    def look_again_at(self) -> datetime | None:
        """The time to look again at a ticket that is left alone; None for other tickets."""
        return self.known.look_again_at if self.known else None


def find_pending(bot: Bot, task_id: str) -> Pending:
    """
    Read the waiting deliveries of a ticket, its accepted state and the comments that are due.

    If no delivery waits, the look is cancelled that waits because of edits.
    """
    polled = cursor_of(bot.directory.tickets_list)
    with single(bot.engine) as connection:
        _, rows, found, cursors, (waits,), shown, due, _ = together(
            connection,
            *deliveries.waiting_asked(task_id),
            tickets.KNOWN.asked(task_id=task_id),
            key_values.VALUE.asked(name=polled),
            TICKETS_UP_TO.asked(most=BURST_TICKETS),
            page_reads.SHOWN_AT.asked(task_id=task_id),
            comments.DUE.asked(task_id=task_id),
            forget_edits_asked(task_id),
        )
    waiting = deliveries.waiting_in(rows)
    told = [(kept.delivery_id, read_delivery(kept.body)) for kept in waiting]
    known = tickets.known_of(found[0]) if found else None
    return Pending(
        task_id=task_id,
        told=[delivery for _, delivery in told],
        heard=_hear(told, known),
        known=known,
        since=max((kept.received_at for kept in waiting), default=None),
        adopted=known is None and bool(cursors),
        few=waits["tickets"] < BURST_TICKETS,
        shown_at=page_reads.shown_at_of(shown),
        waited=bool(waiting) and waiting[-1].event == WAITED_EVENT,
        due=comments.due_of(due, later=False),
    )


def also_heard(bot: Bot, pending: Pending, task: Task) -> tuple[Pending, Held]:
    """
    Add the deliveries that arrived while the ticket was read, if they report changes that the read shows.

    Later changes stay for the next look.  Also returns what else is stored about the ticket.
    """
    with single(bot.engine) as connection:
        linked = facts.companies_of(bot, task)
        held = read(connection, pending.task_id, since=bot.now() - LATELY, linked=linked)
    told = [(kept.delivery_id, read_delivery(kept.body)) for kept in held.waiting]
    shown = [
        (delivery_id, delivery)
        for delivery_id, delivery in told
        if delivery_id in pending.heard.delivery_ids or _is_shown(delivery, task)
    ]
    if len(shown) == len(pending.heard.delivery_ids):
        return pending, held
    return replace(pending, heard=_hear(shown, pending.known)), held


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
