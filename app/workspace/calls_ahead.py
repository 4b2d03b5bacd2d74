"""Takes several calls at once from the shared count while there are plenty, in one round trip."""

import time
from collections.abc import Callable
from threading import Lock

from sqlalchemy import Engine

from app.store import api_budget
from app.store.engine import single
from clickup_client.models import Budget

#: If there were not plenty of calls, they are asked for one by one for so long.
SCARCE_SECONDS = 1.0
#: After a call, ClickUp may tell of so many fewer than were left: other workers make calls meanwhile.
MOST_UNKNOWN = 8 * api_budget.AHEAD


class CallsAhead:
    """
    The calls that a worker has taken and not made yet, for any number of threads.

    Args:
        engine: The database that all workers share.
        name: The budget's name.
        clock: Seconds that never go back.
    """

    def __init__(self, engine: Engine, name: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._name = name
        self._clock = clock
        self._lock = Lock()
        self._budget: Budget | None = None
        self._left = 0
        self._good_until = 0.0
        self._scarce_until = 0.0
        self._made = 0

    def take(self) -> Budget | None:
        """Take one call; return the least that ClickUp may show to be left, or None if calls are scarce."""
        with self._lock:
            if self._left == 0 or self._clock() >= self._good_until:
                self._fill()
            if self._left == 0:
                return None
            self._left -= 1
            self._made += 1
            return self._budget

    def drop(self) -> None:
        """Forget those that were not made: ClickUp has fewer than we thought."""
        with self._lock:
            self._left = 0

    def _fill(self) -> None:
        self._left, now = 0, self._clock()
        if now < self._scarce_until:
            return
        with single(self._engine) as connection:
            taken = api_budget.take_ahead(connection, self._name, made=self._made)
        if taken is None:
            self._scarce_until = now + SCARCE_SECONDS
            return
        least = taken.budget.remaining - MOST_UNKNOWN
        self._budget = taken.budget.model_copy(update={"remaining": least})
        self._left, self._made = api_budget.AHEAD, 0
        self._good_until = now + taken.seconds
