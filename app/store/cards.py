"""What the card of each ticket is to say, as of the last look at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from app.store.comments import as_kept, as_said
from app.store.tables import cards
from clickup_client.comment import Comment


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, without what changes by itself; `is_final` when the ticket is closed."""

    says: Comment
    is_final: bool
    changed_at: datetime


_COLUMNS = [cards.c[name] for name in Card.__slots__]


def put(connection: Connection, task_id: str, says: Comment, *, is_final: bool, at: datetime) -> bool:
    """Keep what a ticket's card is to say; whether that is news."""
    row = {"says": as_kept(says), "is_final": is_final, "changed_at": at}
    statement = insert(cards).values(task_id=task_id, **row)
    statement = statement.on_conflict_do_update(
        index_elements=["task_id"], set_=row, where=cards.c.says.is_distinct_from(statement.excluded.says)
    )
    return connection.execute(statement.returning(cards.c.task_id)).first() is not None


def get(connection: Connection, task_id: str) -> Card | None:
    """What a ticket's card is to say; None before the first look at it."""
    row = connection.execute(select(*_COLUMNS).where(cards.c.task_id == task_id)).mappings().one_or_none()
    return None if row is None else Card(**{**row, "says": as_said(row["says"])})
