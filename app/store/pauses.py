"""Pauses of SLA clocks: because of a mark on the ticket, or by a person's command."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store import clocks
from app.store.prepared import Prepared, Rows, given
from app.store.tables import IS_OPEN, pauses

#: `mark`: the tag or field that the process file names.  `command`: `/pause`, until `/resume`.
Cause = Literal["mark", "command"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """
    A time during which a clock was paused; the pause is open if `ended_at` is None.

    `reason` and `by` are for people: why, and the name of who paused it, if known.
    """

    cause: Cause
    began_at: datetime
    ended_at: datetime | None
    reason: str | None
    by: str | None


_COLUMNS = [pauses.c[name] for name in Pause.__slots__]
#: The open pauses of a ticket.
STANDING = Prepared(
    select(*_COLUMNS).where(pauses.c.task_id == given("task_id"), IS_OPEN).order_by(pauses.c.pause_id)
)
_SINCE = Prepared(
    select(*_COLUMNS)
    .where(pauses.c.task_id == given("task_id"), or_(IS_OPEN, pauses.c.ended_at > given("since")))
    .order_by(pauses.c.pause_id)
)


def begin(
    connection: Connection,
    task_id: str,
    cause: Cause,
    at: datetime,
    *,
    reason: str | None = None,
    by: str | None = None,
) -> bool:
    """
    Pause a clock from a moment on; return whether it is new: each cause has one open pause at a time.

    The next scan checks the clock.  It resumes when no cause is left.
    """
    statement = insert(pauses).values(task_id=task_id, cause=cause, began_at=at, reason=reason, by=by)
    only = statement.on_conflict_do_nothing(index_elements=["task_id", "cause"], index_where=IS_OPEN)
    is_news = connection.execute(only.returning(pauses.c.pause_id)).first() is not None
    if is_news:
        clocks.schedule_now(connection, task_id)
    return is_news


def end(connection: Connection, task_id: str, cause: Cause, at: datetime) -> Pause | None:
    """
    End the pause of a cause.  Returns the ended pause, or None if none was open.

    Another cause may still pause the clock: see :func:`standing`.
    """
    statement = (
        update(pauses)
        .where(pauses.c.task_id == task_id, pauses.c.cause == cause, IS_OPEN)
        .values(ended_at=at)
        .returning(*_COLUMNS)
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    clocks.schedule_now(connection, task_id)
    return Pause(**row)


def standing(connection: Connection, task_id: str) -> Sequence[Pause]:
    """The open pauses of a ticket, oldest first; if there are none, its clock is running."""
    return standing_of(STANDING.rows(connection, task_id=task_id))


def standing_of(rows: Rows) -> Sequence[Pause]:
    """The same, from the rows of :data:`STANDING`."""
    return [Pause(**row) for row in rows]


def of(connection: Connection, task_id: str, *, since: datetime) -> Sequence[Pause]:
    """The pauses of a ticket that ended after a moment, such as its entry into the stage, or are open."""
    return [Pause(**row) for row in _SINCE.rows(connection, task_id=task_id, since=since)]


def spans(
    connection: Connection, task_ids: Iterable[str]
) -> dict[str, list[tuple[datetime, datetime | None]]]:
    """When each of these tickets was paused: beginning and end, which is None for an open pause."""
    found: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for row in connection.execute(
        select(pauses.c.task_id, pauses.c.began_at, pauses.c.ended_at)
        .where(pauses.c.task_id.in_(list(task_ids)))
        .order_by(pauses.c.pause_id)
    ):
        found.setdefault(row.task_id, []).append((row.began_at, row.ended_at))
    return found
