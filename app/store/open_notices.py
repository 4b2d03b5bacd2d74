"""How many notices are still under way; apart from what works on them, which needs the rules."""

from sqlalchemy import Connection, func, select

from app.store.tables import IS_UNSETTLED, notices


def count(connection: Connection) -> dict[str, int]:
    """How many are `owed` and how many `sent`.  Reads only those, by their index."""
    rows = connection.execute(
        select(notices.c.state, func.count().label("number")).where(IS_UNSETTLED).group_by(notices.c.state)
    )
    return {"owed": 0, "sent": 0} | {row.state: row.number for row in rows}
