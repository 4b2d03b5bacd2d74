"""Comments that must appear exactly once: a row is `pending` before the call and `done` after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, case, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.comment_form import as_kept, as_said
from app.store.prepared import Batch, Prepared, Rows, given
from app.store.tables import IS_DUE, IS_STANDING, comments, first_level_tickets, tickets
from clickup_client.comment import Comment


class CommentKind(StrEnum):
    """The subject of a comment."""

    GATE = "gate"  # a rejection, or what is still missing: resolved when the ticket passes a gate
    DATE = "date"  # a due date that was restored
    NOTICE = "notice"  # asks a person to tell the client
    ELEVATION = "elevation"  # why a first-level ticket was elevated or not
    ENDING = "ending"  # tells the client how the ticket ended
    CLIENT_REPORT = "client_report"  # the result of a client's report
    ANSWER = "answer"  # answers a command in a comment
    CARD = "card"  # the one comment that shows the state of a ticket; also its key
    SLA = "sla"
    ADVICE = "advice"
    REMARK = "remark"
    OWNER = "owner"  # the stage's owner could not be assigned


#: Kinds that are not urgent: a job of lower rank posts them.
LATER = (CommentKind.SLA, CommentKind.ADVICE, CommentKind.REMARK)

#: How a comment ends: it was never posted, it is resolved already, or it must be resolved.
ENDING = case(
    (comments.c.comment_id.is_(None) & comments.c.attempted_at.is_(None), "cancelled"),
    ((comments.c.state == "done") & comments.c.settled, "resolved"),
    else_="settling",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """
    A comment that is not up to date on its ticket.

    If `pending`, it has to be posted, or edited if it has a `comment_id`; if `settling`, resolved for good.
    `settled`: it is resolved for now, because nothing it asks for is missing.  `client_reads`: the ticket is
    a client's own.
    `mover_id` and `about` (the ticket's `name` and `url`, the person's `who`, and the move's
    `delivery_id`) belong to a rejected move, and so does `summary_id`: see :mod:`app.store.bulk`.
    """

    effect_id: int
    task_id: str
    kind: str
    state: str
    content: list[dict[str, Any]]
    assignee: int | None
    group_assignee: str | None
    comment_id: str | None
    times: int
    mover_id: int | None
    about: dict[str, str] | None
    summary_id: int | None
    not_before: datetime | None
    attempted_at: datetime | None
    settled: bool
    client_reads: bool

    @property
    def comment(self) -> Comment:
        """The comment to post."""
        return as_said(self.content)

    @property
    def is_resolved(self) -> bool:
        """Whether people have nothing to do about it."""
        return self.settled or self.state == "settling"


#: A first-level ticket that is not also a ticket of the process.
_CLIENT_READS = (
    exists().where(
        first_level_tickets.c.task_id == comments.c.task_id, first_level_tickets.c.gone_at.is_(None)
    )
    & ~exists().where(tickets.c.task_id == comments.c.task_id)
).label("client_reads")

#: The columns of an :class:`Owed`.
OWED = [*(comments.c[name] for name in Owed.__slots__ if name != "client_reads"), _CLIENT_READS]
#: The comments to post or resolve on a ticket, without its card.
DUE = Prepared(
    select(*OWED)
    .where(comments.c.task_id == given("task_id"), IS_DUE, comments.c.kind != CommentKind.CARD)
    .order_by(comments.c.effect_id)
)
_ASSIGNED = ("assignee", "group_assignee")
_OWING = ("task_id", "kind", "key", "content", *_ASSIGNED, "mover_id", "about", "settled", "asks")
_OF_EFFECT = comments.c.effect_id == given("of_effect")
_ATTEMPTING = Prepared(update(comments).where(_OF_EFFECT).values(attempted_at=given("attempted_at")))
_DOING = Prepared(
    update(comments)
    .where(_OF_EFFECT)
    .values(state="done", comment_id=given("comment_id"), done_at=func.now())
)


def owe(
    where: Connection | Batch,
    *,
    task_id: str,
    kind: CommentKind,
    key: str,
    comment: Comment,
    assignee: int | None = None,
    group_assignee: str | None = None,
    mover_id: int | None = None,
    about: Mapping[str, str] | None = None,
    repeat: bool = False,
    asks: Mapping[str, Any] | None = None,
    settled: bool = False,
) -> None:
    """
    Store a comment to post.  While one with the same key is unresolved on the ticket, nothing is added; with
    `repeat` that one is edited, and `times` counts the repetitions.

    `asks` is what it asks for, and `settled` whether all of that was given; both are kept in any case.
    """
    _owing(repeat=repeat, asks=asks is not None).run(
        where,
        task_id=task_id,
        kind=kind,
        key=key,
        content=as_kept(comment),
        assignee=assignee,
        group_assignee=group_assignee,
        mover_id=mover_id,
        about=None if about is None else dict(about),
        settled=settled,
        asks=None if asks is None else dict(asks),
    )


@cache
def _owing(*, repeat: bool, asks: bool) -> Prepared:
    new = insert(comments).values({"state": "pending", **{name: given(name) for name in _OWING}})
    again: dict[str, Any] = {}
    if repeat:
        again |= {"state": "pending", "content": new.excluded.content, "times": comments.c.times + 1}
    if asks:
        again |= {"asks": new.excluded.asks, "settled": new.excluded.settled}
    same = ["task_id", "key"]
    return Prepared(
        new.on_conflict_do_update(index_elements=same, index_where=IS_STANDING, set_=again)
        if again
        else new.on_conflict_do_nothing(index_elements=same, index_where=IS_STANDING)
    )


def due(connection: Connection, task_id: str, *, later: bool | None = None) -> list[Owed]:
    """
    The comments to post or resolve on a ticket, oldest first, without its card.

    `later`: True for only those that no move waits for, False for only the others.
    """
    return due_of(DUE.rows(connection, task_id=task_id), later=later)


def due_of(rows: Rows, *, later: bool | None = None) -> list[Owed]:
    """The same, from the rows of :data:`DUE`."""
    return [owed for owed in (Owed(**row) for row in rows) if later is None or (owed.kind in LATER) is later]


def attempt(connection: Connection, effect_id: int, at: datetime) -> None:
    """Record that a call is about to be made; after a crash its result must be searched."""
    _ATTEMPTING.rows(connection, of_effect=effect_id, attempted_at=at)


def forget_post(connection: Connection, effect_id: int) -> None:
    """Record that the comment is certainly not on the ticket, so it can be posted without a search."""
    connection.execute(
        update(comments).where(comments.c.effect_id == effect_id).values(comment_id=None, attempted_at=None)
    )


def done(connection: Connection, effect_id: int, comment_id: str) -> None:
    """Record that the comment is on the ticket."""
    _DOING.rows(connection, of_effect=effect_id, comment_id=comment_id)


def settle(connection: Connection, task_id: str, *kinds: CommentKind) -> bool:
    """
    The ticket passed: posted comments have to be resolved, the others are not needed any more.

    After an interrupted call the comment may exist; resolving it finds out.  Returns whether anything has to
    be resolved.
    """
    return has_to_be_resolved(settling(*kinds).rows(connection, task_id=task_id))


@cache
def settling(*kinds: CommentKind) -> Prepared:
    """The statement of :func:`settle`, of a `task_id`."""
    of_kinds = (comments.c.task_id == given("task_id"), comments.c.kind.in_(kinds), IS_STANDING)
    return Prepared(update(comments).where(*of_kinds).values(state=ENDING).returning(comments.c.state))


def has_to_be_resolved(rows: Rows) -> bool:
    """Whether anything has to be, from the rows of :func:`settling`."""
    return any(row["state"] == "settling" for row in rows)


def resolved(connection: Connection, effect_id: int) -> None:
    """Record that it was resolved in ClickUp; from now on the same key creates a new comment."""
    connection.execute(update(comments).where(comments.c.effect_id == effect_id).values(state="resolved"))


def cancelled(connection: Connection, effect_id: int) -> None:
    """Record that it cannot be posted, because the ticket no longer exists."""
    connection.execute(update(comments).where(comments.c.effect_id == effect_id).values(state="cancelled"))


def drop_due(connection: Connection, task_id: str) -> None:
    """Drop all comments owed on a task.  Comments that are on the task stay as they are."""
    stays = case((comments.c.comment_id.is_(None), "cancelled"), else_="done")
    due = (comments.c.task_id == task_id, IS_DUE)
    connection.execute(update(comments).where(*due).values(state=stays))
