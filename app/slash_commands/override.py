"""
Somebody's word that a ticket may enter a stage whatever is missing.

It is noted first, then the ticket is moved, and the look at that move finds it: whatever interrupts this, the
next look comes to the same.  It is forgotten when the ticket enters any stage.
"""

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries.hint import hint
from app.messages import answers as words
from app.queue.defer import Urgency
from app.store import tickets
from app.store.commands import Waiting
from app.ticket.lookup import Looked
from app.workspace.refusals import is_refusal
from clickup_client.errors import ClickUpError
from clickup_client.times import to_milliseconds
from rules.process.process import Process
from rules.process.stage import Stage

log = structlog.get_logger()

#: The webhook id of hints that a command leads to; ClickUp's are UUIDs.
COMMAND = "command"


def may(bot: Bot, user_id: int) -> bool:
    """Whether the process file names somebody.  Costs a call where it names groups."""
    named = bot.directory.overriders
    if user_id in named.users:
        return True
    groups = bot.client.get_groups(bot.directory.workspace_id) if named.groups else ()
    return any(user_id == user.id for group in groups if group.id in named.groups for user in group.members)


def names(process: Process) -> list[str]:
    """Who may, as the process file calls them."""
    return [
        each if isinstance(each, str) else each.group or ", ".join(each.users)
        for each in process.overrides.by
    ]


def move(bot: Bot, command: Waiting, looked: Looked, target: Stage, reason: str) -> str | None:
    """
    Move a ticket into a stage, whatever is missing; why not, or None where it is done.

    Repeatable.  A move that waits to be judged is overruled as well.  The look that follows assigns,
    tells and records as with every entry, and answers.

    Raises:
        ClickUpError: Not now.
    """
    if looked.known is None:
        return words.not_handled_yet()
    word = {
        "stage": target.name,
        "by_id": command.user_id,
        "by": command.user_name,
        "reason": reason,
        "comment_id": command.comment_id,
    }
    with bot.engine.begin() as connection:
        tickets.note(connection, command.task_id, override=word)
    try:
        if looked.task.status.casefold() != target.status.casefold():
            bot.client.update_task(command.task_id, status=target.status)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("override refused", action="override", task_id=command.task_id, error=str(error))
        with bot.engine.begin() as connection:
            tickets.note(connection, command.task_id, override=None)
        return words.not_let(target)
    with bot.engine.begin() as connection:
        _hint(connection, command, before=looked.task.status, after=target.status)
    return None


def _hint(connection: Connection, command: Waiting, *, before: str, after: str) -> None:
    """Have the move looked at now, as that of whoever gave the word, whether or not ClickUp tells of it."""
    key = f"{COMMAND}:{command.comment_id}"
    item = {
        "id": key,
        "field": "status",
        "date": str(to_milliseconds(command.at)),
        "user": {"id": command.user_id, "username": command.user_name},
        "before": {"status": before},
        "after": {"status": after},
    }
    hint(
        connection,
        command.task_id,
        key,
        Urgency.MOVE,
        history=[item],
        webhook_id=COMMAND,
        event="taskOverridden",
    )
