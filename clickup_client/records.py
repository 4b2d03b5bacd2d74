"""How records of ClickUp are read: what is odd in one costs as little as it can."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator

if TYPE_CHECKING:
    from collections.abc import Iterable


class Answer(BaseModel):
    """A record of ClickUp's: what is not used is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True, populate_by_name=True)


class Whole(Answer):
    """
    A record that is read without those of its parts that cannot be read.

    Left out are records inside its lists, and what ``spared`` names: without them, the rest is still right.
    Anything else that cannot be read makes the whole record odd.

    Attributes:
        spared: The names of values that it can do without.
        left_out: What was left out, by its name in ClickUp's answer.
    """

    spared: ClassVar[frozenset[str]] = frozenset()
    left_out: tuple[str, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _without_odd_parts(cls, data: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return read(data)
        except ValidationError as error:
            places = [each["loc"] for each in error.errors(include_input=False, include_url=False)]
            rest = _without(data, places, spared=cls.spared) if isinstance(data, dict) else None
            if rest is None:
                raise
        return read({**rest, "left_out": tuple(dict.fromkeys(str(place[0]) for place in places))})


def _without(
    data: dict[str, Any], places: Iterable[tuple[int | str, ...]], *, spared: frozenset[str]
) -> dict[str, Any] | None:
    """The same answer without what is wrong at these places; ``None`` if it cannot do without."""
    rest, wrong = dict(data), dict[str, set[int]]()
    for place in places:
        name = str(place[0]) if place else ""
        if name in spared:
            rest[name] = None
        elif len(place) > 1 and isinstance(place[1], int) and isinstance(data.get(name), list):
            wrong.setdefault(name, set()).add(place[1])
        else:
            return None
    for name, numbers in wrong.items():
        rest[name] = [item for number, item in enumerate(data[name]) if number not in numbers]
    return rest
