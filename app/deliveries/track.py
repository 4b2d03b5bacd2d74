"""
Joins the steps that people moved a ticket since it was accepted.  Pure.

The steps come from deliveries and from the ticket itself.  If our own write undid a person's move, its echo
shows what it replaced: then the person's move is part of the way, and our write is not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.deliveries.hint import is_made_for_someone
from app.deliveries.history import History
from clickup_client.webhook import HistoryItem


@dataclass(frozen=True, slots=True)
class Hop:
    """
    One step: the status that someone moved the ticket to, and its history item; None if
    none was reported.
    """

    status: str
    item: HistoryItem | None


@dataclass(frozen=True, slots=True)
class Track:
    """
    The steps that people moved a ticket.

    Attributes:
        hops: The steps in order, without ways out and back.  The last one is where people want the ticket.
            Empty if they want it where it was.
        passed: The statuses of the ways out and back.
        is_whole: Every step was reported.
    """

    hops: tuple[Hop, ...]
    passed: tuple[str, ...]
    is_whole: bool


def join(
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
    Join the reported steps.

    Args:
        heard: The waiting deliveries.
        start: The accepted status; None for a ticket from outside.
        replaced: The status that our last write of `start` replaced, if its echo was not heard yet.
        written_at: The time of that write, if known.  It did not replace later moves.
        current: The status in ClickUp now.
        since: An earlier look has seen the steps up to this time, and judged all that it did not leave.
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
        begins_well = begins_well or (is_made_for_someone(item) and not is_first)
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
    """Return each reported step once.  The echo of a move that the bot made for someone is the same step."""
    steps: list[HistoryItem] = []
    for item in heard.items:
        if item.field != "status" or item.status_after is None or _is_seen(heard, item, since):
            continue
        last = steps[-1] if steps else None
        if last is None or not _is_same(last, item) or (is_ours(last) and is_ours(item)):
            steps.append(item)
        elif is_ours(last) or not (is_ours(item) or last.id in heard.left):
            steps[-1] = item
    return steps


def _is_same(one: HistoryItem, other: HistoryItem) -> bool:
    """Whether two items are one step.  If the bot made it, only its echo knows where it began."""
    if is_made_for_someone(one) or is_made_for_someone(other):
        return _step(one)[1] == _step(other)[1]
    return _step(one) == _step(other)


def _step(item: HistoryItem) -> tuple[str | None, str]:
    before = None if item.status_before is None else item.status_before.casefold()
    return before, (item.status_after or "").casefold()


def _is_seen(heard: History, item: HistoryItem, since: datetime | None) -> bool:
    return item.id not in heard.left and since is not None and item.at is not None and item.at <= since


class _Way:
    """The steps so far, and the status they lead to."""

    def __init__(self, start: str | None) -> None:
        self.origin = self.here = None if start is None else start.casefold()
        self._hops: list[Hop] = []
        self._passed: list[Hop] = []
        self._is_whole = True

    def step(self, status: str, item: HistoryItem | None, *, is_told: bool = False) -> None:
        """Add a step to a status; a way out and back is no step.  `is_told`: the ticket came from outside."""
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
        """Return the joined steps."""
        passed = tuple(hop.status for hop in self._passed)
        return Track(tuple(self._hops), passed, is_whole=self._is_whole)
