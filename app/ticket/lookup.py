"""Reads one ticket for a person who asks about it.  Writes nothing."""

from dataclasses import dataclass

from app.bot import Bot
from app.deliveries import history
from app.errors import ForPeopleError
from app.messages import references as words
from app.store import deliveries, tickets
from app.store.engine import single
from app.store.tickets import Accepted
from app.ticket.observe import Observation, observe
from app.ticket.reference import read_reference
from clickup_client.errors import NotFoundError
from clickup_client.models import Task
from clickup_client.webhook import read_delivery
from rules.process.stage import Stage


class NoTicketError(ForPeopleError):
    """The process has no such ticket; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """
    A ticket as it is now, and what Stagegate knows about it.

    Attributes:
        bot: The bot, with the present names of statuses and fields in ClickUp.
        task: The ticket as ClickUp shows it.
        seen: The observation; None if its status is outside the process.
        known: The accepted state; None if Stagegate never saw the ticket, or it was gone in between.
        home: The stage it belongs in: the accepted one, else the current one.
        waiting: The number of deliveries that are not handled yet.
    """

    bot: Bot
    task: Task
    seen: Observation | None
    known: Accepted | None
    home: Stage | None
    waiting: int


def look_up(bot: Bot, reference: str) -> TicketView:
    """
    Read the ticket with that id, custom id or address, such as `https://app.clickup.com/t/86cx1k2ab`.

    Raises:
        NoReferenceError: The text names no ticket.
        NoTicketError: There is no such ticket, or it is not part of this process.
        ClickUpError: ClickUp could not be reached or refused.
    """
    task = find(bot, reference)
    if task.archived:
        raise NoTicketError(words.archived(task.name))
    if not bot.has_gate_for(task):
        raise NoTicketError(words.elsewhere(task.name, task.list_name, bot.process.lists.tickets.name))
    if task.parent is not None:
        raise NoTicketError(words.subtask(task.name))
    bot = bot.named_as(task)
    with single(bot.engine) as connection:
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


def find(bot: Bot, reference: str) -> Task:
    """
    Read the task that a text names, wherever it is.

    Raises:
        NoReferenceError, NoTicketError, ClickUpError: As :func:`look_up`.
    """
    wanted = read_reference(reference)
    try:
        if wanted.is_custom:
            return bot.client.get_task(wanted.id, custom_in=bot.directory.workspace_id)
        return bot.client.get_task(wanted.id)
    except NotFoundError:
        raise NoTicketError(words.unknown(wanted.id)) from None
