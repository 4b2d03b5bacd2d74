"""When the clocks of tickets stood: because of a mark on the ticket, or because somebody said so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store import clocks
from app.store.tables import IS_OPEN, pauses

#: `mark`: the tag or field that the process file names.  `command`: `/pause`, until `/resume`.
Cause = Literal["mark", "command"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """
    A time during which a clock stood; it still stands where `ended_at` is None.

    `reason` and `by` are for people: why, and the name of who did it, where that is known.
    """

    cause: Cause
    began_at: datetime
    ended_at: datetime | None
    reason: str | None
    by: str | None


_COLUMNS = [pauses.c[name] for name in Pause.__slots__]


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
    Let a clock stand from then on.  Whether it was news: of each cause one pause is open at a time.

    The clock is looked at anew soon.  It goes on when no cause is left.
    """
    statement = insert(pauses).values(task_id=task_id, cause=cause, began_at=at, reason=reason, by=by)
    only = statement.on_conflict_do_nothing(index_elements=["task_id", "cause"], index_where=IS_OPEN)
    is_news = connection.execute(only.returning(pauses.c.pause_id)).first() is not None
    if is_news:
        clocks.look_soon(connection, task_id)
    return is_news


def end(connection: Connection, task_id: str, cause: Cause, at: datetime) -> Pause | None:
    """
    End the pause of a cause.  Returns it as it now is, or None where none was open.

    Another cause may still let the clock stand: see :func:`standing`.
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
    clocks.look_soon(connection, task_id)
    return Pause(**row)


def standing(connection: Connection, task_id: str) -> Sequence[Pause]:
    """The open pauses of a ticket, oldest first; none: its clock goes."""
    rows = connection.execute(
        select(*_COLUMNS).where(pauses.c.task_id == task_id, IS_OPEN).order_by(pauses.c.pause_id)
    )
    return [Pause(**row) for row in rows.mappings()]


def of(connection: Connection, task_id: str, *, since: datetime) -> Sequence[Pause]:
    """The pauses of a ticket that lasted beyond a moment, such as when it entered its stage."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(pauses.c.task_id == task_id, or_(IS_OPEN, pauses.c.ended_at > since))
        .order_by(pauses.c.pause_id)
    )
    return [Pause(**row) for row in rows.mappings()]
