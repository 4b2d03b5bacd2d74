"""Remembers what happened lately: the history of all tickets, and the deliveries about it."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clickup_client.sandbox.deliveries.parcel import Answered

#: How much is remembered of each kind.
LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """
    One history item of a ticket.

    Args:
        number: Grows by one with each.
        task_id: The ticket.
        task_name: Its name at that time.
        item: The history item, as webhooks show it.
    """

    number: int
    task_id: str
    task_name: str
    item: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """
    One try of a webhook delivery.

    Args:
        at: When it had ended, in milliseconds.
        body: What was sent.
        answered: How it went.
    """

    at: int
    body: bytes
    answered: Answered


class Journal:
    """
    Keeps the newest entries of each kind.

    Args:
        changed: Called after each entry.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._changed = changed
        self._happenings: deque[Happening] = deque(maxlen=LENGTH)
        self._attempts: deque[Attempt] = deque(maxlen=LENGTH)
        self._number = 0

    def note(self, *, task_id: str, task_name: str, item: dict[str, Any]) -> None:
        """Remember a history item."""
        with self._lock:
            self._number += 1
            entry = Happening(number=self._number, task_id=task_id, task_name=task_name, item=item)
            self._happenings.append(entry)
        self._changed()

    def note_attempt(self, attempt: Attempt) -> None:
        """Remember a try of a delivery."""
        with self._lock:
            self._attempts.append(attempt)
        self._changed()

    @property
    def number(self) -> int:
        """The number of the newest happening; 0 before the first."""
        with self._lock:
            return self._number

    def happenings(self, after: int = 0) -> list[Happening]:
        """Those with a higher number, oldest first."""
        with self._lock:
            return [each for each in self._happenings if each.number > after]

    def attempts(self) -> list[Attempt]:
        """The tries of deliveries, oldest first."""
        with self._lock:
            return list(self._attempts)

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        with self._lock:
            self._happenings.clear()
            self._attempts.clear()
        self._changed()
