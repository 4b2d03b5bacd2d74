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
        raise fault(f'{quoted(str(value))} is not a share of an SLA; write "75 %"')
    return int(match[1])


def _read_days_before(value: Any) -> Any:
    return _days(value, "before")


def _read_days_after(value: Any) -> Any:
    return _days(value, "after")


def _days(value: Any, word: Literal["before", "after"]) -> int:
    match = _DAYS.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[2] != word:
        raise fault(f'{quoted(str(value))} is not a number of working days; write "1 day {word}"')
    return int(match[1])


#: A share of an SLA in per cent, written as ``75 %``; more than 100 % is late.
Share = Annotated[int, BeforeValidator(_read_share)]

#: A number of working days: ``1 day before``, ``2 days after``.
DaysBefore = Annotated[int, BeforeValidator(_read_days_before)]
DaysAfter = Annotated[int, BeforeValidator(_read_days_after)]


class Mark(Part):
    """
    A mark that people see in ClickUp: either a ``tag`` or a ``field``.

    Attributes:
        tag: A tag's name.
        field: A custom field's name.
    """

    tag: Name | None = None
    field: Name | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Mark":
        if bool(self.tag) == bool(self.field):
            raise fault("give exactly one of tag: ... and field: ...")
        return self


class DueDateLevels(Part):
    """
    When a ticket is at risk and when it is escalated, in working days from the due date.

    In between, from the end of the due date on, it is breached.

    Attributes:
        at_risk: How long before the due date.
        escalated: How long after the due date.
    """

    at_risk: DaysBefore = Field(default=1, alias="at risk")
    escalated: DaysAfter = 1


class SlaSettings(Part):
    """
    When someone is told that a ticket stays too long in a stage, and how ClickUp shows it.

    Attributes:
        at_risk: From this share of the SLA on, the owner of the stage is reminded. All three are in per cent.
        breached: From this share on, the SLA is breached and the owner is told.
        escalated: From this share on, the people in ``escalate to`` are told.
        due_date: The same for stages whose SLA is the due date.
        escalate_to: The name of one of the owners, or people. Without it, nothing is escalated.
        paused_by: The SLA clock is paused while a ticket has this tag, or this checkbox is ticked.
        shown_as: How views show the level: the beginning of a tag's name, or a drop-down.
        changes_apply_to: Whether a changed SLA applies only to tickets that enter the stage after the change,
            or also to tickets that are already in it.
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
            raise fault(f"at risk must come before breached, which is {self.breached} %", key="at risk")
        if self.breached >= self.escalated:
            raise fault(f"escalated must come after breached, which is {self.breached} %", key="escalated")
        return self
