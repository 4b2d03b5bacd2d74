"""When the clock of each ticket is to be looked at next, and what was last seen of it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables import HAS_CLOCK, HAS_LEVEL, tickets

#: A time that has come whatever the clock says.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


def look_soon(connection: Connection, task_id: str) -> None:
    """Something that a clock depends on has changed: have the next scan look at it."""
    look_at(connection, task_id, AT_ONCE)


def look_at(connection: Connection, task_id: str, when: datetime) -> None:
    """Have a clock looked at by the first scan from then on."""
    connection.execute(update(tickets).where(tickets.c.task_id == task_id).values(sla_next_at=when))


def look_at_all(connection: Connection, open_stages: Iterable[str]) -> int:
    """
    What all clocks depend on has changed: have the next scan look at them; how many they are.

    Those of tickets in closed stages only where views show something of them.
    """
    concerned = or_(tickets.c.stage.in_(list(open_stages)), tickets.c.sla_shown != literal([], JSONB))
    statement = update(tickets).where(tickets.c.gone_at.is_(None), concerned).values(sla_next_at=AT_ONCE)
    return connection.execute(statement).rowcount


def due(connection: Connection, now: datetime, *, most: int) -> Sequence[Any]:
    """
    The rows of tickets whose clock is to be looked at, the longest due first.  Reads only those, by an index.

    They are locked until the transaction ends; those that somebody else is just changing are left out.
    """
    statement = (
        select(tickets)
        .where(HAS_CLOCK, tickets.c.sla_next_at <= now)
        .order_by(tickets.c.sla_next_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return connection.execute(statement).mappings().all()


def looked(
    connection: Connection,
    task_id: str,
    *,
    sla: str,
    level: str,
    told: str,
    next_at: datetime | None,
    shown: Iterable[str] | None = None,
) -> None:
    """
    Keep what was seen of a clock.

    `sla` is what the visit keeps to if nobody wrote it down when it began, `told` the worst level that
    somebody was told of, and `shown` the marks that stand on the ticket, where those were looked at.
    """
    seen: dict[str, Any] = {
        "sla": func.coalesce(tickets.c.sla, sla),
        "sla_level": level,
        "sla_told": told,
        "sla_next_at": next_at,
    }
    if shown is not None:
        seen["sla_shown"] = sorted(shown)
    connection.execute(update(tickets).where(tickets.c.task_id == task_id).values(**seen))


def count(connection: Connection) -> Sequence[tuple[str, str, int]]:
    """How many tickets are at which level in which stage; reads only those that have a limit, by an index."""
    rows = connection.execute(
        select(tickets.c.stage, tickets.c.sla_level, func.count().label("number"))
        .where(HAS_LEVEL)
        .group_by(tickets.c.stage, tickets.c.sla_level)
    )
    return [(row.stage, row.sla_level, row.number) for row in rows]
