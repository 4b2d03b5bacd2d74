"""One row of the customer's table: a stage, and what it requires."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from rules.process.durations import Sla
from rules.process.part import Name, Part, one_of

When = Literal["always", "de-escalating"]
Is = Literal["filled", "merged"]
Closed = Literal["resolved", "unresolved"]
NoticeKind = Literal["estimated", "rescheduled", "delivered", "closed"]
EntryNotice = Literal["estimated", "delivered", "closed"]
DateNotice = Literal["rescheduled"]


class Requirement(Part):
    """
    A datum that a ticket needs to enter a stage.

    Attributes:
        datum: Its name under ``data``.
        when: Whether it is needed on every entry or only on de-escalating ones.
        fresh: It has to be written or changed since the ticket entered the stage that it leaves.
        is_: ``filled``, or ``merged``: a pull request that is merged, or a checkbox that says so.
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
        on_date_change: When its due date changes inside of it.
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
        name: What the process calls it.
        status: What ClickUp calls it.
        status_id: ClickUp's id of that status, which stays when somebody renames it.
        does: What happens here.
        outcome: What it results in.
        owner: Name of the owner whom tickets are assigned to on entry.
        sla: How long a ticket may stay: working time, or until its due date. Without it no limit holds.
        requires: What a ticket needs to enter, from whichever side. A name alone is short for a datum.
        closed: How a ticket ended here; without it the stage is open.
        tells_client: Which notices the client gets.
        keeps_date: The due date may be changed here, but not be cleared.
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
        """The stage's name, and the status's when people see another one in ClickUp."""
        if self.name.casefold() == self.status.casefold():
            return self.name
        return f'{self.name} ("{self.status}" in ClickUp)'
