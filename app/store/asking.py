"""Comments that ask for missing data, stored with the data that they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Text, case, null, select, update

from app.store.comment_form import as_kept, has_words
from app.store.comments import ENDING, CommentKind
from app.store.prepared import Batch, Prepared, Rows, given
from app.store.tables import IS_STANDING, comments
from clickup_client.comment import Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    An open comment that asks for something.

    `asks` is what it asks for, in the form of :mod:`app.comments.asking`.  `key` is its topic: a ticket has
    one such comment for each topic.  `is_said`: it is on the ticket, or may be.
    """

    effect_id: int
    kind: str
    key: str
    asks: Mapping[str, Any]
    content: list[dict[str, Any]]
    settled: bool
    mover_id: int | None
    about: dict[str, str] | None
    is_said: bool


_COLUMNS = [
    *(comments.c[name] for name in Standing.__slots__ if name != "is_said"),
    (comments.c.comment_id.is_not(None) | comments.c.attempted_at.is_not(None)).label("is_said"),
]
_ASKS = (comments.c.task_id == given("task_id"), comments.c.asks.is_not(None), IS_STANDING)
#: The comments that ask for something on a ticket.
STANDING = Prepared(select(*_COLUMNS).where(*_ASKS).order_by(comments.c.effect_id))
#: Closes all open comments of a ticket that has moved on: nothing they ask for is needed any more.
END_ALL = Prepared(update(comments).where(*_ASKS).values(state=ENDING))
_IS_OVER = (comments.c.state == "done") & comments.c.settled
_SUPERSEDING = Prepared(
    update(comments)
    .where(comments.c.effect_id == given("of_effect"), IS_STANDING)
    .values(
        key=given("key"),
        asks=null(),
        settled=True,
        content=given("content"),
        state=case((_IS_OVER, "resolved"), else_=given("otherwise", Text())),
    )
)
_SETTLING_OLDER = Prepared(
    update(comments)
    .where(
        comments.c.task_id == given("task_id"),
        comments.c.kind == CommentKind.GATE,
        comments.c.asks.is_(None),
        ~comments.c.settled,
        IS_STANDING,
    )
    .values(state=ENDING)
)


def standing(connection: Connection, task_id: str) -> Sequence[Standing]:
    """Return the open comments of a ticket that ask for something, oldest first."""
    return standing_of(STANDING.rows(connection, task_id=task_id))


def standing_of(rows: Rows) -> Sequence[Standing]:
    """Return the same from the rows of :data:`STANDING`."""
    return [Standing(**row) for row in rows]


def saying(connection: Connection, text: str) -> Sequence[str]:
    """Return the tickets with an open comment that asks for something and has these words."""
    open_ones = (comments.c.asks.is_not(None), ~comments.c.settled, IS_STANDING)
    rows = connection.execute(
        select(comments.c.task_id).where(*open_ones, has_words(comments.c.content, text)).distinct()
    )
    return rows.scalars().all()


def write_again(
    where: Connection | Batch,
    one: Standing,
    comment: Comment,
    *,
    asks: Mapping[str, Any],
    settled: bool,
    again: bool = False,
    of_move: Mapping[str, Any] | None = None,
) -> bool:
    """
    Store a new text for a comment; return whether it differs.

    `again`: it is a repetition, which is counted.  `of_move` has the columns of the move that it is about
    now.
    """
    content = as_kept(comment)
    is_new = again or (content, settled) != (one.content, one.settled)
    new = {"asks": dict(asks), "content": content, "settled": settled, **(of_move or {})}
    if is_new:
        new |= {"state": "pending", "more": 1 if again else 0}
    _writing(frozenset(new)).run(where, of_effect=one.effect_id, **new)
    return is_new


@cache
def _writing(names: frozenset[str]) -> Prepared:
    new: dict[str, ColumnElement[Any]] = {name: given(name) for name in sorted(names - {"more"})}
    if "more" in names:
        new["times"] = comments.c.times + given("more", Integer())
    standing = (comments.c.effect_id == given("of_effect"), IS_STANDING)
    return Prepared(update(comments).where(*standing).values(new))


def supersede(where: Connection | Batch, one: Standing, comment: Comment, *, unsaid: bool) -> None:
    """
    Give a comment its last text, because a newer one replaces it.

    Its topic is free from now on.  `unsaid`: post it even if it is not on the ticket yet.
    """
    _SUPERSEDING.run(
        where,
        of_effect=one.effect_id,
        key=f"{one.key}:{one.effect_id}",
        content=one.content if one.settled else as_kept(comment),
        otherwise="pending" if one.is_said or unsaid else "cancelled",
    )


def settle_older(where: Connection | Batch, task_id: str) -> None:
    """Settle comments of older versions, which did not store what they ask for."""
    _SETTLING_OLDER.run(where, task_id=task_id)


def end(connection: Connection, one: Standing, comment: Comment) -> None:
    """Give a comment its last text, because the ticket has moved on.  It will be resolved."""
    connection.execute(
        update(comments)
        .where(comments.c.effect_id == one.effect_id, comments.c.state == "settling")
        .values(content=as_kept(comment))
    )
