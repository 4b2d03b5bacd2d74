"""One look at a ticket for a person who asks about it: read, translated, compared, and nothing written."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.bot import Bot
from app.deliveries import history
from app.store import deliveries, tickets
from app.store.tickets import Accepted
from app.ticket.observe import Observation, observe
from clickup_client.errors import NotFoundError
from clickup_client.models import Task
from clickup_client.webhook import read_delivery
from rules.process.stage import Stage


class NoTicketError(Exception):
    """There is nothing to tell about it; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """
    A ticket as it is now.

    Attributes:
        bot: The bot, in the names that ClickUp shows.
        task: As ClickUp shows it.
        seen: What it means; None where its status is outside of the process.
        known: What was accepted; None where Stagegate never saw it, or it was gone meanwhile.
        home: The stage it belongs in: the accepted one, else the one it is in.
        waiting: Deliveries that nobody has handled yet.
    """

    bot: Bot
    task: Task
    seen: Observation | None
    known: Accepted | None
    home: Stage | None
    waiting: int


def look_at(bot: Bot, reference: str) -> Looked:
    """
    Look at the ticket of an id or of an address such as `https://app.clickup.com/t/86cx1k2ab`.

    Raises:
        NoTicketError: No such ticket, or none of this process.
        ClickUpError: ClickUp could not be asked.
    """
    task_id = urlsplit(reference.strip()).path.rstrip("/").rpartition("/")[2]
    try:
        task = bot.client.get_task(task_id)
    except NotFoundError:
        raise NoTicketError(f"ClickUp has no task {task_id}, or the token may not see it.") from None
    if task.list_id != bot.directory.tickets_list:
        wanted = bot.process.lists.tickets.name
        raise NoTicketError(f'"{task.name}" is in the list "{task.list_name}", not in "{wanted}".')
    if task.parent is not None:
        raise NoTicketError(f'"{task.name}" is a subtask; the process is about whole tickets.')
    bot = bot.named_as(task)
    with bot.engine.begin() as connection:
        waiting = deliveries.waiting(connection, task.id)
        known = tickets.get(connection, task.id)
    if known is not None and known.gone_at is not None:
        known = None
    heard = history.hear((kept.delivery_id, read_delivery(kept.body)) for kept in waiting)
    stage = bot.process.stage_of_status(task.status)
    return Looked(
        bot=bot,
        task=task,
        seen=None if stage is None else observe(bot, task, stage, heard, known),
        known=known,
        home=bot.process.find_stage(known.stage) if known else stage,
        waiting=len(waiting),
    )
