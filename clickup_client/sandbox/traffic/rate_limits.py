"""
ClickUp's rate limit: so many requests a minute for each token.

Source: https://developer.clickup.com/docs/rate-limits
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a token stands after a request; the three ``X-RateLimit`` headers say the same."""

    limit: int
    remaining: int
    resets_at: int  # Unix seconds
    refused: bool

    @property
    def headers(self) -> dict[str, str]:
        """As ClickUp sends them with every answer."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.resets_at),
        }


@dataclass(slots=True)
class _Window:
    ends: datetime
    used: int = 0


class RateLimits:
    """A fixed window of a minute for each token, opened by its first request."""

    def __init__(self, limit: int, *, now: Callable[[], datetime]) -> None:
        self._lock = threading.Lock()
        self._limit = limit
        self._own_limits: dict[str, int] = {}
        self._windows: dict[str, _Window] = {}
        self._now = now

    def count(self, token: str) -> Standing:
        """Count one request of ``token``. A refused one counts as well, but cannot bring it below zero."""
        with self._lock:
            window = self._window(token)
            window.used += 1
            return self._standing(token, window)

    def set_limit(self, limit: int, token: str | None = None) -> None:
        """Change the limit of one token, or of all without their own. Takes effect at once."""
        with self._lock:
            if token is None:
                self._limit = limit
            else:
                self._own_limits[token] = limit

    def clear(self) -> None:
        """Start every token's minute again; limits stay."""
        with self._lock:
            self._windows.clear()

    def snapshot(self) -> dict[str, dict[str, int]]:
        """``{token: {"limit", "remaining", "resets_at"}}`` of the tokens whose minute runs."""
        with self._lock:
            now = self._now()
            running = {token: window for token, window in self._windows.items() if window.ends > now}
            standings = {token: self._standing(token, window) for token, window in running.items()}
            return {
                token: {"limit": each.limit, "remaining": each.remaining, "resets_at": each.resets_at}
                for token, each in sorted(standings.items())
            }

    @property
    def limit(self) -> int:
        """The limit of tokens without their own."""
        return self._limit

    def _window(self, token: str) -> _Window:
        now = self._now()
        window = self._windows.get(token)
        if window is None or window.ends <= now:
            window = self._windows[token] = _Window(ends=now + WINDOW)
        return window

    def _standing(self, token: str, window: _Window) -> Standing:
        limit = self._own_limits.get(token, self._limit)
        return Standing(
            limit=limit,
            remaining=max(limit - window.used, 0),
            resets_at=int(window.ends.timestamp()) + 1,
            refused=window.used > limit,
        )
