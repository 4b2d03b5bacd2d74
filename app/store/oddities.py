"""Odd answers that the worker saw lately and tolerates, for `/readyz`."""

from datetime import timedelta

from sqlalchemy import Connection, func, select

from app.store import key_values
from app.store.tables import kept

#: ClickUp gave an end of the rate limit's minute that is further away than a minute.
WRONG_MINUTE = "wrong_minute"

_PREFIX = "odd:"


def note(connection: Connection, what: str) -> None:
    """Keep in mind that it was seen now."""
    key_values.put(connection, f"{_PREFIX}{what}", 1)


def seen(connection: Connection, *, within: timedelta) -> frozenset[str]:
    """What was seen within that time."""
    lately = kept.c.kept_at > func.now() - within
    names = connection.execute(select(kept.c.name).where(kept.c.name.startswith(_PREFIX), lately)).scalars()
    return frozenset(name.removeprefix(_PREFIX) for name in names)
