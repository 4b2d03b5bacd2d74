"""The stages of the process that ran last, and what follows when they change."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, case, func, select, update

from app.store import key_values
from app.store.tables import moves, tickets

_KEPT = "stages"
_LOCK = "stages of the process"


def alone(connection: Connection) -> None:
    """Let no other process change them until the end of the transaction."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK))))


def kept(connection: Connection) -> list[list[Any]] | None:
    """Name, status and status id of each stage that there was, in order; None before the first start."""
    found: list[list[Any]] | None = key_values.get(connection, _KEPT)
    return found


def keep(connection: Connection, stages: Sequence[Sequence[str | None]]) -> None:
    """Store them instead of the earlier ones."""
    key_values.put(connection, _KEPT, [list(each) for each in stages])


def of_tickets(connection: Connection) -> list[tuple[str, str]]:
    """The stages and statuses that tickets are in."""
    rows = connection.execute(select(tickets.c.stage, tickets.c.status).distinct().order_by(tickets.c.stage))
    return [(row.stage, row.status) for row in rows]


def tickets_in(connection: Connection, stage: str) -> list[str]:
    """The ids of the tickets that belong in a stage."""
    here = select(tickets.c.task_id).where(tickets.c.stage == stage, tickets.c.gone_at.is_(None))
    return list(connection.execute(here.order_by(tickets.c.task_id)).scalars())


def move_tickets(connection: Connection, names: Mapping[str, str]) -> None:
    """Let tickets belong in other stages, by the name of the one that they were in."""
    if names:
        connection.execute(
            update(tickets).where(tickets.c.stage.in_(names)).values(stage=case(names, value=tickets.c.stage))
        )


def rename(connection: Connection, names: Mapping[str, str]) -> None:
    """Let judged moves show new names of stages, by the old ones."""
    for column in (moves.c.from_stage, moves.c.to_stage) if names else ():
        connection.execute(update(moves).where(column.in_(names)).values({column: case(names, value=column)}))
