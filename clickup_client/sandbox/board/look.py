"""How things look to the person who looks: days and moments in their time zone, colours as classes of CSS."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from clickup_client.sandbox.shapes.places import PRIORITIES
from clickup_client.sandbox.times import moment_of
from clickup_client.sandbox.workspace.definition import Workspace, lists_of
from clickup_client.sandbox.workspace.directory import CLICKBOT_USER

_COLOUR = re.compile(r"#[0-9a-f]{6}")

#: Where no colour is given.
GREY = "#87909e"

#: Of black and white, one has this contrast to any colour. https://www.w3.org/TR/WCAG22/#contrast-minimum
_DARK, _LIGHT = "#14161a", "#ffffff"

#: Up to here sRGB is linear. https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
_DIM = 0.04045


@dataclass(frozen=True, slots=True)
class Look:
    """Words for times, as someone in ``zone`` reads them at ``now``."""

    zone: ZoneInfo
    now: datetime

    def day(self, ms: int | None) -> str:
        """``25 Nov``, with the year where it is another one; bare milliseconds beyond the calendar."""
        local = self._local(ms)
        if local is None:
            return "" if ms is None else str(ms)
        year = "" if local.year == self._today().year else f" {local.year}"
        return f"{local.day} {local:%b}{year}"

    def iso_day(self, ms: int | None) -> str:
        """``2026-11-25``, as controls for dates have it; empty without a date."""
        local = self._local(ms)
        return "" if local is None else local.date().isoformat()

    def moment(self, ms: int | None) -> str:
        """``25 Nov, 14:05``, as :meth:`day` does."""
        local = self._local(ms)
        return self.day(ms) if local is None else f"{self.day(ms)}, {local:%H:%M}"

    def clock(self, ms: int) -> str:
        """``14:05:31``."""
        local = self._local(ms)
        return str(ms) if local is None else f"{local:%H:%M:%S}"

    def is_past(self, ms: int | None) -> bool:
        """Whether the day of ``ms`` is over."""
        local = self._local(ms)
        return local is not None and local.date() < self._today().date()

    def _today(self) -> datetime:
        return self.now.astimezone(self.zone)

    def _local(self, ms: int | None) -> datetime | None:
        moment = None if ms is None else moment_of(ms)
        try:
            return None if moment is None else moment.astimezone(self.zone)
        except OverflowError:  # the first or the last day of the calendar
            return None


def tint(colour: str | None) -> str:
    """The class of a colour; see :func:`stylesheet`."""
    return f"tint-{_known(colour)[1:]}"


def stylesheet(workspace: Workspace) -> str:
    """A class for each colour of a Workspace: ``--tint``, and ``--on-tint`` for text upon it."""
    colours = {GREY, *map(_known, _colours(workspace))}
    return "".join(
        f".{tint(each)} {{ --tint: {each}; --on-tint: {_readable_on(each)}; }}\n" for each in sorted(colours)
    )


def _colours(workspace: Workspace) -> Iterator[str | None]:
    yield from (user.color for user in (*workspace.users, CLICKBOT_USER))
    yield from (colour for _, colour in PRIORITIES.values())
    for space in workspace.spaces:
        for a_list in lists_of(space):
            yield from (status.color for status in a_list.statuses)
            yield from (option.color for field in a_list.fields for option in field.options)


def _known(colour: str | None) -> str:
    lower = (colour or GREY).lower()
    return lower if _COLOUR.fullmatch(lower) else GREY


def _readable_on(colour: str) -> str:
    return max((_DARK, _LIGHT), key=lambda text: _contrast(colour, text))


def _contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return sum(w * _linear(part) for w, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _linear(part: float) -> float:
    return part / 12.92 if part <= _DIM else ((part + 0.055) / 1.055) ** 2.4
