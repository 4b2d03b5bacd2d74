"""Keeps one service that hangs or fails from taking every thread: few places, and a breaker."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

#: Requests to one service at a time.
PLACES = 2

#: While the requests under way are younger than this, a further one waits for its place.  Older ones hang.
PATIENCE_SECONDS = 0.3

#: When to ask for a place again.
CROWDED_SECONDS = 1.0

#: After a failure the service is left alone for this long; each further failure doubles it.
FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 30.0

#: A service may ask for a longer rest than that.
LONGEST_WISH_SECONDS = 120.0


class NoPlaceError(Exception):
    """
    The service was not asked: it hangs or failed a moment ago.

    Attributes:
        seconds: When to try again.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("others are waiting for it, or it failed a moment ago")
        self.seconds = seconds


class FewPlaces:
    """
    The places for requests to one service; one per worker process, for any number of threads.

    After a failure one request at a time tries whether the service is back.

    Args:
        places: How many requests may be under way.
        clock: Seconds that only grow.
    """

    def __init__(self, places: int = PLACES, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._places = places
        self._clock = clock
        self._changed = Condition()
        self._begun: list[float] = []
        self._failures = 0
        self._rests_until = 0.0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """
        Hold a place.

        Raises:
            NoPlaceError: There is none now.
        """
        begun = self._enter()
        try:
            yield
        finally:
            with self._changed:
                self._begun.remove(begun)
                self._changed.notify()

    def answered(self) -> None:
        """The service works."""
        with self._changed:
            self._failures, self._rests_until = 0, 0.0

    def failed(self, *, wish_seconds: float = 0.0) -> None:
        """The service did not answer, or not with what it was asked for; it may wish for a rest."""
        with self._changed:
            rest = min(FIRST_REST_SECONDS * 2.0 ** min(self._failures, 16), LONGEST_REST_SECONDS)
            self._failures += 1
            rest = max(rest, min(wish_seconds, LONGEST_WISH_SECONDS))
            self._rests_until = max(self._rests_until, self._clock() + rest)

    def seconds_until_free(self) -> float:
        """When it is worth trying for what can wait, which does not ask a service that hangs; 0 for now."""
        with self._changed:
            hangs = min(self._begun, default=self._clock()) < self._clock() - PATIENCE_SECONDS
            return max(self._seconds_until_free(), CROWDED_SECONDS if hangs else 0.0)

    def _seconds_until_free(self) -> float:
        rest = self._rests_until - self._clock()
        if rest > 0:
            return rest
        return CROWDED_SECONDS if len(self._begun) >= (1 if self._failures else self._places) else 0.0

    def _enter(self) -> float:
        with self._changed:
            while (seconds := self._seconds_until_free()) > 0:
                patience = min(self._begun, default=0.0) + PATIENCE_SECONDS - self._clock()
                if self._failures or patience <= 0:
                    raise NoPlaceError(seconds)
                self._changed.wait(patience)
            self._begun.append(begun := self._clock())
            return begun
