"""
Counters, written in the same transaction as what they count, so they are exact and cheap to read.

A counter has as many rows as transactions ever added to it at the same time.  Each takes a row that no other
one holds, so no transaction waits for another one, not even for one whose process was frozen in the middle.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, cast, func, select, text
from sqlalchemy.dialects.postgresql import JSONB

from app.store.prepared import Batch, Prepared
from app.store.tables import tallies

#: Distinguishes the rows of one counter with the same labels.
_PART = "_part"

_ADD = Prepared(
    text("""
    WITH free AS (
        SELECT more.name, more.labels, more.total, held.labels AS row
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS more(name text, labels jsonb, total bigint)
        LEFT JOIN LATERAL (
            SELECT tallies.labels FROM tallies
            WHERE tallies.name = more.name AND tallies.labels - CAST(:part AS text) = more.labels
            LIMIT 1 FOR UPDATE SKIP LOCKED
        ) AS held ON true
    ), added AS (
        UPDATE tallies SET total = tallies.total + free.total FROM free
        WHERE tallies.name = free.name AND tallies.labels = free.row
    )
    INSERT INTO tallies (name, labels, total)
    SELECT name, labels || jsonb_build_object(CAST(:part AS text), pg_backend_pid()), total FROM free
    WHERE row IS NULL
    ON CONFLICT (name, labels) DO UPDATE SET total = tallies.total + excluded.total
""")
)


@dataclass(frozen=True, slots=True)
class Tally:
    """The total for one set of labels."""

    name: str
    labels: Mapping[str, str]
    total: int


def add(where: Connection | Batch, **counted: Iterable[Mapping[str, str]]) -> None:
    """Add one for each set of labels, by counter.  A set may appear several times."""
    totals = Counter((name, tuple(sorted(labels.items()))) for name in counted for labels in counted[name])
    if not totals:
        return
    rows = [{"name": name, "labels": dict(key), "total": totals[name, key]} for name, key in sorted(totals)]
    _ADD.run(where, rows=json.dumps(rows), part=_PART)


def every(connection: Connection) -> list[Tally]:
    """All counters: one for each set of labels."""
    labels = tallies.c.labels.op("-", return_type=JSONB())(_PART).label("labels")
    total = cast(func.sum(tallies.c.total), BigInteger).label("total")
    rows = connection.execute(
        select(tallies.c.name, labels, total)
        .group_by(tallies.c.name, labels)
        .order_by(tallies.c.name, labels)
    )
    return [Tally(row.name, row.labels, row.total) for row in rows]
