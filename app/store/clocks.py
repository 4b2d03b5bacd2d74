"""When the clock of each ticket is checked next, and the result of the last check."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.store.tables import HAS_CLOCK, HAS_LEVEL, tickets

#: A time that is always due.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


def schedule_now(connection: Connection, task_id: str) -> None:
    """Let the next scan check a clock, because something it depends on has changed."""
    schedule(connection, task_id, AT_ONCE)


def schedule(connection: Connection, task_id: str, when: datetime) -> None:
    """Let the first scan after a time check a clock."""
    connection.execute(update(tickets).where(tickets.c.task_id == task_id).values(sla_next_at=when))


def schedule_all(connection: Connection, open_stages: Iterable[str]) -> int:
    """
    Let the next scan check all clocks, because something they depend on has changed; return their number.

    Tickets in closed stages are included only if they show a mark.
    """
    concerned = or_(tickets.c.stage.in_(list(open_stages)), tickets.c.sla_shown != literal([], JSONB))
    statement = update(tickets).where(tickets.c.gone_at.is_(None), concerned).values(sla_next_at=AT_ONCE)
    return connection.execute(statement).rowcount


def due(connection: Connection, now: datetime, *, most: int) -> Sequence[Any]:
    """
    The rows of tickets whose clock is due, the longest due first.  Reads only those, by an index.

    They are locked until the transaction ends; rows that another transaction is changing are left out.
    """
    statement = (
        select(tickets)
        .where(HAS_CLOCK, tickets.c.sla_next_at <= now)
        .order_by(tickets.c.sla_next_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return connection.execute(statement).mappings().all()


def record_check(
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
    Store the result of checking a clock.

    `sla` is the SLA of the visit if none was stored when it began, `told` the worst level reported to people,
    and `shown` the marks on the ticket, if they were read.
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
    """The number of tickets by stage and level; reads only tickets with a limit, by an index."""
    rows = connection.execute(
        select(tickets.c.stage, tickets.c.sla_level, func.count().label("number"))
        .where(HAS_LEVEL)
        .group_by(tickets.c.stage, tickets.c.sla_level)
    )
    return [(row.stage, row.sla_level, row.number) for row in rows]
