"""
Spends ClickUp's limited calls where they matter most.

When few calls are left, put-backs come first, then accepted moves, comments, notices, updates of first-level
tickets, polls, clocks, cards, and last the commands that people type.  While moves wait to be judged,
everything below accepted moves leaves enough calls for them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from hashlib import sha256
from threading import local
from typing import TypedDict

import structlog
from pydantic import SecretStr
from sqlalchemy import Engine

from app.store import api_budget, oddities
from app.store.api_budget import Rank
from app.store.engine import single
from app.workspace.calls_ahead import CallsAhead
from clickup_client.errors import RateLimitedError
from clickup_client.models import Budget

log = structlog.get_logger(__name__)

#: Work that waits for moves to be judged asks again after this time.
MOVES_WAIT = timedelta(seconds=2)

_rank: ContextVar[Rank] = ContextVar("rank", default=Rank.MOVE)


@contextmanager
def ranked(rank: Rank) -> Iterator[None]:
    """Give this rank to all calls in the `with` block."""
    token = _rank.set(rank)
    try:
        yield
    finally:
        _rank.reset(token)


def name_of(token: SecretStr) -> str:
    """A name for the budget of a token that does not reveal the token."""
    return sha256(token.get_secret_value().encode()).hexdigest()[:16]


class Hooks(TypedDict, total=False):
    """The functions that a ClickUp client calls before and after each request."""

    before_send: Callable[[str, str], None]
    on_budget: Callable[[Budget], None]
    on_refusal: Callable[[str, str], None]
    on_odd_reset: Callable[[float], None]


class CallBudget:
    """
    The budget as hooks of the ClickUp client; one per worker process, for any number of threads.

    Args:
        engine: The database that all workers share.
        name: The budget's name; ClickUp counts by token.
        ahead: Where calls are taken ahead, in a process that makes many.
    """

    def __init__(self, engine: Engine, name: str, *, ahead: CallsAhead | None = None) -> None:
        self._engine = engine
        self._name = name
        self._ahead = ahead
        self._mine = local()

    @property
    def hooks(self) -> Hooks:
        """Return the functions that a ClickUp client calls."""
        return {
            "before_send": self.before_send,
            "on_budget": self.on_budget,
            "on_refusal": self.on_refusal,
            "on_odd_reset": self.on_odd_reset,
        }

    def before_send(self, method: str, path: str) -> None:
        """
        Take a call for a request that is about to be sent.

        Raises:
            RateLimitedError: The remaining calls are reserved for more urgent work.
        """
        if self._ahead is not None and (taken := self._ahead.take()) is not None:
            self._mine.taken = taken
            return
        with single(self._engine) as connection:
            behind = _rank.get().value >= Rank.COMMENT.value
            taken = api_budget.take(connection, self._name, keep=_rank.get().value, behind_moves=behind)
            known = taken or api_budget.left(connection, self._name)
            soon = None
            if taken is None and behind:
                soon = api_budget.until_moves_are_judged(connection, wait=MOVES_WAIT)
        self._mine.taken = taken
        if taken is None and known is not None:
            raise RateLimitedError(
                "this minute's remaining calls are reserved for more urgent work",
                method=method,
                path=path,
                status=None,
                resets_at=known.resets_at if soon is None else min(known.resets_at, soon),
            )

    def on_budget(self, told: Budget) -> None:
        """Take over the budget from an answer, if it says something new."""
        taken: Budget | None = self._mine.taken
        if taken is not None and told.limit == taken.limit and told.remaining >= taken.remaining:
            same_window = abs(told.resets_at - taken.resets_at) < timedelta(seconds=1)
            if same_window:
                return
        self._drop_ahead()
        with single(self._engine) as connection:
            api_budget.learn(connection, self._name, told)

    def on_refusal(self, _method: str, _path: str) -> None:
        """Count a call that ClickUp refused although we counted it as available."""
        self._drop_ahead()
        with single(self._engine) as connection:
            api_budget.count_refusal(connection, self._name)

    def _drop_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.drop()

    def on_odd_reset(self, seconds: float) -> None:
        """Store that ClickUp gave an end of the minute that is further away than a minute."""
        log.warning("wrong end of a minute", seconds=round(seconds))
        with single(self._engine) as connection:
            oddities.note(connection, oddities.WRONG_MINUTE)
