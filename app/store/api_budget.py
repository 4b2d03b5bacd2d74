"""The remaining calls that ClickUp allows, shared by all workers."""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import (
    Connection,
    Float,
    Interval,
    RowMapping,
    case,
    cast,
    extract,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import api_budget
from clickup_client.models import Budget

#: Always true; it makes PostgreSQL not wait for the disk.  Losing the newest counts in a power failure does
#: no harm: the next answer has them again.  It is inside the statement, which saves a separate one.
_NEED_NOT_LAST = func.set_config("synchronous_commit", "off", True) == "off"  # noqa: FBT003 - SQL's, for LOCAL

#: ClickUp counts by the minute.  Source: https://developer.clickup.com/docs/rate-limits
WINDOW_SECONDS = 60


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Calls allowed per minute, those left, and the totals of calls made and of calls answered with 429."""

    limit: int
    left: int
    calls: int
    refused: int


def take(connection: Connection, name: str, *, keep: float) -> Budget | None:
    """
    Take one call, atomically for all workers; return what is left, or None if the call has to wait.

    `keep` is the share of a window's calls to reserve for more urgent work.  It shrinks to zero towards the
    end of the window, so that no call is left unused.
    """
    over = api_budget.c.resets_at <= func.now()
    seconds_left = cast(extract("epoch", api_budget.c.resets_at - func.now()), Float)
    kept = literal(keep) * api_budget.c.allowance * func.least(seconds_left / WINDOW_SECONDS, 1.0)
    ends = case(
        (over, func.now() + cast(f"{WINDOW_SECONDS} seconds", Interval)), else_=api_budget.c.resets_at
    )
    row = (
        connection.execute(
            update(api_budget)
            .where(api_budget.c.name == name, over | (api_budget.c.remaining > kept), _NEED_NOT_LAST)
            .values(
                remaining=case((over, api_budget.c.allowance), else_=api_budget.c.remaining) - 1,
                resets_at=ends,
                calls=api_budget.c.calls + 1,
            )
            .returning(*api_budget.c)
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else _budget(row)


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
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    statement = insert(api_budget).values(name=name, calls=1, **row)  # the very first call reported it
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_=row | {"remaining": case((same, lower), else_=told.remaining)},
            where=later < WINDOW_SECONDS / 2,
        )
    )


def count_refusal(connection: Connection, name: str) -> None:
    """Count a call that ClickUp refused with 429 although it was taken from the budget."""
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    connection.execute(
        update(api_budget).where(api_budget.c.name == name).values(refused=api_budget.c.refused + 1)
    )


def left(connection: Connection, name: str) -> Budget | None:
    """The current budget, for people and metrics."""
    row = connection.execute(select(api_budget).where(api_budget.c.name == name)).mappings().one_or_none()
    return None if row is None else _budget(row)


def in_use(connection: Connection) -> Spent | None:
    """The calls of the token that the bot uses now; None before the first answer."""
    # The recently used token with the most calls: others were tried once, or were replaced since.
    lately = api_budget.c.resets_at > func.now() - cast("1 hour", Interval)
    over = api_budget.c.resets_at <= func.now()
    left_now = case((over, api_budget.c.allowance), else_=api_budget.c.remaining)
    row = connection.execute(
        select(
            api_budget.c.allowance.label("limit"),
            left_now.label("left"),
            api_budget.c.calls,
            api_budget.c.refused,
        )
        .order_by(lately.desc(), api_budget.c.calls.desc())
        .limit(1)
    ).first()
    return (
        None if row is None else Spent(limit=row.limit, left=row.left, calls=row.calls, refused=row.refused)
    )


def _budget(row: RowMapping) -> Budget:
    return Budget(limit=row["allowance"], remaining=row["remaining"], resets_at=row["resets_at"])
