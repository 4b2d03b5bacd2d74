"""Other ways to tell a client if no e-mail can be sent, or none was confirmed."""

from datetime import date

import structlog

from app.bot import Bot
from app.comments.pass_on import pass_on
from app.messages.comments import fallback as words_of
from app.queue.defer import Urgency, defer_reconcile
from app.store import notices as store
from app.store import tickets
from app.store.comments import CommentKind
from app.store.notices import Notice
from app.ticket import related
from app.workspace import owners
from app.workspace.directory import Assignees
from clickup_client.models import Task

log = structlog.get_logger()

#: Kinds of notices whose news the first-level ticket gets as a comment in any case: `app.elevation.relay`.
ABOUT_ENDINGS = frozenset({"delivered", "closed"})


def tell_otherwise(
    bot: Bot, notice: Notice, task: Task, words: str, *, stage: str, told: date | None, why: str
) -> None:
    """
    Tell the client on their own first-level ticket.  If there is none to be seen, ask the stage's owner to
    tell them.

    The first-level ticket gets the end of the ticket anyway, with the Resolution Notes, so it is not
    repeated. Costs a call for a first-level ticket.

    The ticket itself has internal comments, so the client is never told there.  The job of the ticket
    that the comment belongs to posts it.

    `stage` is where the ticket is, `told` the delivery day that the client knows from now on, and `why` the
    sentence that says why there was no e-mail.
    """
    seen = (each for each in related.first_level_of(bot, task) if bot.reader.find(each) is not None)
    first_level = next(seen, None)
    if first_level is not None:
        place, comment, state, asked = (
            first_level,
            words_of.for_client(words),
            "told_by_comment",
            Assignees(),
        )
    else:
        place, comment, state = task.id, words_of.hand_over(words, why=why), "handed_over"
        asked = owners.responsible(bot.process, bot.directory, stage)
    is_relayed = first_level is not None and bot.directory.first_level_list is not None
    is_there_anyway = is_relayed and notice.kind in ABOUT_ENDINGS
    with bot.engine.begin() as connection:  # one transaction, so that a crash leaves all of it or nothing
        if is_there_anyway:
            defer_reconcile(connection, place, Urgency.MOVE)
        else:
            key = f"notice:{notice.notice_id}"
            pass_on(connection, place, kind=CommentKind.NOTICE, key=key, comment=comment, asked=asked)
        store.change(connection, notice.notice_id, state=state, text=words, settled_at=bot.now())
        tickets.note(connection, task.id, told_day=told)
    log.warning("notice sent another way", action="notice", task_id=task.id, kind=notice.kind, why=why)
