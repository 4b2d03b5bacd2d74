"""Turns Ctrl-C, SIGTERM and a closed terminal into a request that the program checks."""

import signal
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SLICE_SECONDS = 0.05


class StopAsked(Exception):  # noqa: N818 - not an error
    """Someone asked us to stop."""


class StopSignals:
    """
    Inside the `with` block signals are only counted; they take effect in :meth:`pause`.

    So no child is lost between its start and its registration.
    """

    def __init__(
        self, *, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep = sleep
        self._clock = clock
        self._count = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def pause(self, seconds: float) -> None:
        """Sleep, or raise :exc:`StopAsked` as soon as someone asks to stop."""
        end = self._clock() + seconds
        while not self._count:
            left = end - self._clock()
            if left <= 0:
                return
            self._sleep(min(left, _SLICE_SECONDS))
        raise StopAsked

    def is_hurried(self) -> bool:
        """Whether someone asked more than once: then wait for no one."""
        return self._count > 1

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._count += 1
