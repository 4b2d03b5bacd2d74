"""
Finds out whether a change was reported after a ticket was read.

Every write, acceptance, notice and relay asks this first.  It reads the waiting deliveries and costs no call.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries import history
from app.deliveries.history import History
from app.errors import OutdatedError
from app.store import deliveries, tickets
from app.store.deliveries import OthersWaitError, WaitingDelivery
from app.store.engine import single
from app.store.held import Held
from app.store.prepared import Batch, Rows
from app.store.tickets import Accepted
from clickup_client.models import Task
from clickup_client.webhook import Delivery, HistoryItem, read_delivery

#: History fields that change where a ticket belongs, or when it is due.
_COUNTS = frozenset({"status", "task_creation", "section_moved", "due_date"})


#: A ticket that has left its accepted stage is judged first: after that, owed work is done or dropped.
LEFT_WAIT = timedelta(seconds=30)


def refuse(
    bot: Bot, connection: Connection, task: Task, heard: History, *, mirror: str | None = None
) -> None:
    """
    Make sure that no change was reported after the ticket was read.

    Locks the ticket until the transaction ends, so no delivery is stored in between.

    Args:
        bot: The bot; its own moves do not count.
        connection: A connection in a transaction.
        task: The ticket as it was read.
        heard: The deliveries that the look had.
        mirror: The id of the field that mirrors its Due Date, if it has one.

    Raises:
        OutdatedError: A newer change was reported.
    """
    _refuse(bot, deliveries.waiting(connection, task.id), task, heard, mirror=mirror)


def write_unless(
    bot: Bot, held: Held, batch: Batch, task: Task, heard: History, *, mirror: str | None = None
) -> list[Rows]:
    """
    Run the statements of a batch in one round trip, unless a change was reported after the ticket was read.

    Returns the rows of each statement.

    Raises:
        OutdatedError: A newer change was reported; nothing was written.
    """
    waiting = held.waiting
    while True:
        _refuse(bot, waiting, task, heard, mirror=mirror)
        ids = [each.delivery_id for each in waiting]
        with single(bot.engine) as connection:
            try:
                return deliveries.run_if_only(connection, task.id, ids, *batch.asked)
            except OthersWaitError:
                waiting = deliveries.waiting(connection, task.id)


def _refuse(
    bot: Bot, waiting: Iterable[WaitingDelivery], task: Task, heard: History, *, mirror: str | None
) -> None:
    for each in waiting:
        if each.delivery_id in heard.delivery_ids:
            continue
        items = [item for item in read_delivery(each.body).history if item.id not in heard.told_in]
        if _tells_more(bot, items, task, mirror=mirror):
            raise OutdatedError("something newer was heard of the ticket")


def has_left(bot: Bot, task: Task) -> bool:
    """
    Whether a ticket that was just read has left its accepted stage, or a delivery says so.

    Then the messages of that stage are not sent.
    """
    with single(bot.engine) as connection:
        known = tickets.get(connection, task.id)
        told = [read_delivery(waiting.body) for waiting in deliveries.waiting(connection, task.id)]
    if known is None or known.gone_at is not None:
        return False
    home = bot.process.find_stage(known.stage) or bot.process.stage_of_status(known.status)
    stage = bot.process.stage_of_status(task.status)
    if stage is not None and home is not None and stage.name != home.name:
        return True
    return any(_has_moved(bot, delivery, known) for delivery in told)


def _has_moved(bot: Bot, delivery: Delivery, known: Accepted) -> bool:
    bot_user_id = bot.directory.bot_user_id
    moves = [item for item in delivery.history if item.field == "status"]
    return any(
        not history.is_own(item, known, bot_user_id)
        and (known.seen_at is None or item.at is None or item.at > known.seen_at)
        for item in moves
    )


def _tells_more(bot: Bot, items: Iterable[HistoryItem], task: Task, *, mirror: str | None) -> bool:
    """
    Whether someone made one of the changes after the ticket was read.

    Changes by the bot's user do not count: they may be echoes of this step.  The next look tells them apart.
    """
    for item in items:
        if item.field not in _COUNTS and (mirror is None or item.field_id != mirror):
            continue
        if item.user_id == bot.directory.bot_user_id:
            continue
        if item.at is None or task.date_updated is None or item.at > task.date_updated:
            return True
    return False
