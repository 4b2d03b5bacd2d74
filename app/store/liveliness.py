"""
Finds out whether a pooled connection still lives, before somebody works with it.

Asking the server each time is one round trip more in every transaction, a quarter of what keeping a delivery
costs.  A server that ended has closed the connection, which shows here without asking.
"""

import select
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

#: One that was used this long ago is asked: a network may have dropped it without a word.
IDLE_SECONDS = 5.0

_USED_AT = "stagegate_used_at"


def replace_dead_connections(engine: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
    """Let an engine replace connections that died in its pool: one look costs no job and no delivery."""

    def check_in(_connection: object, entry: ConnectionPoolEntry) -> None:
        entry.info[_USED_AT] = clock()

    def check_out(connection: Any, entry: ConnectionPoolEntry, _proxy: object) -> None:
        used_at = entry.info.get(_USED_AT)
        if used_at is None or (clock() - used_at < IDLE_SECONDS and _is_silent(connection)):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", check_in)
    event.listen(engine, "checkout", check_out)


def _is_silent(connection: Any) -> bool:
    """Whether the server has said nothing since the last answer; its last words or an end would be there."""
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)
