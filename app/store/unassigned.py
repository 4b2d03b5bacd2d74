"""People and groups whom ClickUp did not assign when it was told to, until it does: for the doctor."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from app.store import key_values
from app.store.tables import kept as table

_PREFIX = "unassigned:"


def note(connection: Connection, who: Iterable[int | str], at: datetime) -> None:
    """Record that they were not assigned, by their ids; of one, the newest time counts."""
    for each in who:
        key_values.put(connection, f"{_PREFIX}{each}", at.isoformat())


def forget(connection: Connection, who: Iterable[int | str]) -> None:
    """Record that they were assigned."""
    names = [f"{_PREFIX}{each}" for each in who]
    if names:
        connection.execute(delete(table).where(table.c.name.in_(names)))


def every(connection: Connection) -> Mapping[str, datetime]:
    """When ClickUp last did not assign whom, by id."""
    rows: Any = connection.execute(
        select(table.c.name, table.c.value).where(table.c.name.startswith(_PREFIX, autoescape=True))
    )
    return {row.name.removeprefix(_PREFIX): datetime.fromisoformat(row.value) for row in rows}
