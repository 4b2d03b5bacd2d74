"""A session that notes the time on the other side."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import requests


class DatedSession(requests.Session):
    """
    Notes the `Date` header of the newest answer, and when it came.

    Args:
        now: Gives the current time here, aware.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.date: str | None = None
        self.at = now()

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        """As any session, and note the time."""
        answer = super().send(request, **how)
        self.date, self.at = answer.headers.get("Date"), self._now()
        return answer
