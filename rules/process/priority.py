"""How a priority is advised: the section ``priority advice`` of a process file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, model_validator

from rules.process.part import Name, Part, fault
from rules.wording import quoted

MOST_POINTS: Final = 1000

_WITHIN: Final = re.compile(r"within ([1-9][0-9]{0,3}) days?")
_EXAMPLE: Final = "write {Some value: 3, Another: 0}, or for a date {within 2 days: 3, within 7 days: 1}"


@dataclass(frozen=True, slots=True)
class ByValue:
    """Points for the values of a datum; upper and lower case are the same."""

    points: tuple[tuple[str, int], ...]

    def of(self, value: str) -> tuple[str, int] | None:
        """The value as the process file spells it, and its points; ``None``: it has none."""
        wanted = value.strip().casefold()
        return next((pair for pair in self.points if pair[0].casefold() == wanted), None)


@dataclass(frozen=True, slots=True)
class ByDays:
    """Points for a day that is at most this many days ahead, the nearest first."""

    points: tuple[tuple[int, int], ...]

    def of(self, days: int) -> int:
        """The points of a day this many days ahead; a past day counts as the nearest."""
        return next((points for within, points in self.points if days <= within), 0)


def _points(value: Any, *, key: str | None = None) -> int:
    number = int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,4}", value) else value
    if type(number) is not int or not 0 <= number <= MOST_POINTS:  # True is an int as well
        what = f"{quoted(str(value))} is not a number of points; write a whole number from 0 to {MOST_POINTS}"
        raise fault(what, key=key)
    return number


def _read_table(value: Any) -> Any:
    if not isinstance(value, dict) or not value or not all(isinstance(key, str) for key in value):
        raise fault(f"give points for the values of a datum; {_EXAMPLE}")
    table = {key: _points(points, key=key) for key, points in value.items()}
    if any(map(_WITHIN.fullmatch, table)):
        return _by_days(table)
    seen: set[str] = set()
    for key in table:
        if key.strip().casefold() in seen:
            raise fault(f"{quoted(key)} is listed twice", key=key)
        seen.add(key.strip().casefold())
    return ByValue(tuple((key.strip(), points) for key, points in table.items()))


def _by_days(table: Mapping[str, int]) -> ByDays:
    steps: dict[int, tuple[str, int]] = {}
    for key, points in table.items():
        match = _WITHIN.fullmatch(key)
        if match is None:
            raise fault(f'{quoted(key)} is not a number of days; write "within 7 days"', key=key)
        if int(match[1]) in steps:
            raise fault(f"{quoted(key)} is listed twice", key=key)
        steps[int(match[1])] = key, points
    in_order = sorted(steps.items())
    for (_, (nearer, more)), (_, (key, points)) in pairwise(in_order):
        if points > more:
            raise fault(f"{quoted(key)} cannot give more points than {quoted(nearer)}", key=key)
    return ByDays(tuple((days, points) for days, (_, points) in in_order))


Points = Annotated[int, BeforeValidator(_points)]
Table = Annotated[ByValue | ByDays, BeforeValidator(_read_table)]


class Thresholds(Part):
    """
    How many points each priority needs. With fewer than all of them, the priority is low.

    Attributes:
        urgent: The most points.
        high: Fewer points than urgent.
        normal: Fewer points than high.
    """

    urgent: Points
    high: Points
    normal: Points

    @model_validator(mode="after")
    def _falls(self) -> "Thresholds":
        if self.high >= self.urgent:
            raise fault(f"high must be lower than urgent, which is {self.urgent}", key="high")
        if self.normal >= self.high:
            raise fault(f"normal must be lower than high, which is {self.high}", key="normal")
        return self


class PrioritySettings(Part):
    """
    Which priority is advised.

    Attributes:
        shown_in: The stage in which the advice is shown; without it, it is not shown.
        compared_in: A ticket that enters this stage with another priority gets a remark; without it, none
            does.
        points: For each datum by name, the points of its values. What is not known gives none.
        thresholds: How many points each priority needs.
    """

    shown_in: Name | None = Field(default=None, alias="shown in")
    compared_in: Name | None = Field(default=None, alias="compared in")
    points: Annotated[Mapping[Name, Table], Field(min_length=1)]
    thresholds: Thresholds
