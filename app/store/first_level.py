"""Tickets of the first-level list and where each was last seen, so that an elevation is recognised."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.store.prepared import Prepared, given
from app.store.tables import first_level_tickets as table


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLevel:
    """
    What Stagegate knows about a first-level ticket.

    `status` is where it belongs: where it was last seen or put.  All its changes until `seen_at`, by
    ClickUp's clock, are handled.  `undecided`: its elevation could not be judged.  `written_over` is the
    status that our last write replaced, until its echo was heard, `written_at` when that landed, if known.
    """

    task_id: str
    status: str
    seen_at: datetime
    undecided: bool
    written_over: str | None = None
    written_at: datetime | None = None


_COLUMNS = [table.c[name] for name in FirstLevel.__slots__]
_HERE = Prepared(select(*_COLUMNS).where(table.c.task_id == given("task_id"), table.c.gone_at.is_(None)))


def get(connection: Connection, task_id: str) -> FirstLevel | None:
    """The ticket; None if it was never seen, or is gone."""
    row = _HERE.row(connection, task_id=task_id)
    return None if row is None else FirstLevel(**row)


def last_status(connection: Connection, task_id: str) -> str | None:
    """Where a ticket was when it was last seen, also one that is gone; None if it was never seen."""
    return connection.execute(select(table.c.status).where(table.c.task_id == task_id)).scalar_one_or_none()


def see(
    connection: Connection,
    task_id: str,
    status: str,
    *,
    seen_at: datetime,
    undecided: bool = False,
    over: str | None = None,
    written_at: datetime | None = None,
) -> None:
    """
    Record that it belongs in this status, and that all its changes until `seen_at` are handled.

    `over` and `written_at`: we put it there, over that status, and when that landed.
    """
    row = {
        "status": status,
        "seen_at": seen_at,
        "undecided": undecided,
        "gone_at": None,
        "written_over": over,
        "written_at": written_at,
    }
    connection.execute(
        insert(table)
        .values(task_id=task_id, **row)
        .on_conflict_do_update(index_elements=["task_id"], set_=row)
    )


def put(
    connection: Connection,
    task_id: str,
    status: str,
    *,
    over: str | None = None,
    written_at: datetime | None = None,
) -> None:
    """Record that the bot put it into this status, see :func:`see`; does nothing if it was never seen."""
    put = update(table).where(table.c.task_id == task_id)
    connection.execute(put.values(status=status, written_over=over, written_at=written_at))


def hear_of_write(connection: Connection, task_id: str) -> None:
    """The echo of our last write was heard: it replaced what we had seen."""
    heard = update(table).where(table.c.task_id == task_id)
    connection.execute(heard.values(written_over=None, written_at=None))


def mark_gone(connection: Connection, task_id: str, at: datetime) -> None:
    """Record that it was deleted or left the list."""
    connection.execute(
        update(table).where(table.c.task_id == task_id, table.c.gone_at.is_(None)).values(gone_at=at)
    )


def undecided(connection: Connection) -> list[str]:
    """The tickets whose elevation could not be judged."""
    waiting = select(table.c.task_id).where(text("undecided"), table.c.gone_at.is_(None))
    return list(connection.execute(waiting.order_by(table.c.task_id)).scalars())
