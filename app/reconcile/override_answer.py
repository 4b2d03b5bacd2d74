"""Answers a person whose override was used, and lists what was missing."""

from sqlalchemy import Connection

from app.bot import Bot
from app.messages.comments import answers as words
from app.messages.comments.gate import person
from app.store import comments
from app.store.comments import CommentKind
from app.store.held import Unfinished
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, _unfinished: Unfinished) -> Owe | None:
    """Answer the override that let a ticket through."""
    decision, known = outcome.decision, seen.known
    if outcome.result is not Result.ENTERED or decision is None or known is None:
        return None
    override, word = decision.override, known.override
    if override is None or word is None:
        return None
    said = words.overridden(person(override.by_id, override.by), decision, override, bot.process)

    def owe(connection: Connection) -> None:
        comments.owe(
            connection,
            task_id=seen.task.id,
            kind=CommentKind.ANSWER,
            key=f"command:{word['comment_id']}",
            comment=said,
        )

    return owe
