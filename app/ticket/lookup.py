"""Reads one ticket for a person who asks about it, and writes nothing."""

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
    """There is no such ticket in the process; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """
    A ticket as it is now, compared with what Stagegate knows.

    Attributes:
        bot: The bot, with the names that ClickUp shows.
        task: As ClickUp shows it.
        seen: The observation; None if its status is outside the process.
        known: What was accepted; None if Stagegate never saw the ticket, or it was gone in the meantime.
        home: The stage it belongs in: the accepted one, else the current one.
        waiting: The number of deliveries not handled yet.
    """

    bot: Bot
    task: Task
    seen: Observation | None
    known: Accepted | None
    home: Stage | None
    waiting: int


def look_up(bot: Bot, reference: str) -> TicketView:
    """
    Read the ticket with that id or address, such as `https://app.clickup.com/t/86cx1k2ab`.

    Raises:
        NoTicketError: There is no such ticket, or it is not part of this process.
        ClickUpError: ClickUp could not be reached or refused.
    """
    task_id = urlsplit(reference.strip()).path.rstrip("/").rpartition("/")[2]
    try:
        task = bot.client.get_task(task_id)
    except NotFoundError:
        raise NoTicketError(f"ClickUp has no task {task_id}, or the token may not see it.") from None
    if task.archived:
        raise NoTicketError(f'"{task.name}" is archived; the process takes it up again when it is not.')
    if not bot.has_gate_for(task):
        wanted = bot.process.lists.tickets.name
        raise NoTicketError(f'"{task.name}" is in the list "{task.list_name}", not in "{wanted}".')
    if task.parent is not None:
        raise NoTicketError(f'"{task.name}" is a subtask; the process covers only whole tickets.')
    bot = bot.named_as(task)
    with bot.engine.begin() as connection:
        waiting = deliveries.waiting(connection, task.id)
        known = tickets.get(connection, task.id)
    if known is not None and known.gone_at is not None:
        known = None
    heard = history.hear((kept.delivery_id, read_delivery(kept.body)) for kept in waiting)
    stage = bot.process.stage_of_status(task.status)
    return TicketView(
        bot=bot,
        task=task,
        seen=None if stage is None else observe(bot, task, stage, heard, known),
        known=known,
        home=bot.process.find_stage(known.stage) if known else stage,
        waiting=len(waiting),
    )
