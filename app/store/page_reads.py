"""
Tickets that were read by page: one worker reads, and the looks of all workers use the result.

All times are the database's.  A ticket is shown as of the moment when the reading of the pages began.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ARRAY, Connection, Interval, Text, any_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.prepared import Prepared, given
from app.store.tables import Moment, page_reads, shown_tickets

#: Which tickets are read: those that changed lately, or the whole list.
Kind = Literal["changed", "all"]

#: A worker that has read for longer than this has died or hangs, and someone else may read.
LONGEST_READ = timedelta(seconds=15)
#: What no look has taken for this long is deleted.
KEPT = timedelta(minutes=10)

_BEGIN = Prepared(
    insert(page_reads)
    .values(kind=given("kind", Text()), begun_at=func.now())
    .on_conflict_do_update(
        index_elements=["kind"],
        set_={"begun_at": func.now()},
        where=page_reads.c.begun_at.is_(None)
        | (page_reads.c.begun_at < func.now() - given("longest", Interval())),
    )
    .returning(page_reads.c.begun_at)
)
_END = Prepared(
    update(page_reads)
    .where(page_reads.c.kind == given("of"), page_reads.c.begun_at == given("begun", Moment))
    .values(begun_at=None, read_at=func.coalesce(given("as_of", Moment), page_reads.c.read_at))
)
#: When a page showed a ticket that no look has taken since.
SHOWN_AT = Prepared(select(shown_tickets.c.shown_at).where(shown_tickets.c.task_id == given("task_id")))
_TAKE = Prepared(
    delete(shown_tickets)
    .where(shown_tickets.c.task_id == given("task_id"))
    .returning(shown_tickets.c.shown_at, shown_tickets.c.task)
)


def begin(connection: Connection, kind: Kind) -> datetime | None:
    """Begin to read; return the moment, or None if someone else is reading."""
    row = _BEGIN.row(connection, kind=kind, longest=LONGEST_READ)
    return None if row is None else row["begun_at"]


def end(connection: Connection, kind: Kind, begun: datetime, *, is_whole: bool) -> None:
    """Stop reading; `is_whole`: all pages were read and their tickets kept."""
    _END.run(connection, of=kind, begun=begun, as_of=begun if is_whole else None)


def read_at(connection: Connection, kind: Kind) -> datetime | None:
    """When the last reading began that was finished."""
    return connection.execute(select(page_reads.c.read_at).where(page_reads.c.kind == kind)).scalar()


def keep(connection: Connection, tasks: Mapping[str, str], shown_at: datetime) -> None:
    """Keep what pages show of tickets, by their ids, and delete what is too old."""
    connection.execute(delete(shown_tickets).where(shown_tickets.c.shown_at < func.now() - KEPT))
    if not tasks:
        return
    rows = [{"task_id": task_id, "shown_at": shown_at, "task": task} for task_id, task in tasks.items()]
    new = insert(shown_tickets)
    newest = {name: new.excluded[name] for name in ("shown_at", "task")}
    connection.execute(new.on_conflict_do_update(index_elements=["task_id"], set_=newest), rows)


def shown_at_of(rows: Collection[Mapping[str, datetime]]) -> datetime | None:
    """When a page showed a ticket, by the rows of :data:`SHOWN_AT`."""
    return next((row["shown_at"] for row in rows), None)


def take(connection: Connection, task_id: str, *, since: datetime) -> str | None:
    """Return what a page showed of a ticket after a moment, once; what is older is dropped."""
    row = _TAKE.row(connection, task_id=task_id)
    return row["task"] if row is not None and row["shown_at"] > since else None


def shown_since(connection: Connection, task_ids: Collection[str], since: datetime) -> frozenset[str]:
    """Those of these tickets that a page has shown since a moment."""
    ids = shown_tickets.c.task_id
    shown = select(ids).where(ids == any_(given("ids", ARRAY(Text))), shown_tickets.c.shown_at > since)
    return frozenset(connection.execute(shown, {"ids": list(task_ids)}).scalars())
