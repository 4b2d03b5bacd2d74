"""Queues work, always in the caller's transaction.  :mod:`app.queue.kinds` lists the kinds of work."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from app.queue.kinds import EDIT_RANK, KINDS, MOVE_RANK, POLL, RECONCILE, Kind, Waiting
from app.store.prepared import Asked, Prepared, Rows, together
from app.store.receive import Job

if TYPE_CHECKING:
    from procrastinate import App


class Urgency(Enum):
    """How soon a delivery needs a look."""

    MOVE = auto()  # someone waits for the verdict: look now
    EDIT = auto()  # look soon, together with the edits that follow
    NONE = auto()  # nothing a rule looks at


#: Edits wait this long for more of them: ten in a second are one read.
EDIT_DELAY = timedelta(seconds=1.5)

_WAITING = Prepared(
    text(
        "SELECT id, queueing_lock, scheduled_at, coalesce((args->>'attempt')::int, 0) AS attempt"
        " FROM procrastinate_jobs"
        " WHERE status = 'todo' AND queueing_lock = ANY(:locks)"
    )
)
# After a power failure the job runs and finds nothing: the statement need not wait for the disk.
_FORGETTING_EDITS = Prepared(
    text(
        "SELECT procrastinate_cancel_job_v1(id, abort => false, delete_job => true) FROM procrastinate_jobs"
        " WHERE status = 'todo' AND queueing_lock = :queueing_lock"
        " AND NOT EXISTS (SELECT FROM deliveries WHERE task_id = :task_id AND handled_at IS NULL)"
        " AND set_config('synchronous_commit', 'off', true) = 'off'"
    )
)
_FORGETTING_AGAIN = Prepared(
    text(
        "SELECT procrastinate_cancel_job_v1(id, abort => false, delete_job => true) FROM procrastinate_jobs"
        " WHERE status = 'todo' AND queueing_lock = :queueing_lock"
    )
)


@cache
def _jobs() -> "App":
    """Never opened: every job is inserted on a connection that is handed in.  Most commands queue nothing."""
    from procrastinate import App, SyncPsycopgConnector  # noqa: PLC0415 - takes a sixth of their start

    return App(connector=SyncPsycopgConnector())


def _already_enqueued() -> type[Exception]:
    """What procrastinate raises for a job that waits already."""
    from procrastinate.exceptions import AlreadyEnqueued  # noqa: PLC0415 - as above

    return AlreadyEnqueued


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
    Queue a job, for a time or for the next free worker.  Returns whether a job was added.

    No job is added if a waiting one serves as well: see :class:`app.queue.kinds.Waiting`.

    Args:
        connection: The caller's transaction.
        kind: The kind of work.
        task_id: The ticket, or the result of :meth:`app.queue.kinds.Kind.id_of`.
        at: When the job should run; None for as soon as possible.
        attempt: How often the work has failed since it last succeeded.
        hosts: The code hosts that it waits for, by name.
    """
    queueing_lock = kind.queueing_lock(task_id)
    for row in _waiting(connection, queueing_lock):
        if kind.waiting is Waiting.ONE_IS_ENOUGH:
            return False
        if _is_no_later(row["scheduled_at"], at):
            if attempt in range(1, row["attempt"]):
                at = row["scheduled_at"]  # something new failed: its count begins again
            else:
                return False
        _cancel(connection, row["id"])
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
    """Queue work now that was forgotten or given up.  Returns whether a job was added."""
    if kind is RECONCILE:
        return defer_reconcile(connection, task_id, Urgency.MOVE)
    return defer(connection, kind, task_id, at=None if kind.at_once else now)


def reconcile_jobs(task_id: str) -> tuple[Job, Job]:
    """Return the two jobs that look at a ticket: after a move, and after an edit."""
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
    Queue a look at a ticket.  Returns whether a job was added.

    No job is added if a waiting one will see everything committed until now: an equal one, or one for a move
    if this is for an edit.  If the look must see rows of yours, write them under
    :func:`app.store.deliveries.lock_ticket`.  For a delivery, :func:`app.store.receive.receive` queues the
    look.
    """
    if urgency is Urgency.NONE:
        return False
    move, edit = reconcile_jobs(task_id)
    queued = {row["queueing_lock"] for row in _waiting(connection, move.queueing_lock, edit.queueing_lock)}
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
    """Cancel the waiting retry of a ticket, because a look at it has succeeded."""
    together(connection, forget_again_asked(task_id))


def forget_again_asked(task_id: str) -> Asked:
    """What :func:`forget_again` runs, to be run together with more."""
    return _FORGETTING_AGAIN.asked(queueing_lock=RECONCILE.queueing_lock(task_id))


def forget_edits_asked(task_id: str) -> Asked:
    """
    Cancel the look that waits because of edits, if no delivery waits: an earlier look has seen the edits.

    Run it under :func:`app.store.deliveries.lock_ticket`, so that no delivery counts on that look meanwhile.
    """
    _, edit = reconcile_jobs(task_id)
    return _FORGETTING_EDITS.asked(queueing_lock=edit.queueing_lock, task_id=task_id)


def tickets_waiting(connection: Connection, kind: Kind) -> frozenset[str]:
    """Return the tickets for which a job of a kind waits."""
    waiting = text(
        "SELECT args->>'task_id' FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :name"
    )
    return frozenset(connection.execute(waiting, {"name": kind.name}).scalars())


def defer_poll(connection: Connection) -> None:
    """Queue a poll of the lists now."""
    driver: Any = connection.connection.driver_connection
    job = _jobs().configure_task(POLL.name, lock=POLL.lock, queueing_lock=POLL.name, connection=driver)
    with suppress(_already_enqueued()), driver.transaction():
        job.defer(timestamp=0)


def forget_tickets(connection: Connection) -> None:
    """Delete all jobs for tickets from the queue, also running ones."""
    kinds = [kind.name for kind in KINDS if kind.of_ticket]
    connection.execute(
        text("DELETE FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = ANY(:kinds)"),
        {"kinds": kinds},
    )


def _is_no_later(waiting: datetime | None, asked: datetime | None) -> bool:
    return waiting is None or (asked is not None and waiting <= asked)


def _waiting(connection: Connection, *queueing_locks: str) -> Rows:
    return _WAITING.rows(connection, locks=list(queueing_locks))


def _cancel(connection: Connection, job_id: int) -> None:
    """Cancel a waiting job; a job that a worker has started in the meantime continues."""
    connection.execute(
        text("SELECT procrastinate_cancel_job_v1(:id, abort => false, delete_job => true)"), {"id": job_id}
    )


def _defer(connection: Connection, kind: Kind, task_id: str, **options: Any) -> bool:
    driver: Any = connection.connection.driver_connection
    deferrer = _jobs().configure_task(kind.name, connection=driver, **options)
    try:
        # In a savepoint: if another one was faster, only this is undone and not the caller's transaction.
        with driver.transaction():
            deferrer.defer(task_id=task_id)
    except _already_enqueued():
        return False
    return True
