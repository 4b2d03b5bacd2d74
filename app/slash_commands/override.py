"""
Overrides: a person decides that a ticket may enter a stage although something is missing.

It is stored first, then the ticket is moved, and the judgement of that move finds it: after an interruption
the next run gives the same result.  It is deleted when the ticket enters any stage.
"""

import structlog

from app.bot import Bot
from app.deliveries.hint import COMMAND, hint_made_for
from app.messages.comments import answers as words
from app.store import tickets
from app.store.commands import PendingCommand
from app.ticket.lookup import TicketView
from app.workspace.refusals import is_refusal
from clickup_client.errors import ClickUpError
from rules.process.process import Process
from rules.process.stage import Stage

log = structlog.get_logger()


def may(bot: Bot, user_id: int) -> bool:
    """Whether the process file allows a person to override.  Costs a call if it names groups."""
    named = bot.directory.overriders
    if user_id in named.users:
        return True
    groups = bot.client.get_groups(bot.directory.workspace_id) if named.groups else ()
    return any(user_id == user.id for group in groups if group.id in named.groups for user in group.members)


def names(process: Process) -> list[str]:
    """The people who may override, as the process file names them."""
    return [
        each if isinstance(each, str) else each.group or ", ".join(each.users)
        for each in process.overrides.by
    ]


def move(bot: Bot, command: PendingCommand, view: TicketView, target: Stage, reason: str) -> str | None:
    """
    Move a ticket into a stage although something is missing; return why that failed, or None.

    Repeatable.  A move that waits to be judged is overruled as well.  The check that follows assigns,
    notifies and records as for every entry, and answers the command.

    Raises:
        ClickUpError: Try again later.
    """
    if view.known is None:
        return words.not_handled_yet()
    word = {
        "stage": target.name,
        "by_id": command.user_id,
        "by": command.user_name,
        "reason": reason,
        "comment_id": command.comment_id,
        "at": bot.now().isoformat(),
    }
    with bot.engine.begin() as connection:
        tickets.note(connection, command.task_id, override=word)
    moved = view.task
    try:
        if view.task.status.casefold() != target.status.casefold():
            moved = bot.client.update_task(command.task_id, status=target.status)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("override refused", action="override", task_id=command.task_id, error=str(error))
        with bot.engine.begin() as connection:
            tickets.note(connection, command.task_id, override=None)
        return words.not_let(target)
    with bot.engine.begin() as connection:
        hint_made_for(
            connection,
            command.task_id,
            f"{COMMAND}:{command.comment_id}",
            by=(command.user_id, command.user_name),
            before=view.task.status,
            after=target.status,
            at=moved.date_updated or command.at,
            webhook_id=COMMAND,
            event="taskOverridden",
        )
    return None
