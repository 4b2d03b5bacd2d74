"""
Pages on which someone fills in what a move requires: what each shows, and how long its link is good.

A ticket has at most one open page for each topic: the open refusal has one, and the card.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, literal, or_, select, update

from app.store.tables import IS_OPEN, IS_STANDING, comments, fill_pages

#: The topics.  A link of the first is good while the comment with that key asks for something.
GATE, CARD = "gate", "card"

#: How long a link is good.
LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FillPage:
    """
    One page.

    `stage` is the stage that the ticket is to enter, by its name in the process.  `user_id` and `user_name`
    are whose link it is; None: no one's.  `shows` is an :class:`app.fill.page.Page`, as JSON.
    """

    page_id: int
    task_id: str
    topic: str
    stage: str
    user_id: int | None
    user_name: str | None
    shows: Mapping[str, Any]
    issued_at: datetime
    ended_at: datetime | None


_COLUMNS = [fill_pages.c[name] for name in FillPage.__slots__]
#: The comment with the link asks for something.
_IS_ASKED = (
    select(literal(1))
    .where(
        comments.c.task_id == fill_pages.c.task_id,
        comments.c.key == GATE,
        comments.c.asks.is_not(None),
        ~comments.c.settled,
        IS_STANDING,
    )
    .exists()
)


def issue(
    connection: Connection,
    task_id: str,
    topic: str,
    *,
    stage: str,
    user: tuple[int | None, str | None],
    shows: Mapping[str, Any],
    at: datetime,
) -> int:
    """
    The id of the page for a ticket, a stage and a person (their id and name), which `shows` this from now on.

    One of the same topic for another stage or person, and one that is old, ends.
    """
    user_id, user_name = user
    open_one = (fill_pages.c.task_id == task_id, fill_pages.c.topic == topic, IS_OPEN)
    same = (
        fill_pages.c.stage == stage,
        fill_pages.c.user_id.is_not_distinct_from(user_id),
        fill_pages.c.issued_at > at - LIFETIME,
    )
    found: int | None = connection.execute(
        update(fill_pages).where(*open_one, *same).values(shows=dict(shows)).returning(fill_pages.c.page_id)
    ).scalar_one_or_none()
    if found is not None:
        return found
    connection.execute(update(fill_pages).where(*open_one).values(ended_at=func.now()))
    row = {"task_id": task_id, "topic": topic, "stage": stage, "user_id": user_id, "user_name": user_name}
    page_id: int = connection.execute(
        insert(fill_pages).values(**row, shows=dict(shows), issued_at=at).returning(fill_pages.c.page_id)
    ).scalar_one()
    return page_id


def get(connection: Connection, page_id: int) -> FillPage | None:
    """A page, good or not; None if there is none."""
    found = connection.execute(select(*_COLUMNS).where(fill_pages.c.page_id == page_id))
    row = found.mappings().one_or_none()
    return None if row is None else FillPage(**row)


def good(connection: Connection, page_id: int, now: datetime) -> FillPage | None:
    """
    A page whose link is good; None for any other.

    It is not older than a week, its ticket has not moved since, and the comment that has it is not resolved.
    """
    found = connection.execute(
        select(*_COLUMNS).where(
            fill_pages.c.page_id == page_id,
            fill_pages.c.issued_at > now - LIFETIME,
            IS_OPEN,
            or_(fill_pages.c.topic != GATE, _IS_ASKED),
        )
    )
    row = found.mappings().one_or_none()
    return None if row is None else FillPage(**row)


def open_of(connection: Connection, task_id: str) -> Sequence[FillPage]:
    """The open pages of a ticket."""
    rows = connection.execute(select(*_COLUMNS).where(fill_pages.c.task_id == task_id, IS_OPEN))
    return [FillPage(**row) for row in rows.mappings()]


def show(connection: Connection, page_id: int, shows: Mapping[str, Any]) -> None:
    """Have a page show this."""
    connection.execute(update(fill_pages).where(fill_pages.c.page_id == page_id).values(shows=dict(shows)))


def end_all(connection: Connection, task_id: str) -> None:
    """The ticket has moved, or is out of sight: no link to a page of it is good any more."""
    connection.execute(
        update(fill_pages).where(fill_pages.c.task_id == task_id, IS_OPEN).values(ended_at=func.now())
    )
