"""Notices owed to clients, once for each cause."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store import counters
from app.store.prepared import Prepared, Rows, given
from app.store.tables import IS_UNSETTLED, notices
from rules.notices import NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    One notice to a client.

    States: `owed` -> `sent` (the Automation was triggered) -> `received` (its receipt was seen), or
    `told_by_comment` / `handed_over` (the fallbacks), or `dropped` (no longer true before it was sent).
    """

    notice_id: int
    task_id: str
    kind: NoticeKind
    cause: str
    day: date | None
    text: str | None
    state: str
    not_before: datetime
    attempted_at: datetime | None
    sent_at: datetime | None


_COLUMNS = [notices.c[name] for name in Notice.__slots__]
#: The open notices of a ticket.
OPEN = Prepared(
    select(*_COLUMNS).where(notices.c.task_id == given("task_id"), IS_UNSETTLED).order_by(notices.c.notice_id)
)


def owe(
    connection: Connection, *, task_id: str, kind: str, cause: str, day: date | None, not_before: datetime
) -> None:
    """Store an owed notice; once for the same cause."""
    connection.execute(
        insert(notices)
        .values(task_id=task_id, kind=kind, cause=cause, day=day, state="owed", not_before=not_before)
        .on_conflict_do_nothing()
    )


def open_of(connection: Connection, task_id: str) -> list[Notice]:
    """The open notices of a ticket, oldest first."""
    return open_in(OPEN.rows(connection, task_id=task_id))


def open_in(rows: Rows) -> list[Notice]:
    """The same, from the rows of :data:`OPEN`."""
    return [Notice(**row) for row in rows]


def all_of(connection: Connection, task_id: str) -> list[Notice]:
    """All notices of a ticket, oldest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(notices.c.task_id == task_id).order_by(notices.c.notice_id)
    )
    return [Notice(**row) for row in rows.mappings()]


def was_told(connection: Connection, task_id: str, day: date) -> bool:
    """Whether it is certain that the client was told a day: by a mail with a receipt, or by a comment."""
    found = select(notices.c.notice_id).where(
        notices.c.task_id == task_id,
        notices.c.day == day,
        notices.c.state.in_(("received", "told_by_comment")),
    )
    return connection.execute(found.limit(1)).first() is not None


def dropped_at(connection: Connection, task_id: str, at: datetime) -> list[NoticeKind]:
    """The kinds of a ticket's notices that were dropped at that very moment, oldest first."""
    rows = connection.execute(
        select(notices.c.kind)
        .where(notices.c.task_id == task_id, notices.c.state == "dropped", notices.c.settled_at == at)
        .order_by(notices.c.notice_id)
    )
    return list(rows.scalars())


def count(connection: Connection, since: datetime) -> dict[tuple[str, str], int]:
    """The number of notices owed since a moment, by kind and state, if still stored."""
    rows = connection.execute(
        select(notices.c.kind, notices.c.state, func.count())
        .where(notices.c.created_at >= since)
        .group_by(notices.c.kind, notices.c.state)
        .order_by(notices.c.kind, notices.c.state)
    )
    return {(kind, state): number for kind, state, number in rows}


def change(connection: Connection, notice_id: int, **columns: Any) -> None:
    """Change columns of a notice.  Each state it reaches is counted once."""
    this = notices.c.notice_id == notice_id
    before = connection.execute(select(notices.c.kind, notices.c.state).where(this).with_for_update()).one()
    connection.execute(update(notices).where(this).values(**columns))
    state = columns.get("state", before.state)
    if state != before.state:
        counters.add(connection, notices=[{"kind": before.kind, "state": state}])
