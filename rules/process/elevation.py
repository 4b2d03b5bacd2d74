"""How tickets come from the first-level list, and what goes back: the section ``elevation``."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from rules.process.part import Name, Part, one_of
from rules.wording import choose, quoted

ElevatedBy = Literal["create", "move"]


class ClosedAs(Part):
    """
    The status that a first-level ticket gets when its ticket here is closed.

    Attributes:
        resolved: When it is closed as resolved; without it, the status stays as it is.
        unresolved: When it is closed as unresolved; without it, the status stays as it is.
    """

    resolved: Name | None = None
    unresolved: Name | None = None


class ElevationSettings(Part):
    """
    How tickets of the first-level list become tickets here, and what goes back to them.

    Attributes:
        status: The status of the first-level list that elevates a ticket.
        category: The field there that must hold one of the process's categories.
        by: ``create`` creates a ticket here; ``move`` moves the first-level ticket itself here.
        waits_in: The status of the first-level ticket while it waits; without it, it stays where it is.
        copies: Fields here, each with the field there that it is copied from. Name and description are always
            copied.
        closed_as: The status of the first-level ticket once the ticket here is closed.
    """

    status: Name
    category: Name
    by: Annotated[ElevatedBy, one_of(ElevatedBy)] = "create"
    waits_in: Name | None = Field(default=None, alias="waits in")
    copies: Mapping[Name, Name] = Field(default_factory=dict)
    closed_as: ClosedAs = Field(default=ClosedAs(), alias="closed as")

    @property
    def statuses(self) -> tuple[str, ...]:
        """Every status of the first-level list that is named here, once each."""
        named = (self.status, self.waits_in, self.closed_as.resolved, self.closed_as.unresolved)
        return tuple({name.casefold(): name for name in named if name is not None}.values())

    def asks_for_it(self, status: str) -> bool:
        """Whether a first-level ticket in this status is to be elevated."""
        return status.strip().casefold() == self.status.casefold()


def elevation_faults(
    elevation: ElevationSettings | None,
    *,
    has_first_level: bool,
    categories: tuple[str, ...],
    fields: Collection[str],
) -> Iterator[tuple[tuple[str, ...], str]]:
    """
    Everything that does not fit the rest of the process, as pairs of place and words.

    ``fields`` are those of a ticket that can be copied into.
    """
    if elevation is None:
        return
    if not has_first_level:
        yield ("elevation",), "this needs the list that tickets come from; add first level: ... to lists"
    if not categories:
        yield ("elevation", "category"), "the process file lists no categories"
    for field in elevation.copies:
        if field.casefold() not in {name.casefold() for name in fields}:
            yield ("elevation", "copies", field), f"unknown field {quoted(field)}; {choose(field, fields)}"
    statuses = {("waits in",): elevation.waits_in} | {
        ("closed as", key): getattr(elevation.closed_as, key) for key in ClosedAs.model_fields
    }
    for place, status in statuses.items():
        if status is not None and elevation.asks_for_it(status):
            yield (
                ("elevation", *place),
                f"{quoted(status)} would elevate the ticket again; choose another status",
            )
