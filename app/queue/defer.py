"""Queueing work, always in the caller's transaction.  :mod:`app.queue.kinds` says what there is to queue."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import Connection, Row, text

from app.queue.kinds import EDIT_RANK, KINDS, MOVE_RANK, POLL, RECONCILE, Kind, Waiting
from app.store.receive import Job


class Urgency(Enum):
    """What a delivery is worth."""

    MOVE = auto()  # someone waits for the verdict: look now
    EDIT = auto()  # look soon, together with the edits that follow
    NONE = auto()  # nothing a rule looks at


#: Edits wait this long for more of them: ten in a second are one read.
EDIT_DELAY = timedelta(seconds=1.5)

_WAITING = text(
    "SELECT id, queueing_lock, scheduled_at, coalesce((args->>'attempt')::int, 0) AS attempt"
    " FROM procrastinate_jobs"
    " WHERE status = 'todo' AND queueing_lock = ANY(:locks)"
)

#: Never opened: every job is inserted on a connection that is handed in.
_jobs = App(connector=SyncPsycopgConnector())


def defer(
    connection: Connection,
    kind: Kind,
    task_id: str,
    *,
    at: datetime | None = None,
    attempt: int = 0,
    hosts: Sequence[str] = (),
) -> bool:
    """
    Have work done, at a time or as soon as a worker is free; whether a job was added.

    None is added when one waits that serves as well, see :class:`app.queue.kinds.Waiting`.

    Args:
        connection: The caller's transaction.
        kind: What is to be done.
        task_id: The ticket, or what :meth:`app.queue.kinds.Kind.id_of` gives.
        at: The time.
        attempt: How often the work has failed since it last succeeded.
        hosts: The code hosts that it waits for, by name.
    """
    queueing_lock = kind.queueing_lock(task_id)
    for row in _waiting(connection, queueing_lock):
        if kind.waiting is Waiting.ONE_IS_ENOUGH:
            return False
        if _is_no_later(row.scheduled_at, at):
            if attempt in range(1, row.attempt):
                at = row.scheduled_at  # something new failed: its count begins again
            else:
                return False
        _cancel(connection, row.id)
    waits = at is not None and kind.shares_lock
    return _defer(
        connection,
        kind,
        task_id,
        lock=None if waits else kind.lock(task_id),
        queueing_lock=queueing_lock,
        priority=kind.rank,
        schedule_at=at,
        task_kwargs={"attempt": attempt}
        | ({"later": True} if waits else {})
        | ({"hosts": list(hosts)} if hosts else {}),
    )


def defer_now(connection: Connection, kind: Kind, task_id: str, *, now: datetime) -> bool:
    """Have work done now that was forgotten or given up; whether a job was added."""
    if kind is RECONCILE:
        return defer_reconcile(connection, task_id, Urgency.MOVE)
    return defer(connection, kind, task_id, at=None if kind.at_once else now)


def reconcile_jobs(task_id: str) -> tuple[Job, Job]:
    """The look at a ticket because it moved, and the one because it was edited."""
    move = Job(
        name=RECONCILE.name,
        rank=MOVE_RANK,
        lock=RECONCILE.lock(task_id),
        queueing_lock=f"move:{task_id}",
        task_id=task_id,
    )
    return move, replace(move, rank=EDIT_RANK, queueing_lock=f"edit:{task_id}", delay=EDIT_DELAY)


def defer_reconcile(connection: Connection, task_id: str, urgency: Urgency) -> bool:
    """
    Have a ticket looked at because something happened to it; whether a job was added.

    None is added when one waits that will see everything committed until now: an equal one, or a move's for
    an edit.  To rely on it for rows of your own, write them under :func:`app.store.deliveries.lock_ticket`.
    A delivery's look is queued by :func:`app.store.receive.receive`.
    """
    if urgency is Urgency.NONE:
        return False
    move, edit = reconcile_jobs(task_id)
    queued = {row.queueing_lock for row in _waiting(connection, move.queueing_lock, edit.queueing_lock)}
    job = move if urgency is Urgency.MOVE else edit
    if move.queueing_lock in queued or job.queueing_lock in queued:
        return False
    wait = {"schedule_in": {"seconds": job.delay.total_seconds()}} if job.delay else {}
    return _defer(
        connection,
        RECONCILE,
        task_id,
        lock=job.lock,
        queueing_lock=job.queueing_lock,
        priority=job.rank,
        **wait,
    )


def forget_again(connection: Connection, task_id: str) -> None:
    """The ticket was looked at with success: a repetition that still waits is needless."""
    for row in _waiting(connection, RECONCILE.queueing_lock(task_id)):
        _cancel(connection, row.id)


def tickets_waiting(connection: Connection, kind: Kind) -> frozenset[str]:
    """The tickets for which a job of a kind waits."""
    waiting = text(
        "SELECT args->>'task_id' FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :name"
    )
    return frozenset(connection.execute(waiting, {"name": kind.name}).scalars())


def defer_poll(connection: Connection) -> None:
    """Have the lists polled now and not only when it is time."""
    driver: Any = connection.connection.driver_connection
    job = _jobs.configure_task(POLL.name, lock=POLL.lock, queueing_lock=POLL.name, connection=driver)
    with suppress(AlreadyEnqueued), driver.transaction():
        job.defer(timestamp=0)


def forget_tickets(connection: Connection) -> None:
    """Take every job about a ticket out of the queue, also those that a worker began."""
    kinds = [kind.name for kind in KINDS if kind.of_ticket]
    connection.execute(
        text("DELETE FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = ANY(:kinds)"),
        {"kinds": kinds},
    )


def _is_no_later(waiting: datetime | None, asked: datetime | None) -> bool:
    return waiting is None or (asked is not None and waiting <= asked)


def _waiting(connection: Connection, *queueing_locks: str) -> list[Row[Any]]:
    return list(connection.execute(_WAITING, {"locks": list(queueing_locks)}))


def _cancel(connection: Connection, job_id: int) -> None:
    """Take a waiting job out of the queue; one that was begun meanwhile goes on."""
    connection.execute(
        text("SELECT procrastinate_cancel_job_v1(:id, abort => false, delete_job => true)"), {"id": job_id}
    )


def _defer(connection: Connection, kind: Kind, task_id: str, **options: Any) -> bool:
    driver: Any = connection.connection.driver_connection
    deferrer = _jobs.configure_task(kind.name, connection=driver, **options)
    try:
        # In a savepoint: when someone was faster, only this is undone and not the caller's transaction.
        with driver.transaction():
            deferrer.defer(task_id=task_id)
    except AlreadyEnqueued:
        return False
    return True
