"""Which first-level ticket became which ticket: as it was stored, else as ClickUp's links say."""

from app.bot import Bot
from app.store import relations
from app.ticket.lookup import Looked, NoTicketError, look_at
from clickup_client.errors import NotAuthorisedError, NotFoundError
from clickup_client.models import Task


def ticket_of(bot: Bot, first_level: Task) -> Looked | None:
    """
    The ticket that a first-level one became: one that is open, else the newest that was closed.

    Those that were deleted, or left the list, do not count.  One call for each that is looked at.

    Raises:
        ClickUpError: ClickUp could not be asked.
    """
    with bot.engine.begin() as connection:
        stored = relations.tickets_of(connection, first_level.id)
    closed = None
    for task_id in dict.fromkeys((*stored, *first_level.linked_task_ids)):
        looked = _look(bot, task_id)
        if looked is not None and is_open(looked):
            return looked
        closed = closed or looked
    return closed


def first_level_of(bot: Bot, task: Task) -> list[str]:
    """
    The ids of the first-level tickets of a ticket.

    No call where they are known; one for each link of a ticket of which none is, and what is found is stored.

    Raises:
        ClickUpError: ClickUp could not be asked.
    """
    with bot.engine.begin() as connection:
        stored = relations.first_level_of(connection, task.id)
    if stored or bot.directory.first_level_list is None:
        return stored
    found = [linked for linked in task.linked_task_ids if _is_first_level(bot, linked)]
    with bot.engine.begin() as connection:
        for first_level_id in found:
            relations.add(connection, first_level_id=first_level_id, task_id=task.id)
    return found


def is_open(looked: Looked) -> bool:
    """Whether work on a ticket goes on, or is about to: one whose closing was not judged yet is open."""
    stages = (looked.home, None if looked.seen is None else looked.seen.stage)
    return any(stage is None or stage.closed is None for stage in stages)


def _look(bot: Bot, task_id: str) -> Looked | None:
    try:
        return look_at(bot, task_id)
    except NoTicketError:
        return None
    except NotAuthorisedError as error:  # somebody linked what the bot may not see
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
