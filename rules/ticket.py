"""Everything a rule may know about a ticket and its move: plain values, collected elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal


@dataclass(frozen=True, slots=True)
class Unread:
    """
    A value that could not be read. It is never treated as "no": the finding is UNKNOWN.

    ``reason`` ends the sentence "Severity could not be read: ...", without a full stop.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """
    A value that was read and certainly does not count: the finding is UNMET.

    ``reason`` ends the sentence "Company Tier is not known: ...", without a full stop, such as
    "the linked company no longer exists".
    """

    reason: str


#: What ClickUp can have for a datum of the type ``yes_no``.
YesNoField = Literal["checkbox", "drop_down"]


class MergeState(Enum):
    """What GitHub or GitLab says about a pull request."""

    NOT_LOOKED_UP = "not looked up"
    OPEN = "open"
    #: Closed without being merged.
    CLOSED = "closed"
    MERGED = "merged"
    #: The repository has another address now.
    MOVED = "moved"
    #: It does not exist, or the bot's token may not see it: the providers do not tell these apart.
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A well-formed address of a pull request, and its state if it was looked up."""

    address: str
    state: MergeState | Unread = MergeState.NOT_LOOKED_UP


#: ``None`` is "never set", which is not the same as "no". By type of datum: ``text``, ``url`` and
#: ``drop_down`` are ``str``; ``yes_no`` is ``bool`` (a checkbox) or ``str`` (a drop-down); ``checkbox``
#: is ``bool``; ``number`` is ``int`` or ``Decimal``; ``date`` and the due date are ``date``, a calendar
#: day; ``labels``, ``people`` and ``relationship`` are tuples of names; ``pull_request`` is a tuple of
#: those its text names; the priority is 1 (urgent) to 4 (low). A datum that follows a relationship is
#: ``None`` when nothing is linked and ``""`` when what is linked has none.
Value = (
    None | str | bool | int | Decimal | date | tuple[str, ...] | tuple[PullRequest, ...] | Unread | Unusable
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """
    A ticket as it is now.

    ``values`` are by the names of the process file's ``data``; a name that is absent counts as
    :class:`Unread`, because no one read it. ``fields`` says of ``yes_no`` data which field ClickUp has for
    them, where that is known: what a person can do there differs.
    """

    task_id: str
    values: Mapping[str, Value]
    fields: Mapping[str, YesNoField] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """
    A ticket's move from one stage to another.

    Attributes:
        from_stage: The stage the ticket was last accepted in. ``None``: it comes from outside: it was
            created, or moved here from another list.
        to_stage: The stage it is in now.
        via: Stages it was dragged through between the two, in order.
        written: Names of the data written or changed since the ticket last entered ``from_stage``.
    """

    from_stage: str | None
    to_stage: str
    via: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()
