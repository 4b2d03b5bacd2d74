"""Finds in a workspace what the process file names: by id, by name, or by a similar name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Generic, Protocol, TypeVar

from app.doctor.needs import FieldNeed
from clickup_client.models import CustomField, Status
from rules.process.stage import Stage

#: Names less alike than this count as different.  1 is equality.
ALIKE = 0.6
_MOST_NEAR = 3


class Named(Protocol):
    """Anything in ClickUp with an id and a name."""

    @property
    def id(self) -> str:
        """ClickUp's id."""

    @property
    def name(self) -> str:
        """What people call it."""


T = TypeVar("T", bound=Named)
T_co = TypeVar("T_co", bound=Named, covariant=True)


class Fit(Enum):
    """The result of a search."""

    FITS = "fits"
    #: Found by its id, but with another name than in the process file.
    RENAMED = "renamed"
    #: Found, but its type cannot hold the values.
    OTHER_TYPE = "other type"
    #: Found, but without all its options.
    OPTIONS_MISSING = "options missing"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Match(Generic[T_co]):
    """
    What was found for one name in the process file.

    `near` are other candidates, the closest first; `missing_options` are those missing from the field.
    """

    fit: Fit
    found: T_co | None = None
    near: tuple[T_co, ...] = ()
    missing_options: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the bot can work with what was found."""
        return self.fit in (Fit.FITS, Fit.RENAMED)


def match_field(
    need: FieldNeed, fields: Sequence[CustomField], *, others: Sequence[FieldNeed] = ()
) -> Match[CustomField]:
    """
    Find a field.  The type counts more than the name: a field of a suitable type comes first.

    Fields that the `others` name or identify are no candidates.
    """
    fitting = [field for field in fields if field.type in need.types]
    by_id = _with_id(need.id, fields)
    named = by_id or _named(need.name, fitting) or _named(need.name, fields)
    near = near_to(need.name, [field for field in free_fields(fitting, others) if field != named])
    if named is None:
        return Match(Fit.MISSING, near=near)
    if named.type not in need.types:
        return Match(Fit.OTHER_TYPE, named, near)
    missing = missing_options(need, named)
    if missing:
        return Match(Fit.OPTIONS_MISSING, named, near, missing)
    return Match(Fit.FITS if _same(named.name, need.name) else Fit.RENAMED, named)


def match_status(
    stage: Stage, statuses: Sequence[Status], *, others: Sequence[Stage] = ()
) -> Match["StatusName"]:
    """Find the status of a stage.  The statuses of the `others` are no candidates."""
    names = [StatusName(status.id or "", status.status) for status in statuses]
    by_id = _with_id(stage.status_id, names)
    found = by_id or _named(stage.status, names)
    if found is None:
        return Match(Fit.MISSING, near=near_to(stage.status, free_statuses(names, others), stage.name))
    return Match(Fit.FITS if _same(found.name, stage.status) else Fit.RENAMED, found)


def free_fields(fields: Sequence[CustomField], others: Sequence[FieldNeed]) -> list[CustomField]:
    """The fields that no other need names or identifies."""
    return _free(fields, {each for other in others for each in _marks(other.id, other.name)})


def free_statuses(names: Sequence["StatusName"], others: Sequence[Stage]) -> list["StatusName"]:
    """The statuses that no other stage names or identifies."""
    return _free(names, {each for other in others for each in _marks(other.status_id, other.status)})


def _free(present: Sequence[T], taken: set[str]) -> list[T]:
    return [each for each in present if taken.isdisjoint(_marks(each.id, each.name))]


@dataclass(frozen=True, slots=True)
class StatusName:
    """The id and name of a status."""

    id: str
    name: str


def match_named(name: str, known_id: str | None, present: Sequence[T]) -> Match[T]:
    """Find a list, a group or anything else by id or name."""
    found = _with_id(known_id, present) or _named(name, present)
    if found is None:
        return Match(Fit.MISSING, near=near_to(name, present))
    return Match(Fit.FITS if _same(found.name, name) else Fit.RENAMED, found)


def missing_options(need: FieldNeed, field: CustomField) -> tuple[str, ...]:
    """The options missing from a drop-down or labels field; a checkbox needs none."""
    if field.type not in ("drop_down", "labels"):
        return ()
    present = {option.name.casefold() for option in field.options}
    return tuple(option for option in need.options if option.casefold() not in present)


def near_to(name: str, present: Iterable[T], *others: str) -> tuple[T, ...]:
    """Everything with a name similar to this one or to one of `others`, the closest first."""
    scored = [(max(likeness(item.name, each) for each in (name, *others)), item) for item in present]
    scored.sort(key=lambda pair: -pair[0])
    return tuple(item for score, item in scored[:_MOST_NEAR] if score >= ALIKE)


def likeness(one: str, other: str) -> float:
    """
    How alike two names are, from 0 to 1.

    Ignores case, punctuation and word order.  A name that begins with the other one counts as alike.
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    straight = SequenceMatcher(None, " ".join(first), " ".join(second)).ratio()
    sorted_ = SequenceMatcher(None, " ".join(sorted(first)), " ".join(sorted(second))).ratio()
    shorter, longer = sorted((set(first), set(second)), key=len)
    contained = 0.8 if shorter <= longer else 0.0
    return max(straight, sorted_, contained)


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name.casefold()).split()


def _marks(known_id: str | None, name: str) -> set[str]:
    """What identifies a thing: its id, and its name regardless of case."""
    return {f"name:{name.strip().casefold()}"} | ({f"id:{known_id}"} if known_id else set())


def _with_id(wanted: str | None, present: Iterable[T]) -> T | None:
    return next((item for item in present if wanted and item.id == wanted), None)


def _named(wanted: str, present: Iterable[T]) -> T | None:
    return next((item for item in present if _same(item.name, wanted)), None)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
