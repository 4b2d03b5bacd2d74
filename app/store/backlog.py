"""Counts the tickets that wait to be read, to recognise a burst."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Integer,
    Text,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.store.prepared import Prepared, given
from app.store.tables import dead_letters, deliveries, page_reads

#: What the queueing lock of a repeated look at a ticket begins with.
_REPETITION = "again:"
_jobs = table("procrastinate_jobs", column("args", JSONB), column("queueing_lock", Text))
_IS_TO_DO = literal_column("status = 'todo'", Boolean)

#: How long a delivery counts as one of a burst.
WAITS_TO_BE_READ = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """
    What is waiting to be read: tickets with unhandled deliveries, their arrival times, and the time now.

    `read_at`: when tickets were last read by page; what arrived before waits no more.
    """

    tickets: int
    oldest: datetime
    newest: datetime
    now: datetime
    read_at: datetime | None = None


#: How many tickets have unhandled deliveries of any kind, counted up to `most`, which costs little.
TICKETS_UP_TO = Prepared(
    select(func.count().label("tickets")).select_from(
        select(deliveries.c.task_id)
        .where(deliveries.c.handled_at.is_(None), deliveries.c.task_id.is_not(None))
        .distinct()
        .limit(given("most", Integer()))
        .subquery()
    )
)


def backlog(connection: Connection, *, bot_user_id: int, moves_only: bool) -> Backlog:
    """
    Everything waiting for all workers, by the database's clock, without given-up tickets.

    What waits for a code host was read, and what has waited for ten minutes waits for something else as well.

    The bot's own moves do not count: their echoes need no check.  `moves_only` leaves out edits, which wait a
    while to be handled together.
    """
    (row,) = _statement(moves_only=moves_only).rows(connection, bot=bot_user_id)
    return Backlog(**row)


@cache
def _statement(*, moves_only: bool) -> Prepared:
    mover = deliveries.c.mover_id
    counts = mover != given("bot", BigInteger())
    given_up = (
        select(literal(1))
        .where(dead_letters.c.task_id == deliveries.c.task_id, dead_letters.c.at > deliveries.c.received_at)
        .exists()
    )
    repetition = literal(_REPETITION) + deliveries.c.task_id
    at_code_host = (
        select(literal(1))
        .where(_jobs.c.queueing_lock == repetition, _IS_TO_DO, _jobs.c.args.has_key("hosts"))
        .exists()
    )
    read_at = select(page_reads.c.read_at).where(page_reads.c.kind == "changed").scalar_subquery()
    waiting = select(
        func.count(deliveries.c.task_id.distinct()).label("tickets"),
        func.coalesce(func.min(deliveries.c.received_at), func.now()).label("oldest"),
        func.coalesce(func.max(deliveries.c.received_at), func.now()).label("newest"),
        func.now().label("now"),
        read_at.label("read_at"),
    ).where(
        deliveries.c.handled_at.is_(None),
        deliveries.c.task_id.is_not(None),
        deliveries.c.received_at > func.now() - WAITS_TO_BE_READ,
        deliveries.c.received_at >= func.coalesce(read_at, deliveries.c.received_at),
        counts if moves_only else counts | mover.is_(None),
        ~given_up,
        ~at_code_host,
    )
    return Prepared(waiting)
