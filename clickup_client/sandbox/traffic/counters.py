"""Counts what was called: in total, by token, and by "METHOD /path/{template}"."""

import threading
from collections import Counter
from typing import Any


class Calls:
    """Counters of the requests to the simulated services; the control paths are not counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_token: dict[str, Counter[str]] = {}

    def count(self, token: str, call: str) -> None:
        """Note one request, whatever its answer."""
        with self._lock:
            self._by_token.setdefault(token, Counter())[call] += 1

    def clear(self) -> None:
        """Start from zero."""
        with self._lock:
            self._by_token.clear()

    def snapshot(self) -> dict[str, Any]:
        """``{"total": n, "by_call": {call: n}, "by_token": {token: {"total": n, "by_call": {call: n}}}}``."""
        with self._lock:
            together = sum(self._by_token.values(), Counter[str]())
            return {
                "total": together.total(),
                "by_call": dict(sorted(together.items())),
                "by_token": {
                    token: {"total": calls.total(), "by_call": dict(sorted(calls.items()))}
                    for token, calls in sorted(self._by_token.items())
                },
            }
