"""People and groups whom ClickUp did not assign when the bot asked for it.  The doctor reads them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Text, any_, delete, select

from app.store import key_values
from app.store.prepared import Prepared, given
from app.store.tables import IS_STANDING, comments
from app.store.tables import kept as table

_PREFIX = "unassigned:"
_TOLD = Prepared(
    select(comments.c.effect_id)
    .where(comments.c.task_id == given("task_id"), comments.c.kind == "owner", IS_STANDING)
    .limit(1)
)
_FORGETTING = Prepared(delete(table).where(table.c.name == any_(given("names", ARRAY(Text)))))


def is_told(connection: Connection, task_id: str) -> bool:
    """Whether an open comment on a ticket says that its owners were not assigned."""
    return _TOLD.row(connection, task_id=task_id) is not None


def note(connection: Connection, who: Iterable[int | str], at: datetime) -> None:
    """Record that they were not assigned, by their ids and with the time."""
    for each in who:
        key_values.put(connection, f"{_PREFIX}{each}", at.isoformat())


def forget(connection: Connection, who: Iterable[int | str]) -> None:
    """Record that they were assigned."""
    names = [f"{_PREFIX}{each}" for each in who]
    if names:
        _FORGETTING.rows(connection, names=names)


def every(connection: Connection) -> Mapping[str, datetime]:
    """Return all of them by id, with the last time when ClickUp did not assign them."""
    rows: Any = connection.execute(
        select(table.c.name, table.c.value).where(table.c.name.startswith(_PREFIX, autoescape=True))
    )
    return {row.name.removeprefix(_PREFIX): datetime.fromisoformat(row.value) for row in rows}
