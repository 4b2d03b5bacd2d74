"""How well a ticket keeps its SLA, and whom a worse level owes a comment."""

from enum import Enum
from typing import Literal

SlaComment = Literal["reminder", "breach", "escalation"]


class Level(Enum):
    """From good to bad. The values are words for people and for the database."""

    #: There is no limit to keep.
    NONE = "none"
    OK = "ok"
    AT_RISK = "at risk"
    BREACHED = "breached"
    ESCALATED = "escalated"

    @property
    def rank(self) -> int:
        """Where it stands in the order, from 0."""
        return list(Level).index(self)


def worse(one: Level, other: Level) -> Level:
    """The worse of two levels."""
    return max(one, other, key=lambda level: level.rank)


def owed(told: Level, now: Level) -> tuple[SlaComment, ...]:
    """
    Which comments a level owes, each once a visit.

    ``told`` is the worst level that somebody was told of since the ticket entered the stage, and so far
    ``NONE``; afterwards it is ``worse(told, now)``. A level that became better and worse again, as after a
    change of the due date, owes nothing anew. What was passed over unseen is told, except for a
    reminder that comes too late to be one.
    """
    if now.rank <= told.rank:
        return ()
    comments: list[SlaComment] = []
    if now is Level.AT_RISK:
        comments.append("reminder")
    if told.rank < Level.BREACHED.rank <= now.rank:
        comments.append("breach")
    if now is Level.ESCALATED:
        comments.append("escalation")
    return tuple(comments)
