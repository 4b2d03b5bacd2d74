"""A stage and what it requires: one row of the customer's table."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from rules.process.durations import Sla
from rules.process.part import Name, Part, one_of

When = Literal["always", "de-escalating"]
Is = Literal["filled", "yes", "merged"]
Closed = Literal["resolved", "unresolved"]
NoticeKind = Literal["estimated", "rescheduled", "delivered", "closed"]
EntryNotice = Literal["estimated", "delivered", "closed"]
DateNotice = Literal["rescheduled"]


class Requirement(Part):
    """
    A datum that is required to enter a stage.

    Attributes:
        datum: Its name under ``data``.
        when: Whether it is required on every entry, or only when a ticket comes back from a later stage.
        fresh: It must be written or changed after the ticket entered the stage it is leaving.
        is_: ``filled``; ``yes``: a checkbox or a yes_no must say yes; or ``merged``: a pull request must be.
    """

    datum: Name
    when: Annotated[When, one_of(When)] = "always"
    fresh: bool = False
    is_: Annotated[Is, one_of(Is)] = Field(default="filled", alias="is")


class TellsClient(Part):
    """
    Which notices the client gets.

    Attributes:
        on_entry: When a ticket enters the stage.
        on_date_change: When the due date changes while a ticket is in the stage.
    """

    on_entry: Annotated[EntryNotice, one_of(EntryNotice)] | None = Field(default=None, alias="on entry")
    on_date_change: Annotated[DateNotice, one_of(DateNotice)] | None = Field(
        default=None, alias="on date change"
    )


def _short_form(value: Any) -> Any:
    """``Severity`` is short for ``{datum: Severity}``."""
    return {"datum": value} if isinstance(value, str) else value


class Stage(Part):
    """
    A step of the process.

    Attributes:
        name: Its name in the process.
        status: The name of its status in ClickUp.
        status_id: ClickUp's id of that status, which stays the same when the status is renamed.
        does: What happens here.
        outcome: The result of the stage.
        owner: The name of the owner that tickets are assigned to on entry.
        sla: How long a ticket may stay: working time, or until its due date. Without it, there is no limit.
        requires: What is required to enter the stage, from any direction. A name alone is short for a datum.
        closed: How tickets in this stage ended; without it, the stage is open.
        tells_client: Which notices the client gets.
        keeps_date: The due date may be changed in this stage, but not cleared.
    """

    name: Name = Field(alias="stage")
    status: Name
    status_id: Name | None = Field(default=None, alias="status id")
    does: str = ""
    outcome: str = ""
    owner: Name | None = None
    sla: Sla = None
    requires: tuple[Annotated[Requirement, BeforeValidator(_short_form)], ...] = ()
    closed: Annotated[Closed, one_of(Closed)] | None = None
    tells_client: TellsClient = Field(default=TellsClient(), alias="tells client")
    keeps_date: bool = Field(default=False, alias="keeps date")

    @property
    def label(self) -> str:
        """The stage's name, and its status if ClickUp shows a different name."""
        if self.name.casefold() == self.status.casefold():
            return self.name
        return f'{self.name} ("{self.status}" in ClickUp)'
