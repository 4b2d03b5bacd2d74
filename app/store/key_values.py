"""Small facts that outlive a restart, such as poll cursors.  A value is anything JSON can hold."""

from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import kept


def get(connection: Connection, name: str) -> Any:
    """What was put under this name; `None` when nothing was."""
    return connection.execute(select(kept.c.value).where(kept.c.name == name)).scalar_one_or_none()


def put(connection: Connection, name: str, value: Any) -> None:
    """Keep a value, in place of an earlier one."""
    row = {"value": value, "kept_at": func.now()}
    connection.execute(
        insert(kept).values(name=name, **row).on_conflict_do_update(index_elements=["name"], set_=row)
    )


def first(connection: Connection, name: str, value: Any) -> Any:
    """What was put under this name; when nothing was, `value` is now.  All who ask get the same."""
    connection.execute(insert(kept).values(name=name, value=value).on_conflict_do_nothing())
    return get(connection, name)


def forget(connection: Connection, name: str) -> None:
    """Keep nothing under this name."""
    connection.execute(delete(kept).where(kept.c.name == name))
