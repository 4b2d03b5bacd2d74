"""What first-level tickets are owed by the tickets they became, once for each cause."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import IS_OWED, relays

#: The due date, or how the ticket ended.
Kind = Literal["day", "ending"]
State = Literal["done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Something about the ticket `task_id` that its first-level tickets have to be given."""

    relay_id: int
    task_id: str
    kind: Kind


_COLUMNS = [relays.c[name] for name in Relay.__slots__]


def owe(connection: Connection, *, task_id: str, kind: Kind, cause: str) -> None:
    """Owe it; the same cause owes it once."""
    connection.execute(
        insert(relays)
        .values(task_id=task_id, kind=kind, cause=cause, state="owed")
        .on_conflict_do_nothing(index_elements=["task_id", "cause"])
    )


def owed(connection: Connection, task_id: str) -> list[Relay]:
    """What is owed still, oldest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(relays.c.task_id == task_id, IS_OWED).order_by(relays.c.relay_id)
    )
    return [Relay(**row) for row in rows.mappings()]


def settle(connection: Connection, relay_id: int, state: State) -> None:
    """It was given, or is no longer true."""
    connection.execute(
        update(relays).where(relays.c.relay_id == relay_id).values(state=state, settled_at=func.now())
    )
