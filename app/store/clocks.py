"""When the clock of each ticket is to be looked at next."""

from datetime import UTC, datetime

from sqlalchemy import Connection, update

from app.store.tables import tickets

#: A time that has come whatever the clock says.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


def look_soon(connection: Connection, task_id: str) -> None:
    """Something that a clock depends on has changed: have the next scan look at it."""
    connection.execute(update(tickets).where(tickets.c.task_id == task_id).values(sla_next_at=AT_ONCE))
