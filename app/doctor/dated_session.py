"""A session that records the server's time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import requests


class DatedSession(requests.Session):
    """
    Records the `Date` header of the latest answer, and when it arrived.

    Args:
        now: Returns the current local time, aware.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.date: str | None = None
        self.at = now()

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        """Send like any session, and record the time."""
        answer = super().send(request, **how)
        self.date, self.at = answer.headers.get("Date"), self._now()
        return answer
