"""What is left of the calls that ClickUp allows, shared by all workers."""

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

#: Always true; PostgreSQL does not wait for the disk then.  Losing the newest counts in a power cut does no
#: harm: the next answer tells them anew.  Within the statement, so that it needs no other one before it.
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
    """Calls a minute, those left of it, and all that were ever made and answered 429."""

    limit: int
    left: int
    calls: int
    refused: int


def take(connection: Connection, name: str, *, keep: float) -> Budget | None:
    """
    Take one call, in one atomic step for all workers; what is left then, or None when it has to wait.

    `keep` is the share of a whole window's calls that must be left for what is more urgent; it shrinks
    to nothing as the window runs out, so that nothing is left unused.
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
    Take over what an answer said.

    Within a window the lower number counts: ours knows of calls under way, ClickUp's of other users of
    the token.  An answer of an earlier window says nothing any more.
    """
    row = {"allowance": told.limit, "remaining": told.remaining, "resets_at": told.resets_at}
    later = cast(extract("epoch", api_budget.c.resets_at - told.resets_at), Float)
    # The end of a window is a guess until ClickUp tells it; another allowance is another count.
    same = (func.abs(later) < WINDOW_SECONDS / 2) & (api_budget.c.allowance == told.limit)
    lower = func.least(api_budget.c.remaining, told.remaining)
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    statement = insert(api_budget).values(name=name, calls=1, **row)  # the very first call told of it
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_=row | {"remaining": case((same, lower), else_=told.remaining)},
            where=later < WINDOW_SECONDS / 2,
        )
    )


def count_refusal(connection: Connection, name: str) -> None:
    """ClickUp answered 429: one of the calls taken was refused all the same."""
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    connection.execute(
        update(api_budget).where(api_budget.c.name == name).values(refused=api_budget.c.refused + 1)
    )


def left(connection: Connection, name: str) -> Budget | None:
    """The budget as known now, for people and metrics."""
    row = connection.execute(select(api_budget).where(api_budget.c.name == name)).mappings().one_or_none()
    return None if row is None else _budget(row)


def in_use(connection: Connection) -> Spent | None:
    """How the calls stand of the token that the bot uses now; None before the first answer."""
    # Of those used lately the one with the most calls: others were tried once, or were replaced since.
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
