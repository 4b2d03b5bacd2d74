"""
The queue's connections to the database.

procrastinate has its pool ask the server before each use whether it is still there: a round trip for each of
the four statements around a job, and one more for each look into an empty queue.  A server that ended has
closed its connections, which is seen without asking (see :mod:`app.store.liveliness`).
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from app.store.liveliness import IDLE_SECONDS, is_silent


def pool_of_live_ones(**settings: Any) -> "AsyncConnectionPool[AsyncConnection]":
    """The pool that `settings` describe, with our check in place of theirs."""
    return AsyncConnectionPool(**settings | {"check": check_of(AsyncConnectionPool.check_connection)})


def check_of(
    ask: Callable[[AsyncConnection], Awaitable[None]], *, clock: Callable[[], float] = time.monotonic
) -> Callable[[AsyncConnection], Awaitable[None]]:
    """
    A check of a connection before its use; `ask` raises if the server does not answer on it.

    It asks only if the server sent something by itself, or did not answer lately: then the network may have
    dropped the connection silently.
    """
    answered: WeakKeyDictionary[AsyncConnection, float] = WeakKeyDictionary()

    async def check(connection: AsyncConnection) -> None:
        if clock() - answered.get(connection, -IDLE_SECONDS) < IDLE_SECONDS and is_silent(connection):
            return
        await ask(connection)
        answered[connection] = clock()

    return check
