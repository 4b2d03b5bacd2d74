"""
Checks whether a pooled connection is still alive before it is used.

Asking the server would add a round trip to every transaction, a quarter of the time to store a delivery.  A
server that ended has closed the connection, which is visible without asking.
"""

import select
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

#: A connection that was unused for this long is tested: the network may have dropped it silently.
IDLE_SECONDS = 5.0

_USED_AT = "stagegate_used_at"


def replace_dead_connections(engine: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
    """Let an engine replace dead connections in its pool, so that no job or delivery fails."""

    def check_in(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_USED_AT] = clock()

    def check_out(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
        used_at = entry.info.get(_USED_AT)
        if used_at is None or (clock() - used_at < IDLE_SECONDS and is_silent(connection)):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", check_in)
    event.listen(engine, "checkout", check_out)


def is_silent(connection: Any) -> bool:
    """Whether the server has sent nothing since the last answer; an error or an end would be readable."""
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)
