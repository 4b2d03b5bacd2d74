"""Lets threads that bring work of the same kind do it together: one of them for all."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


class _Place(Generic[Part, Result]):
    """One thread's part, and what became of it."""

    __slots__ = ("is_over", "part", "results", "turn")

    def __init__(self, part: Part) -> None:
        self.part = part
        self.is_over = False
        self.results: tuple[Result, ...] = ()
        self.turn = Lock()
        self.turn.acquire()


class Together(Generic[Part, Result]):
    """
    No one waits for others to come: the first begins at once.

    What others bring meanwhile waits; then one of them does all of it.
    """

    def __init__(
        self, many: Callable[[Sequence[Part]], Mapping[int, Result]], alone: Callable[[Part], Result]
    ) -> None:
        """
        Take the work, which several threads may do at the same time.

        Args:
            many: Does several parts; the results by the place of each.  Those without one are done alone,
                and all of them if it fails.
            alone: Does one part.
        """
        self._many = many
        self._alone = alone
        self._lock = Lock()
        self._waiting: list[_Place[Part, Result]] = []
        self._is_begun = False

    def do(self, part: Part) -> Result:
        """Return the result of a part; raises what `alone` raises."""
        place: _Place[Part, Result] = _Place(part)
        with self._lock:
            self._waiting.append(place)
            waits, self._is_begun = self._is_begun, True
        if waits:
            place.turn.acquire()
        if not place.is_over:  # no one did it: it is this thread's turn to do what waits
            self._do_waiting(place)
        return place.results[0] if place.results else self._alone(part)

    def _do_waiting(self, mine: _Place[Part, Result]) -> None:
        with self._lock:
            places, self._waiting = self._waiting, []
        found: Mapping[int, Result] = {}
        try:
            with suppress(Exception):
                found = self._many([place.part for place in places])
        finally:
            self._give_turn()
            for number, place in enumerate(places):
                if number in found:
                    place.results = (found[number],)
                place.is_over = True
                if place is not mine:
                    place.turn.release()

    def _give_turn(self) -> None:
        with self._lock:
            self._is_begun = bool(self._waiting)
            following = self._waiting[:1]
        for place in following:
            place.turn.release()
