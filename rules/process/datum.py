"""The data of a ticket, and where ClickUp keeps them."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from rules.process.part import Name, Part, fault, one_of
from rules.wording import quoted

FieldType = Literal[
    "text",
    "url",
    "number",
    "drop_down",
    "labels",
    "checkbox",
    "yes_no",
    "date",
    "people",
    "relationship",
    "pull_request",
]

#: Types whose values can be checked against a list of choices.
_CHOOSABLE = ("drop_down", "labels")


_LENGTH: Final = re.compile(r"([1-9][0-9]{0,3}) characters?")


def _read_length(value: Any) -> Any:
    match = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise fault(f'{quoted(str(value))} is not a length of a text; write "20 characters"')
    return int(match[1])


#: How many characters a text must have, written as ``20 characters``. Runs of blanks count as one.
Length = Annotated[int, BeforeValidator(_read_length)]


def _all_different(choices: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for choice in choices:
        if choice.casefold() in seen:
            raise fault(f"{quoted(choice)} is listed twice")
        seen.add(choice.casefold())
    return choices


#: Names that differ in more than capitals, which do not count when ClickUp's options are compared.
Choices = Annotated[tuple[Name, ...], AfterValidator(_all_different)]


class FieldDatum(Part):
    """
    A datum in a custom field of the ticket.

    Attributes:
        field: The field's name.
        id: The field's id, which stays the same when the field is renamed.
        type: What it holds. ``yes_no`` is a checkbox, or a drop-down of Yes and No.
        choices: The options that count, by name; the word ``categories`` stands for the categories above.
        at_least: How long a text must be to count.
    """

    field: Name
    id: Name | None = None
    type: Annotated[FieldType, one_of(FieldType)]
    choices: Annotated[
        Annotated[Literal["categories"], one_of(Literal["categories"]), Tag("(a word)")]
        | Annotated[Choices, Tag("(a list)")],
        Discriminator(lambda value: "(a word)" if isinstance(value, str) else "(a list)"),
    ] = ()
    at_least: Length = Field(default=1, alias="at least")

    @model_validator(mode="after")
    def _length_fits(self) -> "FieldDatum":
        if self.at_least > 1 and self.type != "text":
            raise fault(f"only text has a length, not {self.type}", key="at least")
        return self

    @model_validator(mode="after")
    def _choices_fit(self) -> "FieldDatum":
        if self.choices and self.type not in _CHOOSABLE:
            raise fault(f"only {' and '.join(_CHOOSABLE)} have choices, not {self.type}", key="choices")
        return self


class RelatedDatum(Part):
    """
    A datum of the task that a relationship field links to.

    Attributes:
        field: The relationship field's name.
        id: Its id, which stays the same when the field is renamed.
        then: The name of the linked task's field.
        then_id: The id of that field.
        choices: The options that count, by name.
    """

    field: Name
    id: Name | None = None
    then: Name
    then_id: Name | None = Field(default=None, alias="then id")
    choices: Choices = ()


class DueDateDatum(Part):
    """
    The ticket's due date.

    Attributes:
        task: The word that means this.
        mirror: The name of a date field that is kept equal to it, by calendar day.
        mirror_id: The id of that field.
    """

    task: Literal["due_date"]
    mirror: Name | None = None
    mirror_id: Name | None = Field(default=None, alias="mirror id")

    @model_validator(mode="after")
    def _id_has_its_field(self) -> "DueDateDatum":
        if self.mirror_id is not None and self.mirror is None:
            raise fault("an id needs the name of its field; add mirror: ...", key="mirror id")
        return self


class PriorityDatum(Part):
    """
    The ticket's priority flag.

    Attributes:
        task: The word that means this.
    """

    task: Literal["priority"]


def _place(value: Any) -> str | None:
    """Which kind of datum this describes; ``None``: it names no place in ClickUp."""

    def said(key: str) -> Any:
        return value.get(key) if isinstance(value, dict) else getattr(value, key, None)

    if said("field"):
        return "(related)" if said("then") else "(field)"
    return {"due_date": "(due date)", "priority": "(priority)"}.get(str(said("task")))


Datum = Annotated[
    Annotated[FieldDatum, Tag("(field)")]
    | Annotated[RelatedDatum, Tag("(related)")]
    | Annotated[DueDateDatum, Tag("(due date)")]
    | Annotated[PriorityDatum, Tag("(priority)")],
    Discriminator(
        _place,
        custom_error_type="process_file",
        custom_error_message="{message}",
        custom_error_context={
            "message": "say where ClickUp keeps it: {field: ..., type: ...}, {field: ..., then: ...}, "
            "{task: due_date} or {task: priority}",
        },
    ),
]


def due_date_in(data: Mapping[str, Datum]) -> str | None:
    """Name of the datum that is the ticket's due date; ``None`` when there is none."""
    return next((name for name, datum in data.items() if isinstance(datum, DueDateDatum)), None)


def priority_in(data: Mapping[str, Datum]) -> str | None:
    """Name of the datum that is the ticket's priority; ``None`` when there is none."""
    return next((name for name, datum in data.items() if isinstance(datum, PriorityDatum)), None)


def choices_of(datum: Datum, categories: tuple[str, ...]) -> tuple[str, ...]:
    """The values that count for a datum of a process with these categories; empty: any."""
    match datum:
        case FieldDatum(choices="categories"):
            return categories
        case FieldDatum(choices=tuple() as choices) | RelatedDatum(choices=choices):
            return choices
        case _:
            return ()
