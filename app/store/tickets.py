"""The state each ticket was last accepted in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Date, case, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.store.clocks import AT_ONCE
from app.store.prepared import Batch, Prepared, given
from app.store.tables import IS_LEFT_ALONE, tickets


@dataclass(frozen=True, slots=True)
class Outside:
    """The place of a ticket that came from outside the process and could not be judged yet."""

    name: str = ""
    status: str = ""


OUTSIDE = Outside()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """
    What Stagegate knows about a ticket: the stage it was accepted in, and what was seen since.

    `entry_values` and `written` concern only data that must be written again (De-escalation Reasons).
    `out_of_sight` tickets are gone because they cannot be seen.  `undecided`: the last move could not be
    judged.  `override` is a person's decision that it
    may enter a `stage`: `by_id`, `by`, `reason`, `comment_id`, `at`.  `own_writes` maps a history field to
    what we last wrote there, to recognise our own echo, `written_over` to what we saw there before;
    `written_at` is ClickUp's time of our last write, if its answer told, `seen_at` is ClickUp's time of the
    last change that the last check saw.  `left_alone_at`: since then it is not put back, because someone
    moves it again each time, and at `look_again_at` it is looked at again.  `filled` is the required data
    that were present at the last check, None if unknown.  `sla` is what was promised when the visit of the
    stage began, `sla_told` the worst level reported to people (None before the first check), and `sla_shown`
    the marks that views show.  `days` is which day each date was read as; see :mod:`app.ticket.delivery_day`.
    `agreeing` is a day that was about to be written to them; see :mod:`app.ticket.agreeing`.  `assigning` is
    about owners who were about to be written; see :mod:`app.ticket.assigning`.
    """

    task_id: str
    list_id: str
    stage: str
    status: str
    entered_at: datetime
    entry_values: Mapping[str, str | None]
    written: frozenset[str]
    agreed_day: date | None
    told_day: date | None
    own_writes: Mapping[str, str]
    gone_at: datetime | None
    out_of_sight: bool = False
    undecided: bool = False
    override: Mapping[str, Any] | None = None
    written_over: Mapping[str, str] = field(default_factory=dict)
    written_at: datetime | None = None
    seen_at: datetime | None = None
    left_alone_at: datetime | None = None
    look_again_at: datetime | None = None
    filled: Sequence[str] | None = None
    sla: str | None = None
    sla_told: str | None = None
    sla_shown: Sequence[str] = ()
    days: Mapping[str, Any] = field(default_factory=dict)
    agreeing: Mapping[str, Any] | None = None
    assigning: Mapping[str, Any] | None = None


#: The row of a ticket, for :func:`known_of`.
KNOWN = Prepared(select(tickets).where(tickets.c.task_id == given("task_id")))


def get(connection: Connection, task_id: str) -> Accepted | None:
    """The ticket; None if it was never seen."""
    row = KNOWN.row(connection, task_id=task_id)
    return None if row is None else known_of(row)


#: The columns of a ticket that is accepted where it is.
_AS_IT_STANDS: Mapping[str, Any] = {
    **dict.fromkeys(("filled", "agreed_day", "told_day", "agreeing", "assigning", "override", "gone_at")),
    **dict.fromkeys(("seen_at", "left_alone_at", "look_again_at", "sla", "sla_told", "sla_next_at")),
    "entry_values": {},
    "written": [],
    "own_writes": {},
    "days": {},
    "written_over": {},
    "undecided": False,
    "sla_level": "none",
    "out_of_sight": False,
}


def accept(
    where: Connection | Batch,
    *,
    task_id: str,
    list_id: str,
    stage: str,
    status: str,
    entered_at: datetime,
    entry_values: Mapping[str, str | None],
    written: Iterable[str],
    agreed_day: date | None,
    told_day: date | None,
    own_writes: Mapping[str, str],
    written_over: Mapping[str, str],
    written_at: datetime | None,
    seen_at: datetime | None,
    filled: Iterable[str] | None,
    sla: str,
    sla_told: str | None,
    sla_next_at: datetime,
    days: Mapping[str, Any] | None = None,
) -> None:
    """
    Record that the ticket entered a stage; everything seen in the previous one is dropped.

    `written` was written after the move and before our check.  `sla_told` is None if it is unknown how long
    the ticket has been in the stage: levels that its clock has already reached cause no messages.
    """
    row = {
        **_AS_IT_STANDS,
        "list_id": list_id,
        "stage": stage,
        "status": status,
        "entered_at": entered_at,
        "entry_values": dict(entry_values),
        "written": sorted(written),
        "agreed_day": agreed_day,
        "told_day": told_day,
        "own_writes": dict(own_writes),
        "written_over": dict(written_over),
        "written_at": written_at,
        "seen_at": seen_at,
        "filled": None if filled is None else sorted(filled),
        "days": dict(days or {}),
        "sla": sla,
        "sla_told": sla_told,
        "sla_next_at": sla_next_at,
    }
    _accepting(frozenset(row)).run(where, task_id=task_id, **row)


@cache
def _accepting(names: frozenset[str]) -> Prepared:
    new = insert(tickets).values({name: given(name) for name in ("task_id", *sorted(names))})
    row = {name: new.excluded[name] for name in sorted(names)}
    return Prepared(
        new.on_conflict_do_update(index_elements=["task_id"], set_={**row, "updated_at": func.now()})
    )


def adopt(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Accept a ticket where it is, unless it is known and in sight; return whether it was accepted."""
    values = {**_AS_IT_STANDS, **row}
    new = {name: value for name, value in values.items() if name != "task_id"}
    statement = insert(tickets).values(**values)
    taken = statement.on_conflict_do_update(
        index_elements=["task_id"], set_={**new, "updated_at": func.now()}, where=tickets.c.out_of_sight
    )
    return connection.execute(taken.returning(tickets.c.task_id)).first() is not None


def adopt_unseen(connection: Connection, task_id: str, list_id: str, at: datetime) -> None:
    """Record that a ticket is there and cannot be seen yet, unless it is already known."""
    row = {"task_id": task_id, "list_id": list_id, "stage": OUTSIDE.name, "status": OUTSIDE.status}
    unseen = {**row, "entered_at": at, "gone_at": at, "out_of_sight": True}
    connection.execute(insert(tickets).values(**unseen).on_conflict_do_nothing())


def note(where: Connection | Batch, task_id: str, **seen: Any) -> None:
    """Record what was seen or written in the stage; `seen` are columns of the ticket."""
    seen |= {name: sorted(seen[name]) for name in seen.keys() & {"written", "filled"}}
    seen |= {name: dict(seen[name]) for name in seen.keys() & {"own_writes", "written_over"}}
    _noting(frozenset(seen)).run(where, of_task=task_id, **seen)


@cache
def _noting(names: frozenset[str]) -> Prepared:
    new: dict[str, Any] = {name: given(name) for name in sorted(names)}
    if "agreed_day" in names:  # the clock may depend on it
        changed = tickets.c.agreed_day.is_distinct_from(given("agreed_day", Date()))
        new["sla_next_at"] = case((changed, AT_ONCE), else_=tickets.c.sla_next_at)
    return Prepared(
        update(tickets).where(tickets.c.task_id == given("of_task")).values(**new, updated_at=func.now())
    )


def add_own_writes(connection: Connection, task_id: str, own_writes: Mapping[str, str]) -> None:
    """Add to what we wrote, keeping other entries."""
    added = tickets.c.own_writes.op("||")(literal(dict(own_writes), JSONB))
    connection.execute(update(tickets).where(tickets.c.task_id == task_id).values(own_writes=added))


def mark_gone(connection: Connection, task_id: str, at: datetime, *, out_of_sight: bool = False) -> None:
    """
    Record that the ticket left our lists, or cannot be seen any more or still not.  Its history stays.

    Moves from before that time do not count when it comes back.
    """
    connection.execute(
        update(tickets)
        .where(tickets.c.task_id == task_id, tickets.c.gone_at.is_(None) | tickets.c.out_of_sight)
        .values(gone_at=at, out_of_sight=out_of_sight)
    )


def how_many(connection: Connection) -> tuple[datetime, int]:
    """The time by the database's clock, and the number of tickets."""
    here = select(func.now(), func.count()).where(tickets.c.gone_at.is_(None))
    now, number = connection.execute(here).one()
    return now, number


def left_alone(connection: Connection) -> list[str]:
    """The tickets that are left alone because someone moves them again after each put-back."""
    alone = select(tickets.c.task_id).where(IS_LEFT_ALONE).order_by(tickets.c.task_id)
    return list(connection.execute(alone).scalars())


def undecided(connection: Connection) -> list[str]:
    """The tickets whose last move could not be judged."""
    waiting = select(tickets.c.task_id).where(text("undecided"), tickets.c.gone_at.is_(None))
    return list(connection.execute(waiting.order_by(tickets.c.task_id)).scalars())


def accepted_statuses(connection: Connection, task_ids: Iterable[str]) -> dict[str, str]:
    """Task id -> accepted status, for those known and not gone."""
    rows = connection.execute(
        select(tickets.c.task_id, tickets.c.status).where(
            tickets.c.task_id.in_(list(task_ids)), tickets.c.gone_at.is_(None)
        )
    )
    return {row.task_id: row.status for row in rows}


def known_of(row: Mapping[str, Any]) -> Accepted:
    """Read a row of the table."""
    fields = {name: row[name] for name in Accepted.__slots__}
    return Accepted(**{**fields, "written": frozenset(row["written"])})
