"""Finds the ticket of a first-level ticket, and back: in the database, or else by ClickUp's links."""

from app.bot import Bot
from app.store import relations
from app.store.engine import single
from app.ticket.lookup import NoTicketError, TicketView, look_up
from clickup_client.errors import NotAuthorisedError, NotFoundError
from clickup_client.models import Task


def ticket_of(bot: Bot, first_level: Task) -> TicketView | None:
    """
    Return the ticket of a first-level ticket: an open one, or else the newest closed one.

    Tickets that were deleted or left the list do not count.  Costs one call for each ticket.

    Raises:
        ClickUpError: ClickUp could not be reached or refused.
    """
    with single(bot.engine) as connection:
        stored = relations.tickets_of(connection, first_level.id)
    closed = None
    for task_id in dict.fromkeys((*stored, *first_level.linked_task_ids)):
        view = _look_up(bot, task_id)
        if view is not None and is_open(view):
            return view
        closed = closed or view
    return closed


def first_level_of(bot: Bot, task: Task) -> list[str]:
    """
    Return the ids of the first-level tickets of a ticket.

    Costs no call if they are known.  Otherwise it costs one for each link of the ticket, and stores the
    result.

    Raises:
        ClickUpError: ClickUp could not be reached or refused.
    """
    with single(bot.engine) as connection:
        stored = relations.first_level_of(connection, task.id)
    if stored or bot.directory.first_level_list is None:
        return stored
    found = [linked for linked in task.linked_task_ids if _is_first_level(bot, linked)]
    with bot.engine.begin() as connection:
        for first_level_id in found:
            relations.add(connection, first_level_id=first_level_id, task_id=task.id)
    return found


def is_open(view: TicketView) -> bool:
    """Whether a ticket is open.  While its closing is not judged yet, it is open."""
    stages = (view.home, None if view.seen is None else view.seen.stage)
    return any(stage is None or stage.closed is None for stage in stages)


def _look_up(bot: Bot, task_id: str) -> TicketView | None:
    try:
        return look_up(bot, task_id)
    except NoTicketError:
        return None
    except NotAuthorisedError as error:  # someone linked a task that the bot may not see
        if error.token_is_bad:
            raise
        return None


def _is_first_level(bot: Bot, task_id: str) -> bool:
    try:
        return bot.client.get_task(task_id).list_id == bot.directory.first_level_list
    except NotFoundError:
        return False
    except NotAuthorisedError as error:
        if error.token_is_bad:
            raise
        return False
