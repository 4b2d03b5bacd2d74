"""The result of one look at a ticket, and the type of the follow-ups that it may have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import Any

from sqlalchemy import Connection

from app.bot import Bot
from app.store.held import Unfinished
from app.store.tickets import Outside
from app.ticket.observe import Observation
from app.workspace.directory import Assignees
from rules.decision import Decision, Finding
from rules.process.stage import Stage


class Result(Enum):
    """What happened to the ticket."""

    ENTERED = auto()  # it moved, and the move is allowed
    PUT_BACK = auto()  # it moved, and was moved back
    UNDECIDED = auto()  # it moved, and the move cannot be judged now
    LEFT_ALONE = auto()  # it was moved again after each put-back, so it stays there for a while
    STAYED = auto()  # it did not move


@dataclass(frozen=True, slots=True)
class Written:
    """
    What was written to ClickUp.

    `own` has the written values by history field, as ClickUp reports them, to recognise our own echo; `over`
    has the values that were there before.  `at` is the time of the write by ClickUp's clock, if known.
    `agreed` is the day that Due Date and its mirror field both have now; `days` has the day that each written
    date counts as, None if it was cleared.  `asked` are the owners to assign, `unassigned` those whom ClickUp
    did not assign.
    """

    own: Mapping[str, str]
    agreed: date | None
    over: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, Any] = field(default_factory=dict)
    asked: Assignees = field(default_factory=Assignees)
    unassigned: Assignees = field(default_factory=Assignees)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequiredData:
    """The data that a ticket's stage requires: what is there, and what is missing, by name."""

    filled: frozenset[str]
    missing: Mapping[str, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    The result of one look.

    Attributes:
        result: What happened to the ticket.
        home: The stage where it belongs now.
        decision: The decision on its move; None if it did not move.
        written: What was written to ClickUp.
        data: The required data of its stage; None if it was put back, left alone or undecided.
        told: The delivery day that the client knows; None if they know none.
    """

    result: Result
    home: Stage | Outside
    decision: Decision | None
    written: Written
    data: RequiredData | None = None
    told: date | None = None

    @property
    def is_decided(self) -> bool:
        """Whether it is decided where the ticket belongs; otherwise it stays where people put it."""
        return self.result not in (Result.UNDECIDED, Result.LEFT_ALONE)

    def visit_began(self, seen: Observation) -> datetime | None:
        """When the ticket entered the stage where it belongs; None for one never seen before."""
        if self.result is Result.ENTERED:
            return seen.at
        return None if seen.known is None else seen.known.entered_at


#: Stores what a follow-up owes.  It is called in the transaction that records the outcome.
Owe = Callable[[Connection], None]

#: Decides from the outcome, and from what is unfinished about the ticket, whether something is owed.  It may
#: read the database, but only its `Owe` writes.
FollowUp = Callable[[Bot, Observation, Outcome, Unfinished], Owe | None]
