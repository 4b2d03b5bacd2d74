"""How SLAs are watched: the section ``sla`` of a process file."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from rules.process.owner import OwnerOrName
from rules.process.part import Name, Part, fault, one_of
from rules.wording import quoted

AppliesTo = Literal["new visits", "open visits"]

_SHARE: Final = re.compile(r"([1-9][0-9]{0,2}) ?%")
_DAYS: Final = re.compile(r"([1-9][0-9]?) days? (before|after)")


def _read_share(value: Any) -> Any:
    match = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise fault(f'{quoted(str(value))} is no share of an SLA; write "75 %"')
    return int(match[1])


def _read_days_before(value: Any) -> Any:
    return _days(value, "before")


def _read_days_after(value: Any) -> Any:
    return _days(value, "after")


def _days(value: Any, word: Literal["before", "after"]) -> int:
    match = _DAYS.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[2] != word:
        raise fault(f'{quoted(str(value))} is no number of working days; write "1 day {word}"')
    return int(match[1])


#: A share of an SLA in per cent, written as ``75 %``; over a hundred is late.
Share = Annotated[int, BeforeValidator(_read_share)]

#: A number of working days: ``1 day before``, ``2 days after``.
DaysBefore = Annotated[int, BeforeValidator(_read_days_before)]
DaysAfter = Annotated[int, BeforeValidator(_read_days_after)]


class Mark(Part):
    """
    What people see in ClickUp: either a ``tag`` or a ``field``.

    Attributes:
        tag: A tag's name.
        field: A custom field's name.
    """

    tag: Name | None = None
    field: Name | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Mark":
        if bool(self.tag) == bool(self.field):
            raise fault("name either a tag: ... or a field: ..., one of them")
        return self


class DueDateLevels(Part):
    """
    How far from the end of the due date's day a ticket is at risk, and escalated, in working days.

    Late is what a ticket is in between: from the end of that day on.

    Attributes:
        at_risk: So long before it.
        escalated: So long after it.
    """

    at_risk: DaysBefore = Field(default=1, alias="at risk")
    escalated: DaysAfter = 1


class SlaSettings(Part):
    """
    When somebody is told that a ticket stays too long, and where that can be seen.

    Attributes:
        at_risk: From this share of an SLA on its owner is reminded. All three in per cent.
        breached: From here on it is broken.
        escalated: From here on whoever is named by ``escalate to`` has to know.
        due_date: The same where a stage's SLA is the due date.
        escalate_to: Name of one of the owners, or people. Without it nothing is escalated.
        paused_by: The clock stands as long as a ticket has this tag, or this checkbox is ticked.
        shown_as: For views: what a tag's name begins with, or a drop-down.
        changes_apply_to: Which visits a stage's changed SLA is for: those that begin after the change,
            or those that have begun as well.
    """

    at_risk: Share = Field(default=75, alias="at risk")
    breached: Share = 100
    escalated: Share = 150
    due_date: DueDateLevels = Field(default=DueDateLevels(), alias="due date")
    escalate_to: OwnerOrName | None = Field(default=None, alias="escalate to")
    paused_by: Mark | None = Field(default=Mark(tag="waiting for client"), alias="paused by")
    shown_as: Mark | None = Field(default=Mark(tag="sla"), alias="shown as")
    changes_apply_to: Annotated[AppliesTo, one_of(AppliesTo)] = Field(
        default="new visits", alias="changes apply to"
    )

    @model_validator(mode="after")
    def _rises(self) -> "SlaSettings":
        if self.at_risk >= self.breached:
            raise fault(f"at risk has to come before breached, which is {self.breached} %", key="at risk")
        if self.breached >= self.escalated:
            raise fault(f"escalated has to come after breached, which is {self.breached} %", key="escalated")
        return self
