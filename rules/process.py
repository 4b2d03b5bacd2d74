"""A process file in Python: the stages, what they require, and the settings around them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from rules.card_settings import CardSettings
from rules.consistency import faults_of
from rules.datum import Datum, DueDateDatum, FieldDatum, PriorityDatum, RelatedDatum
from rules.durations import Wait, WorkingTime
from rules.elevation_settings import ElevationSettings
from rules.intake_settings import IntakeSettings
from rules.override_settings import OverrideSettings
from rules.owner import Owner
from rules.part import Name, Part, fault, one_of
from rules.priority_settings import PrioritySettings
from rules.sla_settings import SlaSettings
from rules.stage import NoticeKind, Requirement, Stage, TellsClient
from rules.wording import choose, quoted
from rules.working_calendar import Calendar, PublicHolidays, WorkingHours

__all__ = [
    "Calendar",
    "CardSettings",
    "Datum",
    "DueDateDatum",
    "ElevationSettings",
    "FieldDatum",
    "IntakeSettings",
    "ListName",
    "Lists",
    "Moves",
    "NoticeFieldIds",
    "NoticeFields",
    "NoticeKind",
    "Notices",
    "OverrideSettings",
    "Owner",
    "PriorityDatum",
    "PrioritySettings",
    "Process",
    "PublicHolidays",
    "RelatedDatum",
    "Requirement",
    "SlaSettings",
    "Stage",
    "TellsClient",
    "WorkingHours",
    "WorkingTime",
]

Mode = Literal["enforce", "shadow"]
Forward = Literal["one stage at a time", "any later stage"]
Backward = Literal["any earlier stage", "one stage at a time", "never"]
ClosesFrom = Literal["last open stage", "any open stage"]
ReopensTo = Literal["first stage", "any open stage"]


class ListName(Part):
    """
    A ClickUp list.

    Attributes:
        name: Its name.
        id: Its id, which stays when somebody renames it, and tells it apart where a name is not unique.
    """

    name: Name
    id: Name | None = None


ListNameOrText = Annotated[
    ListName, BeforeValidator(lambda value: {"name": value} if isinstance(value, str) else value)
]


class Lists(Part):
    """
    The lists the process lives in.

    Attributes:
        tickets: Holds the tickets.
        first_level: Holds those of the clients, which tickets come from.
        companies: What the tickets' relationship field links.
    """

    tickets: ListNameOrText
    first_level: ListNameOrText | None = Field(default=None, alias="first level")
    companies: ListNameOrText | None = None


def _words_or_names(value: object) -> str:
    return "(words)" if isinstance(value, str) else "(names)"


_OR_STAGES = "; or list stages: [First, Second]"
_Names = Annotated[tuple[Name, ...], Field(min_length=1), Tag("(names)")]


class Moves(Part):
    """
    Which ways a ticket may go. A rule takes either the words it knows or the names of stages.

    Attributes:
        forward: How far ahead a ticket may go at once.
        backward: How far back.
        resolved_from: The stages from which it may be closed as resolved.
        unresolved_from: The stages from which it may be closed as unresolved.
        reopen_to: The stages to which a closed ticket may be moved.
    """

    forward: Annotated[Forward, one_of(Forward)] = "one stage at a time"
    backward: Annotated[Backward, one_of(Backward)] = "any earlier stage"
    resolved_from: Annotated[
        Annotated[ClosesFrom, one_of(ClosesFrom, otherwise=_OR_STAGES), Tag("(words)")] | _Names,
        Discriminator(_words_or_names),
    ] = Field(default="last open stage", alias="resolved from")
    unresolved_from: Annotated[
        Annotated[ClosesFrom, one_of(ClosesFrom, otherwise=_OR_STAGES), Tag("(words)")] | _Names,
        Discriminator(_words_or_names),
    ] = Field(default="any open stage", alias="unresolved from")
    reopen_to: Annotated[
        Annotated[ReopensTo, one_of(ReopensTo, otherwise=_OR_STAGES), Tag("(words)")] | _Names,
        Discriminator(_words_or_names),
    ] = Field(default="first stage", alias="reopen to")


class NoticeFields(Part):
    """
    Names of the ticket's custom fields through which ClickUp's Automation sends a notice.

    Attributes:
        kind: The drop-down whose change sets the Automation off.
        text: The notice in words, for people and for the other ways to tell the client.
        receipt: The checkbox that the Automation ticks when it has sent the mail.
        email: The client's address.
        notes: What is quoted to the client when a ticket is closed.
    """

    kind: Name = "Client notice"
    text: Name = "Client notice text"
    receipt: Name = "Notice sent"
    email: Name = "Client email"
    notes: Name = "Resolution Notes"


class NoticeFieldIds(Part):
    """
    Ids of the same fields, which stay when somebody renames one.

    Attributes:
        kind: The drop-down's.
        text: The text field's.
        receipt: The checkbox's.
        email: The e-mail field's.
        notes: That of what is quoted.
    """

    kind: Name | None = None
    text: Name | None = None
    receipt: Name | None = None
    email: Name | None = None
    notes: Name | None = None


class Notices(Part):
    """
    How the client is told.

    Attributes:
        quiet_period: A due date has to stay unchanged for so long before its change is told.
        receipt_within: A notice without a receipt by then takes another way.
        fields: The custom fields that the Automation works with.
        field_ids: Their ids.
    """

    quiet_period: Wait = Field(default=timedelta(minutes=2), alias="quiet period")
    receipt_within: Wait = Field(default=timedelta(minutes=5), alias="receipt within")
    fields: NoticeFields = NoticeFields()
    field_ids: NoticeFieldIds = Field(default=NoticeFieldIds(), alias="field ids")


class Process(Part):
    """
    A whole process file. Names in it are known to fit together once it exists.

    Build one with ``Process.model_validate(mapping)``; keys are spelled as in the file. Raises
    ``pydantic.ValidationError`` that lists everything that is wrong, each with its place.

    Attributes:
        name: What the process is called.
        mode: ``shadow`` judges every move and records it, but changes nothing in ClickUp.
        calendar: When people work.
        categories: The categories of tickets, for the datum whose choices they are.
        lists: The lists in ClickUp.
        moves: The ways a ticket may go.
        data: What a ticket carries, by the name that requirements use, and where ClickUp keeps it.
        owners: The people who own stages, by the name that stages use.
        notices: How the client is told.
        elevation: How tickets come from the first-level list. Without it none do.
        intake: What clients are asked when they report something. Without it there is no form.
        sla: When somebody is told that a ticket stays too long.
        card: The one comment on each ticket that shows how it stands.
        overrides: Who may move a ticket into a stage although something is missing.
        priority_advice: Which priority a ticket's data speak for. Without it nothing is advised.
        stages: The stages in their order, closed ones last.
    """

    name: Name = Field(alias="process")
    mode: Annotated[Mode, one_of(Mode)] = "enforce"
    calendar: Calendar = Calendar()
    categories: tuple[Name, ...] = ()
    lists: Lists
    moves: Moves = Moves()
    data: Mapping[Name, Datum]
    owners: Mapping[Name, Owner] = Field(default_factory=dict)
    notices: Notices = Notices()
    elevation: ElevationSettings | None = None
    intake: IntakeSettings | None = None
    sla: SlaSettings = SlaSettings()
    card: CardSettings = CardSettings()
    overrides: OverrideSettings = OverrideSettings()
    priority_advice: PrioritySettings | None = Field(default=None, alias="priority advice")
    stages: tuple[Stage, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> "Process":
        if faults := faults_of(self):
            raise ValidationError.from_exception_data(
                "Process",
                [InitErrorDetails(type=fault(what), loc=where, input=None) for where, what in faults],
            )
        return self

    @property
    def open_stages(self) -> tuple[Stage, ...]:
        """The stages where work goes on, in order; never empty."""
        return tuple(stage for stage in self.stages if stage.closed is None)

    @property
    def first_stage(self) -> Stage:
        """Where tickets start."""
        return self.stages[0]

    @property
    def due_date(self) -> str | None:
        """Name of the datum that is the ticket's due date; ``None`` when the process has none."""
        return next((name for name, datum in self.data.items() if isinstance(datum, DueDateDatum)), None)

    @property
    def priority(self) -> str | None:
        """Name of the datum that is the ticket's priority; ``None`` when the process has none."""
        return next((name for name, datum in self.data.items() if isinstance(datum, PriorityDatum)), None)

    @property
    def escalates_to(self) -> Owner | None:
        """Who has to know of a ticket that stays far too long; ``None``: nobody."""
        named = self.sla.escalate_to
        return self.owners.get(named) if isinstance(named, str) else named

    @property
    def overriders(self) -> tuple[Owner, ...]:
        """Who may overrule the gate."""
        return tuple(self.owners[each] if isinstance(each, str) else each for each in self.overrides.by)

    def stage(self, name: str) -> Stage:
        """The stage of that name. Raises ``ValueError`` that names the stages when there is none."""
        found = self.find_stage(name)
        if found is None:
            raise ValueError(f"unknown stage {quoted(name)}; {choose(name, [s.name for s in self.stages])}")
        return found

    def find_stage(self, name: str | None) -> Stage | None:
        """The stage of that name, if there is one."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def position(self, stage: Stage) -> int:
        """Where a stage of this process stands in the order, from 0."""
        return [s.name for s in self.stages].index(stage.name)

    def stage_of_status(self, status: str) -> Stage | None:
        """The stage that ClickUp calls ``status``, whatever the capitals; ``None``: outside the process."""
        wanted = status.strip().casefold()
        return next((stage for stage in self.stages if stage.status.casefold() == wanted), None)

    def choices(self, datum_name: str) -> tuple[str, ...]:
        """The values that count for a datum; empty: any."""
        match self.data[datum_name]:
            case FieldDatum(choices="categories"):
                return self.categories
            case FieldDatum(choices=tuple() as choices) | RelatedDatum(choices=choices):
                return choices
            case _:
                return ()

    def closes_from(self, stage: Stage) -> tuple[Stage, ...]:
        """The open stages from which a ticket may get into this closed one."""
        rule = self.moves.resolved_from if stage.closed == "resolved" else self.moves.unresolved_from
        if rule == "last open stage":
            return self.open_stages[-1:]
        return self._named(rule)

    @property
    def reopens_to(self) -> tuple[Stage, ...]:
        """The open stages that a closed ticket may be moved to."""
        if self.moves.reopen_to == "first stage":
            return self.stages[:1]
        return self._named(self.moves.reopen_to)

    def _named(self, rule: str | tuple[str, ...]) -> tuple[Stage, ...]:
        if isinstance(rule, str):  # any open stage
            return self.open_stages
        return tuple(self.stage(name) for name in rule)
