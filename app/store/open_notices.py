"""Counts open notices; separate from the code that sends them, which needs the rules."""

from sqlalchemy import Connection, func, select

from app.store.tables import IS_UNSETTLED, notices


def count(connection: Connection) -> dict[str, int]:
    """The number of `owed` and of `sent` notices.  Reads only those, by their index."""
    rows = connection.execute(
        select(notices.c.state, func.count().label("number")).where(IS_UNSETTLED).group_by(notices.c.state)
    )
    return {"owed": 0, "sent": 0} | {row.state: row.number for row in rows}
