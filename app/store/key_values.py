"""Small values that survive a restart, such as poll cursors.  A value is anything JSON can hold."""

import secrets
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.store.prepared import Prepared, given
from app.store.tables import kept

#: The value with a name.
VALUE = Prepared(select(kept.c.value).where(kept.c.name == given("name")))


def get(connection: Connection, name: str) -> Any:
    """The value with this name; `None` if there is none."""
    row = VALUE.row(connection, name=name)
    return None if row is None else row["value"]


def put(connection: Connection, name: str, value: Any) -> None:
    """Store a value; it replaces an earlier one."""
    row = {"value": value, "kept_at": func.now()}
    connection.execute(
        insert(kept).values(name=name, **row).on_conflict_do_update(index_elements=["name"], set_=row)
    )


def first(connection: Connection, name: str, value: Any) -> Any:
    """The value with this name; if there is none, store `value`.  All callers get the same value."""
    found = get(connection, name)
    if found is not None:
        return found
    connection.execute(insert(kept).values(name=name, value=value).on_conflict_do_nothing())
    return get(connection, name)


def forget(connection: Connection, name: str) -> None:
    """Delete the value with this name."""
    connection.execute(delete(kept).where(kept.c.name == name))


def secret(connection: Connection, name: str) -> str:
    """Return the secret with this name, which is the same for all processes.  The first caller creates it."""
    return str(first(connection, name, secrets.token_urlsafe(32)))
