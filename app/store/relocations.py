"""First-level tickets that move here themselves: what their fields are to hold once they have arrived."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import relocations


def begin(connection: Connection, task_id: str, values: Mapping[str, Any]) -> None:
    """A ticket is about to move; `values` are plain ones, by the name of the field here."""
    row: dict[str, Any] = {"values": dict(values), "done_at": None}
    connection.execute(
        insert(relocations)
        .values(task_id=task_id, **row)
        .on_conflict_do_update(index_elements=["task_id"], set_=row)
    )


def unfinished(connection: Connection, task_id: str) -> dict[str, Any] | None:
    """What a ticket that has moved, or is about to, is still to be given; None where it has all of it."""
    row = connection.execute(
        select(relocations.c["values"]).where(
            relocations.c.task_id == task_id, relocations.c.done_at.is_(None)
        )
    ).first()
    return None if row is None else dict(row[0])


def done(connection: Connection, task_id: str) -> None:
    """It has moved, and holds all that it should."""
    connection.execute(update(relocations).where(relocations.c.task_id == task_id).values(done_at=func.now()))
