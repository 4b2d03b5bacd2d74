"""
Spends the calls that ClickUp allows where they matter most.

When they run low, putting a ticket back comes first, then accepted moves, comments, notices, what goes back
to first-level tickets, polls, clocks and cards.
Nobody sleeps for a call: work that has to wait is queued for the time when calls are free again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from hashlib import sha256
from threading import local

from pydantic import SecretStr
from sqlalchemy import Engine

from app.store import api_budget
from app.store.api_budget import Rank
from app.store.engine import single
from clickup_client.errors import RateLimitedError
from clickup_client.models import Budget

__all__ = ["CallBudget", "Rank", "name_of", "ranked"]


_rank: ContextVar[Rank] = ContextVar("rank", default=Rank.MOVE)


@contextmanager
def ranked(rank: Rank) -> Iterator[None]:
    """All calls within are of this rank."""
    token = _rank.set(rank)
    try:
        yield
    finally:
        _rank.reset(token)


def name_of(token: SecretStr) -> str:
    """A name for the budget of a token that does not give the token away."""
    return sha256(token.get_secret_value().encode()).hexdigest()[:16]


class CallBudget:
    """
    The budget as the ClickUp client's hooks; one a worker process, any number of threads.

    Args:
        engine: The database that all workers share.
        name: Whose budget it is; ClickUp counts by token.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._mine = local()

    def before_send(self, method: str, path: str) -> None:
        """
        Take a call for a request that is about to leave.

        Raises:
            RateLimitedError: What is left is kept for more urgent calls.
        """
        with single(self._engine) as connection:
            taken = api_budget.take(connection, self._name, keep=_rank.get().value)
            known = taken or api_budget.left(connection, self._name)
        self._mine.taken = taken
        if taken is None and known is not None:
            raise RateLimitedError(
                "what is left of this minute's calls is kept for more urgent ones",
                method=method,
                path=path,
                status=None,
                resets_at=known.resets_at,
            )

    def on_budget(self, told: Budget) -> None:
        """Learn from an answer, if it says anything that was not counted already."""
        taken: Budget | None = self._mine.taken
        if taken is not None and told.limit == taken.limit and told.remaining >= taken.remaining:
            same_window = abs(told.resets_at - taken.resets_at) < timedelta(seconds=1)
            if same_window:
                return
        with self._engine.begin() as connection:
            api_budget.learn(connection, self._name, told)

    def on_refusal(self, _method: str, _path: str) -> None:
        """Count a call that ClickUp refused although we thought it was free."""
        with self._engine.begin() as connection:
            api_budget.count_refusal(connection, self._name)
