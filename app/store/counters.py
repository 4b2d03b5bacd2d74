"""
Counters, written in the same transaction as what they count, so they are exact and cheap to read.

All transactions share the rows of a counter: add to them late in a transaction, moves before notices, so that
two transactions never wait for each other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import tallies


@dataclass(frozen=True, slots=True)
class Tally:
    """The total for one set of labels."""

    name: str
    labels: Mapping[str, str]
    total: int


def add(connection: Connection, **counted: Iterable[Mapping[str, str]]) -> None:
    """Add one for each set of labels, by counter.  A set may appear several times."""
    totals = Counter((name, tuple(sorted(labels.items()))) for name in counted for labels in counted[name])
    if not totals:
        return
    # Always in the same order: each row is locked until the transaction ends.
    rows = [{"name": name, "labels": dict(key), "total": totals[name, key]} for name, key in sorted(totals)]
    statement = insert(tallies).values(rows)
    more = {"total": tallies.c.total + statement.excluded.total}
    connection.execute(statement.on_conflict_do_update(index_elements=["name", "labels"], set_=more))


def every(connection: Connection) -> list[Tally]:
    """All counters: one for each set of labels."""
    rows = connection.execute(select(tallies).order_by(tallies.c.name, tallies.c.labels))
    return [Tally(row.name, row.labels, row.total) for row in rows]
