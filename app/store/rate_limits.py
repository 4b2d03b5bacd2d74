"""Counts repeated requests, for all web processes together."""

from datetime import timedelta

from sqlalchemy import Connection, case, func
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import rate_counts


def count(connection: Connection, name: str, *, window: timedelta) -> tuple[int, timedelta]:
    """
    Add one; return the count within the time window, and the rest of the window.

    A window begins with the first request, by the database's clock; the next window begins with the first
    request after its end.
    """
    over = rate_counts.c.began_at <= func.now() - window
    statement = (
        insert(rate_counts)
        .values(name=name, began_at=func.now(), hits=1)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={
                "began_at": case((over, func.now()), else_=rate_counts.c.began_at),
                "hits": case((over, 1), else_=rate_counts.c.hits + 1),
            },
        )
        .returning(rate_counts.c.hits, (rate_counts.c.began_at + window - func.now()).label("left"))
    )
    row = connection.execute(statement).one()
    return row.hits, row.left
