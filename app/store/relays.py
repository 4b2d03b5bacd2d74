"""Updates that tickets owe to their first-level tickets, once for each cause."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import IS_OWED, relays

#: The kind of update: the due date, or how the ticket ended.
Kind = Literal["day", "ending"]
State = Literal["done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """An update from the ticket `task_id` for its first-level tickets."""

    relay_id: int
    task_id: str
    kind: Kind


_COLUMNS = [relays.c[name] for name in Relay.__slots__]


def owe(connection: Connection, *, task_id: str, kind: Kind, cause: str) -> None:
    """Store an update; once for the same cause."""
    connection.execute(
        insert(relays)
        .values(task_id=task_id, kind=kind, cause=cause, state="owed")
        .on_conflict_do_nothing(index_elements=["task_id", "cause"])
    )


def owed(connection: Connection, task_id: str) -> list[Relay]:
    """The open updates, oldest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(relays.c.task_id == task_id, IS_OWED).order_by(relays.c.relay_id)
    )
    return [Relay(**row) for row in rows.mappings()]


def settle(connection: Connection, relay_id: int, state: State) -> None:
    """Record that an update was made, or is no longer true."""
    connection.execute(
        update(relays).where(relays.c.relay_id == relay_id).values(state=state, settled_at=func.now())
    )
