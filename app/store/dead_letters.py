"""Tickets whose work was given up after its last attempt, until it succeeds or someone acknowledges it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.prepared import Asked, Prepared, given, together
from app.store.tables import dead_letters

#: An error's text is for people; the log has all of it.
LONGEST_ERROR = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A ticket that was given up: why, after how many attempts, and when."""

    task_id: str
    error: str
    attempts: int
    at: datetime
    acknowledged: bool


_CLEARING = Prepared(
    delete(dead_letters).where(dead_letters.c.task_id == given("task_id")).returning(dead_letters.c.task_id)
)
_DEAD_LETTER = [dead_letters.c[name] for name in DeadLetter.__slots__]


def bury(connection: Connection, *, task_id: str, error: str, attempts: int) -> None:
    """Give a ticket up.  If it was given up before, this replaces the entry and its acknowledgement."""
    row = {
        "error": error.replace("\0", "")[:LONGEST_ERROR],  # PostgreSQL's text holds no NUL
        "attempts": attempts,
        "at": func.now(),
        "acknowledged": False,
    }
    connection.execute(
        insert(dead_letters)
        .values(task_id=task_id, **row)
        .on_conflict_do_update(index_elements=["task_id"], set_=row)
    )


def clear(connection: Connection, task_id: str) -> bool:
    """Delete the entry of a ticket whose work succeeded; return whether there was one."""
    (found,) = together(connection, clear_asked(task_id))
    return bool(found)


def clear_asked(task_id: str) -> Asked:
    """What :func:`clear` runs, to be run together with more: it returns a row if there was an entry."""
    return _CLEARING.asked(task_id=task_id)


def acknowledge(connection: Connection, task_id: str) -> bool:
    """Stop warnings about a ticket; return whether there was an entry."""
    changed = connection.execute(
        update(dead_letters)
        .where(dead_letters.c.task_id == task_id, dead_letters.c.acknowledged.is_(False))
        .values(acknowledged=True)
    )
    return changed.rowcount > 0


def every(connection: Connection) -> list[DeadLetter]:
    """All given-up tickets, oldest first."""
    rows = connection.execute(select(*_DEAD_LETTER).order_by(dead_letters.c.at, dead_letters.c.task_id))
    return [DeadLetter(**row) for row in rows.mappings()]


def count(connection: Connection) -> int:
    """The number of given-up tickets that no one acknowledged."""
    return connection.execute(
        select(func.count()).where(dead_letters.c.acknowledged.is_(False)).select_from(dead_letters)
    ).scalar_one()
