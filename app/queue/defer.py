"""
Queueing work for one ticket, always in the caller's transaction.

All work on a ticket shares one lock, so it never runs twice at the same time.  Each kind has a queueing lock
of its own, so that at most one of each waits, and a rank: a waiting job holds back those of lower rank with
the same lock even while its own time has not come, so the less urgent must never outrank the more urgent.
Its card and what goes back to first-level tickets have locks of their own as well: nothing waits for them.
"""

from collections.abc import Container
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import Connection, Row, text

RECONCILE = "reconcile"
NOTICE = "notice"
CLOCK = "clock"
CARD = "card"
SUBMISSION = "submission"
RELAY = "relay"
COMMAND = "command"


class Urgency(Enum):
    """What a delivery is worth."""

    MOVE = auto()  # somebody waits for the verdict: look now
    EDIT = auto()  # look soon, together with the edits that follow
    NONE = auto()  # nothing a rule looks at


#: Edits wait this long for more of them: ten in a second are one read.
EDIT_DELAY = timedelta(seconds=1.5)

_MOVE_RANK = 100
_AGAIN_RANK = 50
_EDIT_RANK = 10
_COMMAND_RANK = 7
_NOTICE_RANK = 5
_CLOCK_RANK = 2
_CARD_RANK = -10  # below the periodic jobs, too
_RELAY_RANK = 2

_WAITING = text(
    "SELECT id, queueing_lock, scheduled_at FROM procrastinate_jobs"
    " WHERE status = 'todo' AND queueing_lock = ANY(:locks)"
)

#: Never opened: every job is inserted on a connection that is handed in.
_jobs = App(connector=SyncPsycopgConnector())


def locks_of(task_id: str) -> tuple[str, str]:
    """The queueing locks of the jobs that :func:`defer_reconcile` adds: a move's and an edit's."""
    return f"move:{task_id}", f"edit:{task_id}"


def defer_reconcile(
    connection: Connection, task_id: str, urgency: Urgency, *, queued: Container[str] | None = None
) -> bool:
    """
    Have a ticket looked at; whether a job was added.

    None is added when one waits that will see everything committed until now: an equal one, or a move's for
    an edit.  To rely on it for rows of your own, write them under :func:`app.store.deliveries.lock_ticket`.

    `queued` are those of :func:`locks_of` under which a job waits; looked up when left out.
    """
    move, edit = locks_of(task_id)
    if queued is None:
        queued = {row.queueing_lock for row in _waiting(connection, move, edit)}
    if urgency is Urgency.MOVE:
        if move in queued:
            return False
        return _defer(connection, RECONCILE, task_id, queueing_lock=move, priority=_MOVE_RANK)
    if urgency is Urgency.EDIT:
        if move in queued or edit in queued:
            return False
        return _defer(
            connection,
            RECONCILE,
            task_id,
            queueing_lock=edit,
            priority=_EDIT_RANK,
            schedule_in={"seconds": EDIT_DELAY.total_seconds()},
        )
    return False


def defer_again(connection: Connection, task_id: str, *, at: datetime, attempt: int) -> bool:
    """Have a ticket looked at again after a failure; whether a job was added (one may wait already)."""
    again = f"again:{task_id}"
    if _waiting(connection, again):
        return False
    return _defer(
        connection,
        RECONCILE,
        task_id,
        queueing_lock=again,
        priority=_AGAIN_RANK,
        schedule_at=at,
        task_kwargs={"attempt": attempt},
    )


def forget_again(connection: Connection, task_id: str) -> None:
    """The ticket was looked at with success: a repetition that still waits is needless."""
    for row in _waiting(connection, f"again:{task_id}"):
        _cancel(connection, row.id)


def defer_notice(connection: Connection, task_id: str, at: datetime, *, attempt: int = 0) -> bool:
    """
    Have the notices of a ticket worked on at a time; whether a job was added.

    One that waits for an earlier time serves as well; one for a later time is replaced.
    """
    return _defer_at(connection, NOTICE, task_id, at, rank=_NOTICE_RANK, attempt=attempt)


def defer_clock(connection: Connection, task_id: str, at: datetime, *, attempt: int = 0) -> bool:
    """
    Have what a ticket's clock asks for done, and comments said that can wait; whether a job was added.

    One that waits serves as well, if its time is the same or earlier; another one is replaced.
    """
    return _defer_at(connection, CLOCK, task_id, at, rank=_CLOCK_RANK, attempt=attempt)


def waiting_clocks(connection: Connection) -> frozenset[str]:
    """The tickets that wait for :func:`defer_clock`'s jobs."""
    waiting = text("SELECT lock FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :name")
    locks = connection.execute(waiting, {"name": CLOCK}).scalars()
    return frozenset(lock.removeprefix("task:") for lock in locks if lock)


def defer_relay(connection: Connection, task_id: str, at: datetime, *, attempt: int = 0) -> bool:
    """
    Have what a ticket owes to its first-level tickets carried there at a time; as for notices.

    It writes nothing to the ticket, and has a lock of its own: otherwise a notice that waits for its time
    would hold it back.
    """
    return _defer_at(
        connection, RELAY, task_id, at, rank=_RELAY_RANK, attempt=attempt, lock=f"{RELAY}:{task_id}"
    )


def defer_command(
    connection: Connection, task_id: str, at: datetime | None = None, *, attempt: int = 0
) -> bool:
    """
    Have what was asked in comments of a ticket handled, now or at a time; whether a job was added.

    One that waits for now serves as well; one for a later time is replaced by one for now.
    """
    command = f"command:{task_id}"
    for row in _waiting(connection, command):
        if row.scheduled_at is None or at is not None:
            return False
        _cancel(connection, row.id)
    return _defer(
        connection,
        COMMAND,
        task_id,
        queueing_lock=command,
        priority=_COMMAND_RANK,
        schedule_at=at,
        task_kwargs={"attempt": attempt},
    )


def defer_card(connection: Connection, task_id: str, at: datetime, *, attempt: int = 0) -> bool:
    """Have the card of a ticket written at a time; whether a job was added (one may wait already)."""
    card = f"card:{task_id}"
    if _waiting(connection, card):
        return False
    return _defer(
        connection,
        CARD,
        task_id,
        lock=card,
        queueing_lock=card,
        priority=_CARD_RANK,
        schedule_at=at,
        task_kwargs={"attempt": attempt},
    )


def defer_poll(connection: Connection) -> None:
    """Have the lists polled now, and not only when it is time."""
    driver: Any = connection.connection.driver_connection
    job = _jobs.configure_task("poll", lock="poll", queueing_lock="poll", connection=driver)
    with suppress(AlreadyEnqueued), driver.transaction():
        job.defer(timestamp=0)


def submission_id(reference: str) -> str:
    """What stands for a client's report where others have the id of their ticket: it has none yet."""
    return f"{SUBMISSION}:{reference}"


def reference_in(task_id: str) -> str | None:
    """The reference in what :func:`submission_id` gave; None for the id of a ticket."""
    kind, _, reference = task_id.partition(":")
    return reference if kind == SUBMISSION and reference else None


def defer_submission(
    connection: Connection, reference: str, *, at: datetime | None = None, attempt: int = 0
) -> bool:
    """Have a ticket made of a client's report; whether a job was added.  An earlier one serves as well."""
    work = submission_id(reference)
    for row in _waiting(connection, work):
        if row.scheduled_at is None or (at is not None and row.scheduled_at <= at):
            return False
        _cancel(connection, row.id)
    return _defer(
        connection, SUBMISSION, work, queueing_lock=work, schedule_at=at, task_kwargs={"attempt": attempt}
    )


def _waiting(connection: Connection, *queueing_locks: str) -> list[Row[Any]]:
    return list(connection.execute(_WAITING, {"locks": list(queueing_locks)}))


def _defer_at(
    connection: Connection,
    kind: str,
    task_id: str,
    at: datetime,
    *,
    rank: int,
    attempt: int,
    lock: str | None = None,
) -> bool:
    """Defer a job of which one a ticket is enough; the earlier one serves."""
    queueing_lock = f"{kind}:{task_id}"
    for row in _waiting(connection, queueing_lock):
        if row.scheduled_at is None or row.scheduled_at <= at:
            return False
        _cancel(connection, row.id)
    return _defer(
        connection,
        kind,
        task_id,
        lock=lock,
        queueing_lock=queueing_lock,
        priority=rank,
        schedule_at=at,
        task_kwargs={"attempt": attempt},
    )


def _cancel(connection: Connection, job_id: int) -> None:
    """Take a waiting job out of the queue; one that was begun meanwhile goes on."""
    connection.execute(
        text("SELECT procrastinate_cancel_job_v1(:id, abort => false, delete_job => true)"), {"id": job_id}
    )


def _defer(
    connection: Connection, name: str, task_id: str, *, lock: str | None = None, **options: Any
) -> bool:
    driver: Any = connection.connection.driver_connection
    deferrer = _jobs.configure_task(name, lock=lock or f"task:{task_id}", connection=driver, **options)
    try:
        # In a savepoint: when somebody was faster, only this is undone and not the caller's transaction.
        with driver.transaction():
            deferrer.defer(task_id=task_id)
    except AlreadyEnqueued:
        return False
    return True
