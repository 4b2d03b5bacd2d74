"""Work that should have been done a while ago and that no job is about to do."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Text,
    cast,
    column,
    func,
    literal,
    select,
    table,
)

from app.store.comments import LATER, CommentKind
from app.store.tables import (
    IS_DUE,
    IS_OWED,
    IS_UNANSWERED,
    IS_UNFINISHED,
    IS_UNSETTLED,
    commands,
    comments,
    dead_letters,
    deliveries,
    notices,
    relays,
)
from app.store.tables import submissions as reported

_jobs = table("procrastinate_jobs", column("lock"), column("status"), column("task_name"))


def tickets(connection: Connection, *, age: timedelta) -> Sequence[str]:
    """Tickets with a delivery or a comment waiting for longer than `age`, and no job that will see to it."""
    unseen = deliveries.c.handled_at.is_(None)
    unhandled = _overdue(deliveries.c.task_id, deliveries.c.received_at, age, unseen, job="reconcile")
    is_due = IS_DUE & comments.c.kind.not_in((CommentKind.CARD, *LATER))
    unsaid = _overdue(comments.c.task_id, comments.c.created_at, age, is_due, job="reconcile")
    return connection.execute(unhandled.union(unsaid).order_by("task_id")).scalars().all()


def tickets_with_later_comments(connection: Connection, *, age: timedelta) -> Sequence[str]:
    """Tickets with a comment that no move waits for, and no job that will see to it."""
    is_due = IS_DUE & comments.c.kind.in_(LATER)
    unsaid = _overdue(comments.c.task_id, comments.c.created_at, age, is_due, job="clock")
    return connection.execute(unsaid.order_by("task_id")).scalars().all()


def tickets_with_notices(connection: Connection, *, age: timedelta) -> Sequence[str]:
    """Tickets with a notice due since longer than `age`, and no job that will see to it."""
    unsent = _overdue(notices.c.task_id, notices.c.not_before, age, IS_UNSETTLED, job="notice")
    return connection.execute(unsent.order_by("task_id")).scalars().all()


def submissions(connection: Connection, *, age: timedelta) -> Sequence[str]:
    """Reports of clients, as the queue names them, that wait for longer than `age` without a job."""
    work = literal("submission:") + reported.c.reference
    waiting = _overdue(work, reported.c.received_at, age, IS_UNFINISHED, job="submission")
    return connection.execute(waiting).scalars().all()


def tickets_with_relays(connection: Connection, *, age: timedelta) -> Sequence[str]:
    """Tickets that owe first-level tickets something for longer than `age`, and no job that sees to it."""
    owed = _overdue(relays.c.task_id, relays.c.created_at, age, IS_OWED, job="relay", lock="relay")
    return connection.execute(owed.order_by("task_id")).scalars().all()


def tickets_with_commands(connection: Connection, *, age: timedelta) -> Sequence[str]:
    """Tickets with a command that waits for longer than `age`, and no job that will see to it."""
    unanswered = _overdue(commands.c.task_id, commands.c.received_at, age, IS_UNANSWERED, job="command")
    return connection.execute(unanswered.order_by("task_id")).scalars().all()


def _overdue(
    task_id: ColumnElement[str],
    since: Column[object],
    age: timedelta,
    waits: ColumnElement[bool],
    *,
    job: str,
    lock: str = "task",
) -> Select[str]:
    will_run = (
        select(literal(1))
        .where(
            _jobs.c.lock == f"{lock}:" + task_id,
            cast(_jobs.c.status, Text).in_(("todo", "doing")),
            _jobs.c.task_name == job,
        )
        .exists()
    )
    # A ticket that was given up waits for somebody, unless something newer has come.
    given_up = select(literal(1)).where(dead_letters.c.task_id == task_id, dead_letters.c.at > since).exists()
    return (
        select(task_id)
        .distinct()
        .where(waits, task_id.is_not(None), since < func.now() - age, ~will_run, ~given_up)
    )
