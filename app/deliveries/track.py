"""
The way that people moved a ticket since it was accepted, as deliveries and the ticket itself tell it.  Pure.

A write of our own may land after a person moved on, and so undo their move without a word.  Its echo shows
what it replaced; their move is part of the way, and our write is not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.deliveries.history import History
from clickup_client.webhook import HistoryItem


@dataclass(frozen=True, slots=True)
class Hop:
    """One step: the status that someone moved the ticket to, and what reported it; None where nothing did."""

    status: str
    item: HistoryItem | None


@dataclass(frozen=True, slots=True)
class Track:
    """
    Where people moved a ticket.

    Attributes:
        hops: In order, without ways out and back.  The last one is where people want it; empty: where it was.
        passed: The statuses of the ways out and back.
        is_whole: Every step was reported.
    """

    hops: tuple[Hop, ...]
    passed: tuple[str, ...]
    is_whole: bool


def follow(
    heard: History,
    *,
    start: str | None,
    replaced: str | None,
    written_at: datetime | None = None,
    current: str,
    since: datetime | None,
    is_ours: Callable[[HistoryItem], bool],
) -> Track:
    """
    Put the reported steps together.

    Args:
        heard: What was reported.
        start: The status that the ticket was accepted in; None for one that comes from outside.
        replaced: The status that our last write of `start` replaced, if its echo was not heard yet.
        written_at: When that write landed, if that is known: it replaced nothing that was done later.
        current: The status in ClickUp now.
        since: Steps up to this time were seen before, and judged unless that look left them.
        is_ours: Whether a step is our own write of `start`.
    """
    way = _Way(start)
    over = None if replaced is None else replaced.casefold()
    is_first = True
    for item in _each_once(heard, since, is_ours):
        before, after = _step(item)
        is_before = None if written_at is None or item.at is None else item.at <= written_at
        if is_before is False:
            over = None
        begins_well = before in (None, way.here) or (is_first and before == over) or way.here is None
        if not begins_well and item.status_before is not None:
            way.step(item.status_before, None)
        is_first = False
        if (before == way.origin != over and not is_before) or (before is None and start is not None):
            over = None  # our write had landed by then, or this is its creation, which comes late
        if is_ours(item):
            way.here, over = after, None
        else:
            way.step(item.status_after or after, item)
    if way.here != current.casefold() and not (over is not None and current.casefold() == way.origin):
        way.step(current, None, is_told=way.here is None and heard.from_outside)
    return way.track()


def _each_once(
    heard: History, since: datetime | None, is_ours: Callable[[HistoryItem], bool]
) -> list[HistoryItem]:
    """The reported steps; of a move that was made for someone, its echo is the same step once more."""
    steps: list[HistoryItem] = []
    for item in heard.items:
        if item.field != "status" or item.status_after is None or _is_seen(heard, item, since):
            continue
        last = steps[-1] if steps else None
        if last is None or _step(last) != _step(item) or (is_ours(last) and is_ours(item)):
            steps.append(item)
        elif is_ours(last) or not (is_ours(item) or last.id in heard.left):
            steps[-1] = item
    return steps


def _step(item: HistoryItem) -> tuple[str | None, str]:
    before = None if item.status_before is None else item.status_before.casefold()
    return before, (item.status_after or "").casefold()


def _is_seen(heard: History, item: HistoryItem, since: datetime | None) -> bool:
    return item.id not in heard.left and since is not None and item.at is not None and item.at <= since


class _Way:
    """The steps so far, and where they led."""

    def __init__(self, start: str | None) -> None:
        self.origin = self.here = None if start is None else start.casefold()
        self._hops: list[Hop] = []
        self._passed: list[Hop] = []
        self._is_whole = True

    def step(self, status: str, item: HistoryItem | None, *, is_told: bool = False) -> None:
        """Go on to a status; a way out and back is no step.  `is_told`: it came from outside to there."""
        self.here = status.casefold()
        self._is_whole = self._is_whole and (is_told or item is not None)
        been = [hop.status.casefold() for hop in self._hops]
        if self.here == self.origin:
            back_to, self._is_whole = 0, True  # how it came back does not matter
        elif self.here in been:
            back_to = been.index(self.here) + 1
        else:
            self._hops.append(Hop(status, item))
            return
        self._passed += self._hops[back_to:]
        del self._hops[back_to:]

    def track(self) -> Track:
        """What the steps came to."""
        passed = tuple(hop.status for hop in self._passed)
        return Track(tuple(self._hops), passed, is_whole=self._is_whole)
