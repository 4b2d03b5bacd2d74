"""
Comments on many tickets that one person moved at once: the first mentions them for all, the others no one.

Each has the id of the first one as its `summary_id`.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from app.store.comments import Owed
from app.store.deliveries import TICKETS_MOVED
from app.store.prepared import Prepared, given
from app.store.tables import IS_DUE, comments

_BEGINNING = Prepared(
    update(comments)
    .where(comments.c.effect_id == given("of_effect"), given("many") > TICKETS_MOVED)
    .values(attempted_at=given("attempted_at"))
    .returning(comments.c.effect_id)
)


def begin_alone(
    connection: Connection, owed: Owed, at: datetime, *, delivery_id: int, many: int, within: timedelta
) -> bool:
    """
    Record that a call is about to be made, as :func:`app.store.comments.attempt` does; return whether it was.

    It is not if the comment is about one of `many` tickets or more that its person moved together with that
    of the delivery, `within` this time.
    """
    begun = _BEGINNING.row(
        connection,
        of_effect=owed.effect_id,
        attempted_at=at,
        mover_id=owed.mover_id,
        along_with=delivery_id,
        many=many,
        within=within,
    )
    return begun is not None


def join(connection: Connection, owed: Owed, *, not_before: datetime) -> int:
    """
    Add a comment to those of a bulk move, and return the first one, which may be itself.

    The first one is posted at `not_before`, some time after the last ticket joined.
    """
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"summary:{owed.mover_id}", 0))
    connection.execute(select(lock))
    waiting = (
        update(comments)
        .where(
            comments.c.summary_id == comments.c.effect_id,
            comments.c.mover_id == owed.mover_id,
            IS_DUE,
            comments.c.comment_id.is_(None),
            comments.c.attempted_at.is_(None),
        )
        .values(not_before=not_before)
        .returning(comments.c.effect_id)
    )
    found: int | None = connection.execute(waiting).scalar()
    joins: dict[str, object] = {"summary_id": found}
    if found is None:
        joins = {"summary_id": owed.effect_id, "not_before": not_before}
    connection.execute(update(comments).where(comments.c.effect_id == owed.effect_id).values(joins))
    return owed.effect_id if found is None else found


def others(connection: Connection, first_id: int) -> list[dict[str, str]]:
    """What the other comments of a bulk move are about: the `name` and `url` of each ticket."""
    rows = connection.execute(
        select(comments.c.about)
        .where(comments.c.summary_id == first_id, comments.c.effect_id != first_id)
        .order_by(comments.c.effect_id)
    )
    return [row.about for row in rows]
