"""
Somebody's word that a ticket may enter a stage whatever is missing.

It is noted first, then the ticket is moved, and the look at that move finds it: whatever interrupts this, the
next look comes to the same.  It is forgotten when the ticket enters any stage.
"""

from dataclasses import replace

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.comments import outbox
from app.deliveries.hint import hint
from app.messages import answers as words
from app.messages.gate import person
from app.queue.defer import Urgency
from app.store import comments as stored_comments
from app.store import tickets
from app.store.commands import Waiting
from app.ticket.judge import Judgement
from app.ticket.lookup import Looked
from app.ticket.observe import Sight
from app.workspace.refusals import is_refusal
from clickup_client.errors import ClickUpError
from clickup_client.times import to_milliseconds
from rules.decision import Decision, Override
from rules.process import Process, Stage

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


def applied(judgement: Judgement, sight: Sight) -> Judgement:
    """The judgement of a move, overruled by the word that somebody gave for it, if there is one."""
    word = None if sight.known is None else sight.known.override
    if word is None or sight.move is None or word["stage"] != sight.move.to_stage:
        return judgement
    override = Override(by_id=word["by_id"], by=word["by"], reason=word["reason"])
    return replace(judgement, decision=judgement.decision.overruled(override))


def owe_answer(bot: Bot, connection: Connection, sight: Sight, decision: Decision) -> None:
    """The ticket went through on somebody's word: say so, with what was missing."""
    if decision.override is None or sight.known is None or sight.known.override is None:
        return
    override = decision.override
    said = words.overridden(person(override.by_id, override.by), decision, override, bot.process)
    stored_comments.owe(
        connection,
        task_id=sight.task.id,
        kind=stored_comments.ANSWER,
        key=f"command:{sight.known.override['comment_id']}",
        content=outbox.STORED.dump_python(said, mode="json"),
    )


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
