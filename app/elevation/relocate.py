"""
Moves a first-level ticket itself to the list of tickets, if the process file says so.

ClickUp drops fields that the new list does not have, so the values to copy are stored in the database before
the move, and written after it.
"""

from collections.abc import Sequence

import structlog

from app.bot import Bot
from app.deliveries import history
from app.deliveries.history import History
from app.elevation import copy
from app.messages.comments import first_level as words
from app.messages.comments.gate import person
from app.store import comments as stored_comments
from app.store import deliveries, relocations
from app.store import first_level as store
from app.store.comments import CommentKind
from app.ticket import field_values
from clickup_client.models import Task
from rules.process.elevation import ElevationSettings

log = structlog.get_logger()


def relocate(bot: Bot, settings: ElevationSettings, task: Task, heard: History) -> None:
    """
    Move a ticket to the list of tickets and write the values to copy.  Repeatable.

    Costs four calls, and one for each field.

    Raises:
        ClickUpError: Try again later; :func:`arrive` does the rest for a ticket that has moved.
    """
    copied = copy.read_values(settings, task)
    first = bot.process.first_stage.status.casefold()
    statuses = bot.client.get_list(bot.directory.tickets_list).statuses
    wanted = next((status.id for status in statuses if status.status.casefold() == first), None)
    mappings = {task.status_id: wanted} if task.status_id and wanted else {}
    with bot.engine.begin() as connection:
        relocations.begin(connection, task.id, copied.values)
    bot.client.move_task(
        bot.directory.workspace_id, task.id, bot.directory.tickets_list, status_mappings=mappings
    )
    arrive(bot, bot.client.get_task(task.id), heard, left_out=copied.left_out, came_from=task.list_name)
    with bot.engine.begin() as connection:
        deliveries.mark_handled(connection, heard.delivery_ids)


def arrive(
    bot: Bot, task: Task, heard: History, *, left_out: Sequence[str] = (), came_from: str | None = None
) -> Task:
    """
    Write the remaining values of a ticket that has moved, and return the ticket as it is then.

    Costs no call for any other ticket.

    Raises:
        ClickUpError: Try again later.
    """
    with bot.engine.begin() as connection:
        values = relocations.unfinished(connection, task.id)
    if values is None:
        return task
    here = {name: field_values.field_here(bot.process, name, task.custom_fields) for name in values}
    refused = [
        name
        for name, value in values.items()
        if not field_values.restore(bot, task, here[name], value, action="elevate")
    ]
    moved = history.moved_by(heard, bot.process.elevation.status) if bot.process.elevation else None
    mover = person(moved.user_id if moved else None, moved.user_name if moved else None)
    from_list = came_from or (bot.process.lists.first_level.name if bot.process.lists.first_level else "")
    comment = words.moved_here(mover, bot.process, from_list, sorted([*left_out, *refused]))
    with bot.engine.begin() as connection:
        relocations.done(connection, task.id)
        store.mark_gone(connection, task.id, bot.now())
        stored_comments.owe(
            connection,
            task_id=task.id,
            kind=CommentKind.ELEVATION,
            key=f"elevated:{heard.delivery_of(moved)}",
            comment=comment,
        )
    log.info("ticket moved here", action="elevate", task_id=task.id)
    return bot.client.get_task(task.id)
