"""Deliveries from ClickUp, stored byte for byte until they are handled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from psycopg.errors import DivisionByZero
from sqlalchemy import ARRAY, BigInteger, Connection, Interval, any_, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.store.prepared import Asked, Batch, Prepared, Rows, given, together
from app.store.tables import deliveries


class OthersWaitError(Exception):
    """Other deliveries wait for a ticket than it was thought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDelivery:
    """One unhandled delivery of a ticket; `body` is exactly what was signed."""

    delivery_id: int
    event: str
    body: bytes
    received_at: datetime


_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:task_id, 0))")

_ADDED = {name: given(name) for name in ("key", "webhook_id", "event", "task_id", "body")}
_ADDING = Prepared(
    insert(deliveries)
    .values(**_ADDED)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(deliveries.c.delivery_id)
)
_SETTING_ASIDE = Prepared(
    insert(deliveries)
    .values(**_ADDED, handled_at=func.now())
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(deliveries.c.delivery_id)
)
_LOCKING = Prepared(_LOCK)
_WAITING = Prepared(
    select(*(deliveries.c[name] for name in WaitingDelivery.__slots__))
    .where(deliveries.c.task_id == given("task_id"), deliveries.c.handled_at.is_(None))
    .order_by(deliveries.c.delivery_id)
)
# Division by zero is the only thing that ends a message in the middle without a function in the database.
_ONLY = Prepared(
    text(
        "SELECT 1 / CAST(coalesce(array_agg(delivery_id ORDER BY delivery_id), '{}')"
        " = CAST(:ids AS bigint[]) AS int)"
        " FROM deliveries WHERE task_id = :task_id AND handled_at IS NULL"
    )
)


_HANDLING = Prepared(
    update(deliveries)
    .where(
        deliveries.c.delivery_id == any_(given("ids", ARRAY(BigInteger))), deliveries.c.handled_at.is_(None)
    )
    .values(handled_at=func.now())
)
_CAME_AT = (
    select(deliveries.c.received_at).where(deliveries.c.delivery_id == given("along_with")).scalar_subquery()
)
#: The number of tickets that a person, the `mover_id`, moved together with that of the delivery `along_with`.
#: Moves that waited at the same time, at most `within` before it, count as together.  If a person moves one
#: ticket after the other and sees the answer in between, each move counts alone.
TICKETS_MOVED = (
    select(func.count(deliveries.c.task_id.distinct()))
    .where(
        deliveries.c.mover_id == given("mover_id"),
        deliveries.c.received_at >= _CAME_AT - given("within", Interval()),
        deliveries.c.handled_at.is_(None) | (deliveries.c.handled_at >= _CAME_AT),
    )
    .scalar_subquery()
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
    row = (_ADDING if needs_handling else _SETTING_ASIDE).row(
        connection, key=key, webhook_id=webhook_id, event=event, task_id=task_id, body=body
    )
    return None if row is None else row["delivery_id"]


def waiting(connection: Connection, task_id: str) -> list[WaitingDelivery]:
    """
    The unhandled deliveries of a ticket, in the order they arrived.

    Takes the ticket's lock first, so it waits for a delivery that is arriving right now and returns it too.
    End the transaction soon: until then new deliveries of this ticket wait.  Takes one round trip, and on a
    connection of :func:`app.store.engine.single` no other one.
    """
    _, rows = together(connection, *waiting_asked(task_id))
    return waiting_in(rows)


def waiting_asked(task_id: str) -> tuple[Asked, Asked]:
    """What :func:`waiting` asks, to be asked together with more; the second has the rows."""
    return _LOCKING.asked(task_id=task_id), _WAITING.asked(task_id=task_id)


def waiting_in(rows: Rows) -> list[WaitingDelivery]:
    """The deliveries of those rows."""
    return [WaitingDelivery(**row) for row in rows]


def run_if_only(
    connection: Connection, task_id: str, delivery_ids: Iterable[int], *asked: Asked
) -> list[Rows]:
    """
    Run statements together, if exactly these deliveries of a ticket wait; the rows of each.

    Raises:
        OthersWaitError: Others wait; nothing was done.
    """
    only = _ONLY.asked(task_id=task_id, ids=sorted(delivery_ids))
    try:
        _, _, *rows = together(connection, _LOCKING.asked(task_id=task_id), only, *asked)
    except DivisionByZero:
        raise OthersWaitError from None
    return rows


def after(connection: Connection, task_id: str, delivery_id: int) -> list[tuple[int, bytes]]:
    """Ids and bodies of the deliveries of a ticket that came after one, handled or not; oldest first."""
    later = (deliveries.c.task_id == task_id, deliveries.c.delivery_id > delivery_id)
    columns = (deliveries.c.delivery_id, deliveries.c.body)
    rows = connection.execute(select(*columns).where(*later).order_by(deliveries.c.delivery_id))
    return [(row.delivery_id, row.body) for row in rows]


def mark_handled(where: Connection | Batch, delivery_ids: Iterable[int]) -> None:
    """Mark these deliveries as handled; later ones are not touched.  Repeatable."""
    ids = list(delivery_ids)
    if ids:
        _HANDLING.run(where, ids=ids)


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
