"""What happens a while after what caused it."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager


class Later:
    """
    Runs functions after a wait, each in its own thread.

    Args:
        lock: Held while a function runs.
    """

    def __init__(self, lock: AbstractContextManager[object]) -> None:
        self._lock = lock
        self._timers: set[threading.Timer] = set()

    def call(self, seconds: float, function: Callable[[], object]) -> None:
        """Run ``function`` after so many seconds; at once, in this thread, after none."""
        if seconds <= 0:
            function()
            return

        def run() -> None:
            with self._lock:
                if timer in self._timers:
                    self._timers.remove(timer)
                    function()

        timer = threading.Timer(seconds, run)
        timer.daemon = True
        with self._lock:
            self._timers.add(timer)
        timer.start()

    def waiting(self) -> int:
        """How many functions have not run yet."""
        with self._lock:
            return len(self._timers)

    def drop(self) -> None:
        """Forget what waits."""
        with self._lock:
            for timer in self._timers:
                timer.cancel()
            self._timers.clear()
