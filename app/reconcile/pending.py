"""What waits for a ticket: its deliveries, merged, beside what was last accepted."""

from dataclasses import dataclass
from datetime import datetime

from app.bot import Bot
from app.deliveries.history import History, hear
from app.deliveries.urgency import urgency
from app.queue.defer import Urgency
from app.store import deliveries, tickets
from app.store.tickets import Accepted
from clickup_client.webhook import read_delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """
    What waits for a ticket.

    Attributes:
        task_id: The ticket.
        heard: Its waiting deliveries, merged.
        known: What it was last accepted in; None for a ticket that was never seen.
        since: When the newest delivery came; None where none waits.
    """

    task_id: str
    heard: History
    known: Accepted | None
    since: datetime | None

    @property
    def is_ours(self) -> bool:
        """Whether it was a ticket of the process when it was last seen."""
        return self.known is not None and self.known.gone_at is None

    @property
    def has_moved(self) -> bool:
        """Whether a move was heard of."""
        return any(item.field == "status" and item.status_before for item in self.heard.items)


def find_pending(bot: Bot, task_id: str) -> Pending:
    """Everything that waits for a ticket now."""
    with bot.engine.begin() as connection:
        waiting = deliveries.waiting(connection, task_id)
        known = tickets.get(connection, task_id)
    return Pending(
        task_id=task_id,
        heard=hear((kept.delivery_id, read_delivery(kept.body)) for kept in waiting),
        known=known,
        since=max((kept.received_at for kept in waiting), default=None),
    )


def has_moved_again(bot: Bot, task_id: str) -> bool:
    """Whether a drag arrived meanwhile.  It is not left to the queue: a freed lock wakes no worker there."""
    with bot.engine.begin() as connection:
        waiting = deliveries.waiting(connection, task_id)
        known = tickets.get(connection, task_id) if waiting else None
    status = known.status if known else None
    return any(urgency(read_delivery(kept.body), status) is Urgency.MOVE for kept in waiting)
