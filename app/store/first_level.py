"""The tickets of the first-level list: where each was last seen, so that an elevation is known as one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import first_level_tickets as table


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLevel:
    """
    What is known of a first-level ticket.

    `status` is where it belongs: where it was last seen, or put.  `seen_at` is until when everything that
    happened to it is accounted for, by ClickUp's clock.  `undecided`: its elevation could not be judged.
    """

    task_id: str
    status: str
    seen_at: datetime
    undecided: bool


_COLUMNS = [table.c[name] for name in FirstLevel.__slots__]


def get(connection: Connection, task_id: str) -> FirstLevel | None:
    """The ticket, or None when it was never seen, or is gone."""
    here = (table.c.task_id == task_id, table.c.gone_at.is_(None))
    row = connection.execute(select(*_COLUMNS).where(*here)).mappings().one_or_none()
    return None if row is None else FirstLevel(**row)


def see(
    connection: Connection, task_id: str, status: str, *, seen_at: datetime, undecided: bool = False
) -> None:
    """It belongs in this status from now on, and what happened until `seen_at` was handled."""
    row = {"status": status, "seen_at": seen_at, "undecided": undecided, "gone_at": None}
    connection.execute(
        insert(table)
        .values(task_id=task_id, **row)
        .on_conflict_do_update(index_elements=["task_id"], set_=row)
    )


def put(connection: Connection, task_id: str, status: str) -> None:
    """The bot put it into this status; nothing where it was never seen."""
    connection.execute(update(table).where(table.c.task_id == task_id).values(status=status))


def mark_gone(connection: Connection, task_id: str, at: datetime) -> None:
    """It was deleted, or left the list."""
    connection.execute(
        update(table).where(table.c.task_id == task_id, table.c.gone_at.is_(None)).values(gone_at=at)
    )


def undecided(connection: Connection) -> list[str]:
    """Tickets whose elevation could not be judged."""
    waiting = select(table.c.task_id).where(text("undecided"), table.c.gone_at.is_(None))
    return list(connection.execute(waiting.order_by(table.c.task_id)).scalars())
