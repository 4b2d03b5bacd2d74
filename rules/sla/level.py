"""The SLA levels of a ticket, and which comments a worse level causes."""

from enum import Enum
from typing import Literal

SlaComment = Literal["reminder", "breach", "escalation"]


class Level(Enum):
    """From good to bad. The values are words for people and for the database."""

    #: There is no limit.
    NONE = "none"
    OK = "ok"
    AT_RISK = "at risk"
    BREACHED = "breached"
    ESCALATED = "escalated"

    @property
    def rank(self) -> int:
        """Its position in the order, from 0."""
        return list(Level).index(self)


def worse(one: Level, other: Level) -> Level:
    """The worse of two levels."""
    return max(one, other, key=lambda level: level.rank)


def owed(told: Level, now: Level) -> tuple[SlaComment, ...]:
    """
    Which comments a level causes, each once per visit.

    ``told`` is the worst level reported since the ticket entered the stage, at first ``NONE``; afterwards it
    is ``worse(told, now)``. A level that became better and worse again, as after a change of the due date,
    is not reported again. A skipped level is reported, except for a reminder that would come too late.
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
