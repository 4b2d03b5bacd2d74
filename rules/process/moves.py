"""Which moves are allowed: the section ``moves`` of a process file."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from rules.process.part import Name, Part, one_of

Forward = Literal["one stage at a time", "any later stage"]
Backward = Literal["any earlier stage", "one stage at a time", "never"]
ClosesFrom = Literal["last open stage", "any open stage"]
ReopensTo = Literal["first stage", "any open stage"]


def _words_or_names(value: object) -> str:
    return "(words)" if isinstance(value, str) else "(names)"


_OR_STAGES = "; or list stages: [First, Second]"
_Names = Annotated[tuple[Name, ...], Field(min_length=1), Tag("(names)")]


class Moves(Part):
    """
    Which moves are allowed. The last three rules take either one of the given words or the names of stages.

    Attributes:
        forward: How far ahead a ticket may move at once.
        backward: How far back a ticket may move at once.
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
