"""A process file in Python: the stages, what they require, and the settings."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from rules.process.calendar import Calendar
from rules.process.card import CardSettings
from rules.process.consistency import (
    Fault,
    advice_faults,
    data_faults,
    move_faults,
    owner_faults,
    stage_faults,
)
from rules.process.datum import Datum, FieldDatum, RelatedDatum, choices_of, due_date_in, priority_in
from rules.process.elevation import ElevationSettings, elevation_faults
from rules.process.intake import IntakeSettings, intake_faults
from rules.process.lists import Lists
from rules.process.moves import Moves
from rules.process.notices import Notices
from rules.process.overrides import OverrideSettings
from rules.process.owner import Owner
from rules.process.part import Name, Part, fault, one_of
from rules.process.priority import PrioritySettings
from rules.process.sla import SlaSettings
from rules.process.stage import Stage
from rules.wording import choose, quoted

Mode = Literal["enforce", "shadow"]


class Process(Part):
    """
    A whole process file. All names in it fit together.

    Build one with ``Process.model_validate(mapping)``; keys are spelled as in the file. It raises
    ``pydantic.ValidationError``, which lists everything that is wrong with its place.

    Attributes:
        name: The name of the process.
        mode: ``shadow`` checks and records every move, but changes nothing in ClickUp.
        calendar: When people work.
        categories: The categories of tickets.
        lists: The lists in ClickUp.
        moves: Which moves are allowed.
        data: The data of a ticket, by the name that requirements use, and where ClickUp keeps them.
        owners: The people who own stages, by the name that stages use.
        notices: How the client is told.
        elevation: How tickets come from the first-level list. Without it, none do.
        intake: What clients are asked when they report a problem. Without it, there is no form.
        sla: When someone is told that a ticket stays too long.
        card: The one comment on each ticket that shows its state.
        overrides: Who may move a ticket into a stage although something is missing.
        priority_advice: Which priority a ticket's data suggest. Without it, none is advised.
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
        if faults := list(self._faults()):
            raise ValidationError.from_exception_data(
                "Process",
                [InitErrorDetails(type=fault(what), loc=where, input=None) for where, what in faults],
            )
        return self

    def _faults(self) -> Iterator[Fault]:
        """Everything that does not fit together, in the order of the file's sections."""
        open_names = [stage.name for stage in self.open_stages]
        has_first_level = self.lists.first_level is not None
        kept = [each.field for each in self.data.values() if isinstance(each, FieldDatum | RelatedDatum)]
        yield from data_faults(self.data, self.categories)
        yield from move_faults(self.moves, open_names)
        yield from elevation_faults(
            self.elevation,
            has_first_level=has_first_level,
            categories=self.categories,
            fields=list(dict.fromkeys([*kept, self.notices.fields.email])),
        )
        yield from intake_faults(
            self.intake, data=self.data, categories=self.categories, has_first_level=has_first_level
        )
        yield from owner_faults(self.sla, self.overrides, self.owners)
        yield from advice_faults(self.priority_advice, self.data, self.categories, open_names)
        yield from stage_faults(self.stages, self.owners, self.data)

    @property
    def open_stages(self) -> tuple[Stage, ...]:
        """The open stages in order; never empty."""
        return tuple(stage for stage in self.stages if stage.closed is None)

    @property
    def first_stage(self) -> Stage:
        """Where tickets start."""
        return self.stages[0]

    @property
    def due_date(self) -> str | None:
        """Name of the datum that is the ticket's due date; ``None`` when the process has none."""
        return due_date_in(self.data)

    @property
    def priority(self) -> str | None:
        """Name of the datum that is the ticket's priority; ``None`` when the process has none."""
        return priority_in(self.data)

    @property
    def escalates_to(self) -> Owner | None:
        """Who is told about a ticket that is very late; ``None``: no one."""
        named = self.sla.escalate_to
        return self.owners.get(named) if isinstance(named, str) else named

    @property
    def overriders(self) -> tuple[Owner, ...]:
        """Who may override the gate."""
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
        """The position of a stage in the order, from 0."""
        return [s.name for s in self.stages].index(stage.name)

    def stage_of_status(self, status: str) -> Stage | None:
        """The stage of a ClickUp status, in upper or lower case; ``None``: outside the process."""
        wanted = status.strip().casefold()
        return next((stage for stage in self.stages if stage.status.casefold() == wanted), None)

    def choices(self, datum_name: str) -> tuple[str, ...]:
        """The values that count for a datum; empty: any."""
        return choices_of(self.data[datum_name], self.categories)

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
