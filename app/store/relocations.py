"""Values to write to first-level tickets after they have moved to the list of tickets."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.prepared import Prepared, given
from app.store.tables import relocations

_UNFINISHED = Prepared(
    select(relocations.c["values"]).where(
        relocations.c.task_id == given("task_id"), relocations.c.done_at.is_(None)
    )
)


def begin(connection: Connection, task_id: str, values: Mapping[str, Any]) -> None:
    """Record that a ticket is about to move; `values` are plain, by the name of the field in the new list."""
    row: dict[str, Any] = {"values": dict(values), "done_at": None}
    connection.execute(
        insert(relocations)
        .values(task_id=task_id, **row)
        .on_conflict_do_update(index_elements=["task_id"], set_=row)
    )


def unfinished(connection: Connection, task_id: str) -> dict[str, Any] | None:
    """The values still to write to a ticket that has moved or is about to; None if it is done."""
    row = _UNFINISHED.row(connection, task_id=task_id)
    return None if row is None else dict(row["values"])


def done(connection: Connection, task_id: str) -> None:
    """Record that it has moved and has all its values."""
    connection.execute(update(relocations).where(relocations.c.task_id == task_id).values(done_at=func.now()))
