"""Finds overdue work for which no job is queued."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import (
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
    union,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.store.comments import LATER, CommentKind
from app.store.tables import (
    IS_DUE,
    IS_NOT_SETTLED,
    IS_OWED,
    IS_SIGNING_IN,
    IS_UNANSWERED,
    IS_UNFINISHED,
    IS_UNSETTLED,
    client_reports,
    commands,
    comments,
    dead_letters,
    deliveries,
    fillings,
    notices,
    relays,
    sign_ins,
)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows that need a job: the id of what each is about, since when it waits, and whether it still does."""

    task_id: ColumnElement[str]
    since: ColumnElement[object]
    waits: ColumnElement[bool]


DELIVERIES = Rows(deliveries.c.task_id, deliveries.c.received_at, deliveries.c.handled_at.is_(None))
COMMENTS = Rows(
    comments.c.task_id,
    comments.c.created_at,
    IS_DUE & comments.c.kind.not_in((CommentKind.CARD, *LATER)),
)
#: Comments that no move waits for.
LATER_COMMENTS = Rows(comments.c.task_id, comments.c.created_at, IS_DUE & comments.c.kind.in_(LATER))
COMMANDS = Rows(commands.c.task_id, commands.c.received_at, IS_UNANSWERED)
FILLINGS = Rows(fillings.c.task_id, fillings.c.received_at, IS_NOT_SETTLED & (fillings.c.state == "waiting"))
SIGN_INS = Rows(sign_ins.c.task_id, sign_ins.c.begun_at, IS_SIGNING_IN)
NOTICES = Rows(notices.c.task_id, notices.c.not_before, IS_UNSETTLED)
RELAYS = Rows(relays.c.task_id, relays.c.created_at, IS_OWED)
CLIENT_REPORTS = Rows(
    literal("client_report:") + client_reports.c.reference, client_reports.c.received_at, IS_UNFINISHED
)

_jobs = table("procrastinate_jobs", column("args", JSONB), column("status"), column("task_name"))


def tickets(connection: Connection, rows: Iterable[Rows], *, job: str, age: timedelta) -> Sequence[str]:
    """What has such rows for longer than `age` and no job of this name."""
    found = union(*(_overdue(some, job, age) for some in rows))
    return connection.execute(found.order_by("task_id")).scalars().all()


def has(connection: Connection, rows: Iterable[Rows], task_id: str) -> bool:
    """Whether a ticket has such rows, however new."""
    return any(
        connection.scalar(select(select(literal(1)).where(some.task_id == task_id, some.waits).exists()))
        for some in rows
    )


def _overdue(rows: Rows, job: str, age: timedelta) -> Select[str]:
    will_run = (
        select(literal(1))
        .where(
            _jobs.c.args["task_id"].astext == rows.task_id,
            cast(_jobs.c.status, Text).in_(("todo", "doing")),
            _jobs.c.task_name == job,
        )
        .exists()
    )
    # A ticket that was given up waits for someone, unless something newer has come.
    given_up = (
        select(literal(1))
        .where(dead_letters.c.task_id == rows.task_id, dead_letters.c.at > rows.since)
        .exists()
    )
    return (
        select(rows.task_id.label("task_id"))
        .distinct()
        .where(rows.waits, rows.task_id.is_not(None), rows.since < func.now() - age, ~will_run, ~given_up)
    )
