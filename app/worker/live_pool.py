"""
The queue's connections to the database.

procrastinate's own pool tests each connection before its use: one more round trip for each of the four
statements around a job, and for each look into an empty queue.  When a server ends, it closes its
connections, and this is seen without a test (see :mod:`app.store.liveliness`).
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from app.store.liveliness import IDLE_SECONDS, is_silent


def pool_of_live_ones(**settings: Any) -> "AsyncConnectionPool[AsyncConnection]":
    """Make the pool that `settings` describe, with our check of connections."""
    return AsyncConnectionPool(**settings | {"check": check_of(AsyncConnectionPool.check_connection)})


def check_of(
    ask: Callable[[AsyncConnection], Awaitable[None]], *, clock: Callable[[], float] = time.monotonic
) -> Callable[[AsyncConnection], Awaitable[None]]:
    """
    Make a check of a connection before its use; `ask` raises if the server does not answer on it.

    It asks only if the server has sent something by itself, or has not answered lately: then the network may
    have dropped the connection silently.
    """
    answered: WeakKeyDictionary[AsyncConnection, float] = WeakKeyDictionary()

    async def check(connection: AsyncConnection) -> None:
        if clock() - answered.get(connection, -IDLE_SECONDS) < IDLE_SECONDS and is_silent(connection):
            return
        await ask(connection)
        answered[connection] = clock()

    return check
