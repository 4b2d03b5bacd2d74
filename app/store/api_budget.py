"""The remaining calls that ClickUp allows, shared by all workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Float,
    Integer,
    Interval,
    ScalarSelect,
    case,
    cast,
    extract,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningUpdate

from app.store.prepared import Prepared, given
from app.store.tables import api_budget, deliveries
from clickup_client.models import Budget

#: Always true; it makes PostgreSQL not wait for the disk.  Losing the newest counts in a power failure does
#: no harm: the next answer has them again.  It is inside the statement, which saves a separate one.
_NEED_NOT_LAST = func.set_config("synchronous_commit", "off", True) == "off"  # noqa: FBT003 - SQL's, for LOCAL

#: ClickUp counts by the minute.  Source: https://developer.clickup.com/docs/rate-limits
WINDOW_SECONDS = 60


#: A waiting move needs one call to be read and one to be put back ...
CALLS_OF_A_MOVE = 2
#: ... but comments get a tenth of the calls in any case ...
MOST_FOR_MOVES = 0.9
#: ... and a move that waits for longer than this waits for something else than calls.
MOVES_WAIT_SECONDS = 600


#: A worker takes this many calls at once while there are plenty, so that it need not ask before each one ...
AHEAD = 8
#: ... which is when this many times as many are left beside all that are reserved.
PLENTY = 20

_SECONDS_LEFT = cast(extract("epoch", api_budget.c.resets_at - func.now()), Float)
_LEFT = Prepared(select(api_budget).where(api_budget.c.name == given("budget")))


class Rank(Enum):
    """What a call is for.  The value is the share of a minute's calls that it leaves to higher ranks."""

    PUT_BACK = 0.0
    MOVE = 0.02
    COMMENT = 0.03
    NOTICE = 0.04
    RELAY = 0.1
    POLL = 0.15
    CLOCK = 0.2
    CARD = 0.3
    LOOK = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Calls taken ahead: what is left without them, and how many seconds they are good for."""

    budget: Budget
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Calls allowed per minute, those left, and the totals of calls made and of calls answered with 429."""

    limit: int
    left: int
    calls: int
    refused: int


def take(connection: Connection, name: str, *, keep: float, behind_moves: bool = False) -> Budget | None:
    """
    Take one call, atomically for all workers; return what is left, or None if the call has to wait.

    Args:
        connection: One on which each statement is its own transaction: all workers share the row.
        name: The budget's name.
        keep: The share of a window's calls to reserve for more urgent work.  It shrinks to zero towards the
            end of the window, so that no call is left unused.
        behind_moves: Whether to reserve the calls of the moves that wait as well.
    """
    row = _taking(behind_moves=behind_moves).row(connection, budget=name, keep=keep)
    return None if row is None else _budget(row)


def take_ahead(connection: Connection, name: str, *, made: int) -> Ahead | None:
    """
    Take :data:`AHEAD` calls of any rank, atomically for all workers; None unless there are plenty left.

    `made`: how many calls to add to the total: those taken ahead before, and made since.
    """
    row = _TAKING_AHEAD.row(connection, budget=name, made=made)
    return None if row is None else Ahead(budget=_budget(row), seconds=row["seconds"])


@cache
def _taking(*, behind_moves: bool) -> Prepared:
    over = _is_over()
    kept = given("keep", Float()) * api_budget.c.allowance * func.least(_SECONDS_LEFT / WINDOW_SECONDS, 1.0)
    if behind_moves:
        for_moves = func.least(_moves_waiting() * CALLS_OF_A_MOVE, MOST_FOR_MOVES * api_budget.c.allowance)
        kept = func.greatest(kept, for_moves)
    return Prepared(_take(1, where=over | (api_budget.c.remaining > kept), made=1))


def _take(calls: int, *, where: ColumnElement[bool], made: int | BindParameter[Any]) -> ReturningUpdate[Any]:
    over = _is_over()
    ends = case(
        (over, func.now() + cast(f"{WINDOW_SECONDS} seconds", Interval)), else_=api_budget.c.resets_at
    )
    return (
        update(api_budget)
        .where(api_budget.c.name == given("budget"), where, _NEED_NOT_LAST)
        .values(
            remaining=_left_now() - calls,
            resets_at=ends,
            calls=api_budget.c.calls + made,
        )
        .returning(*api_budget.c, _SECONDS_LEFT.label("seconds"))
    )


def _are_plenty() -> ColumnElement[bool]:
    """Whether even work of the lowest rank has far more calls than workers take at once."""
    left_now = _left_now()
    kept = Rank.LOOK.value * api_budget.c.allowance + PLENTY * AHEAD
    # The waiting moves are counted only if all else is so.
    return case((left_now > kept, left_now > kept + _moves_waiting() * CALLS_OF_A_MOVE), else_=False)


def learn(connection: Connection, name: str, told: Budget) -> None:
    """
    Take over the budget from an answer.

    Within a window the lower number counts: ours includes calls under way, ClickUp's includes other users of
    the token.  An answer from an earlier window is ignored.
    """
    row = {"allowance": told.limit, "remaining": told.remaining, "resets_at": told.resets_at}
    later = cast(extract("epoch", api_budget.c.resets_at - told.resets_at), Float)
    # The end of a window is a guess until ClickUp reports it; a new allowance starts a new count.
    same = (func.abs(later) < WINDOW_SECONDS / 2) & (api_budget.c.allowance == told.limit)
    lower = func.least(api_budget.c.remaining, told.remaining)
    statement = insert(api_budget).values(name=name, calls=1, **row)  # the very first call reported it
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_=row | {"remaining": case((same, lower), else_=told.remaining)},
            where=((later < WINDOW_SECONDS / 2) | _ends_too_late()) & _NEED_NOT_LAST,
        )
    )


def count_refusal(connection: Connection, name: str) -> None:
    """Count a call that ClickUp refused with 429 although it was taken from the budget."""
    connection.execute(
        update(api_budget)
        .where(api_budget.c.name == name, _NEED_NOT_LAST)
        .values(refused=api_budget.c.refused + 1)
    )


def until_moves_are_judged(connection: Connection, *, wait: timedelta) -> datetime | None:
    """When to ask again, if moves wait now; `None` if none does.  By the database's clock."""
    row = connection.execute(select(func.now().label("now"), _moves_waiting().label("moves"))).one()
    return row.now + wait if row.moves else None


def left(connection: Connection, name: str) -> Budget | None:
    """The current budget, for people and metrics."""
    row = _LEFT.row(connection, budget=name)
    return None if row is None else _budget(row)


def in_use(connection: Connection) -> Spent | None:
    """The calls of the token that the bot uses now; None before the first answer."""
    # The recently used token with the most calls: others were tried once, or were replaced since.
    lately = api_budget.c.resets_at > func.now() - cast("1 hour", Interval)
    row = connection.execute(
        select(
            api_budget.c.allowance.label("limit"),
            _left_now().label("left"),
            api_budget.c.calls,
            api_budget.c.refused,
        )
        .order_by(lately.desc(), api_budget.c.calls.desc())
        .limit(1)
    ).first()
    return (
        None if row is None else Spent(limit=row.limit, left=row.left, calls=row.calls, refused=row.refused)
    )


def _is_over() -> ColumnElement[bool]:
    """Whether the window has ended."""
    return (api_budget.c.resets_at <= func.now()) | _ends_too_late()


def _left_now() -> ColumnElement[int]:
    """All calls of a window if the last one has ended."""
    return case((_is_over(), api_budget.c.allowance), else_=api_budget.c.remaining)


def _ends_too_late() -> ColumnElement[bool]:
    """Whether its end is no end of a minute: someone's clock was wrong when it was written down."""
    return api_budget.c.resets_at > func.now() + cast(f"{2 * WINDOW_SECONDS} seconds", Interval)


def _moves_waiting() -> ScalarSelect[int]:
    """The number of tickets whose move was reported lately and is not judged yet."""
    lately = deliveries.c.received_at > func.now() - cast(f"{MOVES_WAIT_SECONDS} seconds", Interval)
    waiting = deliveries.c.handled_at.is_(None) & deliveries.c.mover_id.is_not(None) & lately
    return select(func.count(deliveries.c.task_id.distinct())).where(waiting).scalar_subquery()


_TAKING_AHEAD = Prepared(_take(AHEAD, where=_are_plenty(), made=given("made", Integer())))


def _budget(row: Mapping[str, Any]) -> Budget:
    return Budget(limit=row["allowance"], remaining=row["remaining"], resets_at=row["resets_at"])
