"""What ClickUp told us, kept byte for byte until it is handled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import dead_letters, deliveries


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One delivery of a ticket that nobody has handled yet; `body` is exactly what was signed."""

    delivery_id: int
    event: str
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """
    A delivery just kept.

    `accepted_status` is the one its ticket was last accepted in, `None` when it was never seen; `queued` are
    those of the queueing locks asked for under which a job waits.
    """

    delivery_id: int
    accepted_status: str | None
    queued: frozenset[str]


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:task_id, 0))")

# Those of its users that have no time to lose, in the driver's own words: see receive() and waiting().
_LOCK_NOW = "SELECT pg_advisory_xact_lock(hashtextextended(%(task_id)s, 0))"
_RECEIVE = (
    "INSERT INTO deliveries (key, webhook_id, event, task_id, mover_id, body)"
    " VALUES (%(key)s, %(webhook_id)s, %(event)s, %(task_id)s, %(mover_id)s, %(body)s)"
    " ON CONFLICT (key) DO NOTHING RETURNING delivery_id,"
    " (SELECT status FROM tickets WHERE tickets.task_id = %(task_id)s AND gone_at IS NULL),"
    " ARRAY(SELECT queueing_lock FROM procrastinate_jobs"
    " WHERE status = 'todo' AND queueing_lock = ANY(%(locks)s))"
)
_WAITING = (
    "SELECT delivery_id, event, body, received_at FROM deliveries"
    " WHERE task_id = %(task_id)s AND handled_at IS NULL ORDER BY delivery_id"
)


def lock_ticket(connection: Connection, task_id: str) -> None:
    """
    Let nobody else add, read or queue work of this ticket until the transaction ends.

    The receiver holds it from before the insert until the commit, a job takes it before reading.  Without it
    a delivery could be collapsed into a waiting job that starts, and reads, before the delivery is committed.
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
    Keep a delivery; its id, or `None` when the same one (by `key`) is kept already.

    `needs_handling=False` keeps it for people to look at only.
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


def receive(
    connection: Connection,
    *,
    key: str,
    webhook_id: str,
    event: str,
    task_id: str,
    body: bytes,
    mover_id: int | None = None,
    queueing_locks: Sequence[str] = (),
) -> Received | None:
    """
    Lock the ticket and keep a delivery that needs handling; `None` when the same one is kept already.

    All in one round trip, with what the caller wants to know next, which more than halves what an
    acknowledgement costs: the driver's pipeline sends the beginning of the transaction, the lock and the
    rest together, and PostgreSQL does one after the other.
    """
    row = {
        "key": key,
        "webhook_id": webhook_id,
        "event": event,
        "task_id": task_id,
        "mover_id": mover_id,
        "body": body,
        "locks": list(queueing_locks),
    }
    driver: Any = connection.connection.driver_connection
    with driver.pipeline():
        driver.execute(_LOCK_NOW, row)
        kept = driver.execute(_RECEIVE, row).fetchone()
    if kept is None:
        return None
    return Received(delivery_id=kept[0], accepted_status=kept[1], queued=frozenset(kept[2]))


def waiting(connection: Connection, task_id: str) -> list[Kept]:
    """
    The unhandled deliveries of a ticket, in the order they arrived.

    Takes the ticket's lock first, so it waits for one that is being received right now and returns it too.
    End the transaction soon: until then new deliveries of this ticket wait.  In one round trip.
    """
    driver: Any = connection.connection.driver_connection
    with driver.pipeline():
        driver.execute(_LOCK_NOW, {"task_id": task_id})
        rows = driver.execute(_WAITING, {"task_id": task_id}).fetchall()
    return [Kept(delivery_id=row[0], event=row[1], body=row[2], received_at=row[3]) for row in rows]


def mark_handled(connection: Connection, delivery_ids: Iterable[int]) -> None:
    """These were taken into account; ones that arrived meanwhile are not touched.  Repeatable."""
    ids = list(delivery_ids)
    if ids:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.delivery_id.in_(ids), deliveries.c.handled_at.is_(None))
            .values(handled_at=func.now())
        )


def tickets_moved(connection: Connection, mover_id: int, *, along_with: int, within: timedelta) -> int:
    """
    How many tickets somebody moved together with the one of the delivery `along_with`.

    Together are moves that waited at the same time: who moves one ticket after the other, and sees the
    answer in between, moves each by itself.
    """
    came_at = select(deliveries.c.received_at).where(deliveries.c.delivery_id == along_with).scalar_subquery()
    moved = select(func.count(deliveries.c.task_id.distinct())).where(
        deliveries.c.mover_id == mover_id,
        deliveries.c.received_at >= came_at - within,
        deliveries.c.handled_at.is_(None) | (deliveries.c.handled_at >= came_at),
    )
    return connection.execute(moved).scalar_one()


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much waits: tickets with unhandled deliveries, when those came, and the time now."""

    tickets: int
    oldest: datetime
    newest: datetime
    now: datetime


def backlog(connection: Connection, *, bot_user_id: int, moves_only: bool) -> Backlog:
    """
    What waits for all workers together, by the database's clock; not what was given up.

    The bot's own moves do not count: their echoes wait, and need no look.  `moves_only` leaves out edits,
    which are given a while to come together.
    """
    mover = deliveries.c.mover_id
    counts = mover != bot_user_id
    given_up = (
        select(literal(1))
        .where(dead_letters.c.task_id == deliveries.c.task_id, dead_letters.c.at > deliveries.c.received_at)
        .exists()
    )
    row = connection.execute(
        select(
            func.count(deliveries.c.task_id.distinct()).label("tickets"),
            func.coalesce(func.min(deliveries.c.received_at), func.now()).label("oldest"),
            func.coalesce(func.max(deliveries.c.received_at), func.now()).label("newest"),
            func.now().label("now"),
        ).where(
            deliveries.c.handled_at.is_(None),
            deliveries.c.task_id.is_not(None),
            counts if moves_only else counts | mover.is_(None),
            ~given_up,
        )
    ).one()
    return Backlog(tickets=row.tickets, oldest=row.oldest, newest=row.newest, now=row.now)


def tickets_waiting(connection: Connection) -> frozenset[str]:
    """The tickets of which something waits to be handled."""
    waiting = select(deliveries.c.task_id).where(
        deliveries.c.handled_at.is_(None), deliveries.c.task_id.is_not(None)
    )
    return frozenset(connection.execute(waiting.distinct()).scalars())


def tickets_since(connection: Connection, moment: datetime) -> list[str]:
    """The tickets that a delivery told of since then, those that were told of last at the end."""
    rows = connection.execute(
        select(deliveries.c.task_id)
        .where(deliveries.c.received_at >= moment, deliveries.c.task_id.is_not(None))
        .group_by(deliveries.c.task_id)
        .order_by(func.max(deliveries.c.delivery_id))
    )
    return list(rows.scalars())


def newest_at(connection: Connection) -> datetime | None:
    """When the newest delivery came; `None` when none ever did."""
    return connection.execute(select(func.max(deliveries.c.received_at))).scalar_one_or_none()
