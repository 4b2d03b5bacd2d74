"""Deliveries from ClickUp, stored byte for byte until they are handled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import ClientCursor
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import deliveries


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDelivery:
    """One unhandled delivery of a ticket; `body` is exactly what was signed."""

    delivery_id: int
    event: str
    body: bytes
    received_at: datetime


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:task_id, 0))")

# One message for the driver itself: PostgreSQL takes a new look at the rows once it has the lock.  The
# driver's pipeline would do the same, but then PostgreSQL never ends the transaction of a frozen process:
# psycopg sends a Flush after the last Sync, and that stops `idle_in_transaction_session_timeout`.
_WAITING = (
    "SELECT pg_advisory_xact_lock(hashtextextended(%(task_id)s, 0));"
    " SELECT delivery_id, event, body, received_at FROM deliveries"
    " WHERE task_id = %(task_id)s AND handled_at IS NULL ORDER BY delivery_id"
)


def lock_ticket(connection: Connection, task_id: str) -> None:
    """
    Let no one else add, read or queue work of this ticket until the transaction ends.

    The receiver holds the lock from before the insert until the commit; a job takes it before reading.
    Without it, a delivery could join a waiting job that starts and reads before the delivery is committed.
    """
    connection.execute(_LOCK, {"task_id": task_id})


def add(
    connection: Connection,
    *,
    key: str,
    webhook_id: str,
    event: str,
    task_id: str | None,
    body: bytes,
    needs_handling: bool,
) -> int | None:
    """
    Store a delivery; return its id, or `None` if the same one (by `key`) is already stored.

    `needs_handling=False` stores it only for people to read.
    """
    statement = (
        insert(deliveries)
        .values(
            key=key,
            webhook_id=webhook_id,
            event=event,
            task_id=task_id,
            body=body,
            handled_at=None if needs_handling else func.now(),
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(deliveries.c.delivery_id)
    )
    return connection.execute(statement).scalar_one_or_none()


def waiting(connection: Connection, task_id: str) -> list[WaitingDelivery]:
    """
    The unhandled deliveries of a ticket, in the order they arrived.

    Takes the ticket's lock first, so it waits for a delivery that is arriving right now and returns it too.
    End the transaction soon: until then new deliveries of this ticket wait.  Takes one round trip, and on a
    connection of :func:`app.store.engine.single` no other one.
    """
    driver: Any = connection.connection.driver_connection
    with ClientCursor(driver) as cursor:
        cursor.execute(_WAITING, {"task_id": task_id})
        cursor.nextset()
        return [
            WaitingDelivery(delivery_id=row[0], event=row[1], body=row[2], received_at=row[3])
            for row in cursor.fetchall()
        ]


def after(connection: Connection, task_id: str, delivery_id: int) -> list[tuple[int, bytes]]:
    """Ids and bodies of the deliveries of a ticket that came after one, handled or not; oldest first."""
    later = (deliveries.c.task_id == task_id, deliveries.c.delivery_id > delivery_id)
    columns = (deliveries.c.delivery_id, deliveries.c.body)
    rows = connection.execute(select(*columns).where(*later).order_by(deliveries.c.delivery_id))
    return [(row.delivery_id, row.body) for row in rows]


def mark_handled(connection: Connection, delivery_ids: Iterable[int]) -> None:
    """Mark these deliveries as handled; later ones are not touched.  Repeatable."""
    ids = list(delivery_ids)
    if ids:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.delivery_id.in_(ids), deliveries.c.handled_at.is_(None))
            .values(handled_at=func.now())
        )


def tickets_moved(connection: Connection, mover_id: int, *, along_with: int, within: timedelta) -> int:
    """
    The number of tickets that a person moved together with the ticket of the delivery `along_with`.

    Moves that waited at the same time count as together.  If a person moves one ticket after the other and
    sees the answer in between, each move counts alone.
    """
    came_at = select(deliveries.c.received_at).where(deliveries.c.delivery_id == along_with).scalar_subquery()
    moved = select(func.count(deliveries.c.task_id.distinct())).where(
        deliveries.c.mover_id == mover_id,
        deliveries.c.received_at >= came_at - within,
        deliveries.c.handled_at.is_(None) | (deliveries.c.handled_at >= came_at),
    )
    return connection.execute(moved).scalar_one()


def tickets_waiting(connection: Connection) -> frozenset[str]:
    """The tickets with unhandled deliveries."""
    waiting = select(deliveries.c.task_id).where(
        deliveries.c.handled_at.is_(None), deliveries.c.task_id.is_not(None)
    )
    return frozenset(connection.execute(waiting.distinct()).scalars())


def tickets_since(connection: Connection, moment: datetime) -> list[str]:
    """The tickets reported by a delivery since a moment; the latest reported last."""
    rows = connection.execute(
        select(deliveries.c.task_id)
        .where(deliveries.c.received_at >= moment, deliveries.c.task_id.is_not(None))
        .group_by(deliveries.c.task_id)
        .order_by(func.max(deliveries.c.delivery_id))
    )
    return list(rows.scalars())


def has_told(connection: Connection, webhook_id: str, task_id: str) -> bool:
    """Whether a webhook has reported a ticket."""
    theirs = (deliveries.c.webhook_id == webhook_id) & (deliveries.c.task_id == task_id)
    return connection.scalar(select(deliveries.c.delivery_id).where(theirs).limit(1)) is not None


def newest_at(connection: Connection) -> datetime | None:
    """When the newest delivery arrived; `None` if there was none."""
    return connection.execute(select(func.max(deliveries.c.received_at))).scalar_one_or_none()
