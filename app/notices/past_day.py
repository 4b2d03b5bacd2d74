"""Asks the stage's owner about a due date in the past, before the client is told about it."""

from datetime import date, timedelta

import structlog

from app.bot import Bot
from app.comments.pass_on import pass_on
from app.messages.comments import fallback as words
from app.store import notices as store
from app.store.comments import CommentKind
from app.store.notices import Notice
from app.workspace import owners
from clickup_client.models import Task

log = structlog.get_logger()

#: When a notice that waits for another date is looked at again; a new date is looked at when it is set.
AGAIN = timedelta(days=1)


def ask(bot: Bot, notice: Notice, task: Task, day: date, *, stage: str) -> None:
    """
    Ask the owner of the stage for another due date, once for each day; the notice waits for it.

    `stage` is where the ticket is.
    """
    asked = owners.responsible(bot.process, bot.directory, stage)
    with bot.engine.begin() as connection:
        key = f"past:{notice.notice_id}:{day.isoformat()}"
        pass_on(connection, task.id, kind=CommentKind.DATE, key=key, comment=words.past_day(day), asked=asked)
        store.change(connection, notice.notice_id, day=day, not_before=bot.now() + AGAIN)
    log.info("client not told about a past day", action="notice", task_id=task.id, kind=notice.kind)
