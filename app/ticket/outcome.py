"""What one look at a ticket came to: frozen before anything follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import Any

from sqlalchemy import Connection

from app.bot import Bot
from app.store.tickets import Outside
from app.ticket.observe import Observation
from app.workspace.directory import Assignees
from rules.decision import Decision, Finding
from rules.process.stage import Stage


class Result(Enum):
    """What became of the ticket."""

    ENTERED = auto()  # it moved, and may stay there
    PUT_BACK = auto()  # it moved, and was returned
    UNDECIDED = auto()  # it moved, and no one can say whether it may
    LEFT_ALONE = auto()  # it was moved again after each put-back, and is left there for a while
    STAYED = auto()  # it did not move


@dataclass(frozen=True, slots=True)
class Written:
    """
    What was written to ClickUp.

    `own` has it by history field, in ClickUp's words, to know our own echo, and `over` what was seen there
    before; `at` is when it landed, by ClickUp's clock, if that is known.  `agreed` is the day that Due Date
    and its mirror field both have now, `days` which day a date that was written counts as; None for one that
    was cleared.  `asked` are those who were to be assigned, `unassigned` those of them who are not.
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
    """Of the data that a ticket's stage requires: what is there, and what is missing, by name."""

    filled: frozenset[str]
    missing: Mapping[str, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What one look came to.

    Attributes:
        result: What became of the ticket.
        home: Where it belongs now.
        decision: How its move was judged; None where it did not move.
        written: What was written to ClickUp.
        data: What the stage that it is in requires, and whether it is there; None where it was put back or
            no one can say.
        told: The delivery day that the client knows of; None: none.
    """

    result: Result
    home: Stage | Outside
    decision: Decision | None
    written: Written
    data: RequiredData | None = None
    told: date | None = None

    @property
    def is_decided(self) -> bool:
        """Whether it is settled where the ticket belongs; otherwise it stays where people put it."""
        return self.result not in (Result.UNDECIDED, Result.LEFT_ALONE)

    def visit_began(self, seen: Observation) -> datetime | None:
        """When the ticket entered the stage where it belongs; None for one never seen before."""
        if self.result is Result.ENTERED:
            return seen.at
        return None if seen.known is None else seen.known.entered_at


#: Stores what a follow-up owes, in the transaction that records the outcome.
Owe = Callable[[Connection], None]

#: Decides from the outcome whether something is owed.  May read the database; writes only in its `Owe`.
FollowUp = Callable[[Bot, Observation, Outcome], Owe | None]
