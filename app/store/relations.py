"""Which ticket came from which first-level ticket.  Rows are never deleted; gone tickets are left out."""

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from app.store.prepared import Prepared, given
from app.store.tables import first_level_tickets, relations

_GONE = select(first_level_tickets.c.task_id).where(first_level_tickets.c.gone_at.is_not(None))
#: The first-level tickets of a ticket, oldest first, without those known to be gone.
FIRST_LEVEL = Prepared(
    select(relations.c.first_level_id)
    .where(relations.c.task_id == given("task_id"), relations.c.first_level_id.not_in(_GONE))
    .order_by(relations.c.created_at, relations.c.first_level_id)
)


def add(connection: Connection, *, first_level_id: str, task_id: str) -> bool:
    """Store that these two belong together; return whether it is new."""
    statement = (
        insert(relations)
        .values(first_level_id=first_level_id, task_id=task_id)
        .on_conflict_do_nothing()
        .returning(relations.c.task_id)
    )
    return connection.execute(statement).first() is not None


def tickets_of(connection: Connection, first_level_id: str) -> list[str]:
    """The tickets that a first-level ticket became, newest first, including deleted ones."""
    rows = (
        select(relations.c.task_id)
        .where(relations.c.first_level_id == first_level_id)
        .order_by(relations.c.created_at.desc(), relations.c.task_id)
    )
    return list(connection.execute(rows).scalars())


def first_level_of(connection: Connection, task_id: str) -> list[str]:
    """The first-level tickets of a ticket, oldest first, without those known to be gone."""
    return [row["first_level_id"] for row in FIRST_LEVEL.rows(connection, task_id=task_id)]


def count(connection: Connection, first_level_id: str) -> int:
    """The number of tickets that a first-level ticket became so far."""
    number = select(func.count()).where(relations.c.first_level_id == first_level_id)
    return connection.execute(number.select_from(relations)).scalar_one()
