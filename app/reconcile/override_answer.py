"""Answers a person whose override let a ticket through: says what was missing."""

from sqlalchemy import Connection

from app.bot import Bot
from app.messages import answers as words
from app.messages.gate import person
from app.store import comments as stored_comments
from app.store.comments import CommentKind
from app.ticket.observe import Observation
from rules.decision import Decision


def owe(bot: Bot, connection: Connection, seen: Observation, decision: Decision) -> None:
    """The ticket went through on somebody's word: say so, with what was missing."""
    if decision.override is None or seen.known is None or seen.known.override is None:
        return
    override = decision.override
    said = words.overridden(person(override.by_id, override.by), decision, override, bot.process)
    stored_comments.owe(
        connection,
        task_id=seen.task.id,
        kind=CommentKind.ANSWER,
        key=f"command:{seen.known.override['comment_id']}",
        comment=said,
    )
