"""Commands that people gave in comments, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import IS_UNANSWERED, commands


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCommand:
    """A command not handled yet; `at` is when it was posted."""

    comment_id: str
    task_id: str
    user_id: int
    user_name: str | None
    text: str
    at: datetime


_COLUMNS = [commands.c[name] for name in PendingCommand.__slots__]


def add(
    connection: Connection,
    *,
    comment_id: str,
    task_id: str,
    user_id: int,
    user_name: str | None,
    text: str,
    at: datetime | None,
) -> bool:
    """Store a command; return whether it is new."""
    row = {
        "comment_id": comment_id,
        "task_id": task_id,
        "user_id": user_id,
        "user_name": user_name,
        "text": text,
        "at": func.now() if at is None else at,
    }
    statement = insert(commands).values(row).on_conflict_do_nothing().returning(commands.c.comment_id)
    return connection.execute(statement).first() is not None


def waiting(connection: Connection, task_id: str) -> Sequence[PendingCommand]:
    """The unhandled commands of a ticket, oldest first."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(commands.c.task_id == task_id, IS_UNANSWERED)
        .order_by(commands.c.at, commands.c.comment_id)
    )
    return [PendingCommand(**row) for row in rows.mappings()]


def handled(connection: Connection, comment_id: str) -> None:
    """Mark a command as handled: it was answered, or needs no answer."""
    connection.execute(
        update(commands).where(commands.c.comment_id == comment_id).values(handled_at=func.now())
    )
