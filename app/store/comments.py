"""Comments that must appear exactly once: a row is pending before the call and done after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import IS_DUE, IS_STANDING, comments


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """
    A comment that is not as it should be on its ticket.

    To be posted, or edited when it has a `comment_id`, when `pending`; to be resolved when `settling`.
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
    attempted_at: datetime | None


_OWED = [comments.c[name] for name in Owed.__slots__]


def owe(
    connection: Connection,
    *,
    task_id: str,
    kind: str,
    key: str,
    content: list[dict[str, Any]],
    assignee: int | None = None,
    group_assignee: str | None = None,
    repeat: bool = False,
) -> None:
    """
    Owe a comment.  While one with the same key stands unresolved on the ticket, nothing more is
    owed; with `repeat` that one is edited, and `times` counts how often it was owed.
    """
    statement = insert(comments).values(
        task_id=task_id,
        kind=kind,
        key=key,
        state="pending",
        content=content,
        assignee=assignee,
        group_assignee=group_assignee,
    )
    again = {"state": "pending", "content": content, "times": comments.c.times + 1}
    same = ["task_id", "key"]
    connection.execute(
        statement.on_conflict_do_update(index_elements=same, index_where=IS_STANDING, set_=again)
        if repeat
        else statement.on_conflict_do_nothing(index_elements=same, index_where=IS_STANDING)
    )


def due(connection: Connection, task_id: str) -> list[Owed]:
    """What is still to be said or resolved on a ticket, oldest first."""
    rows = connection.execute(
        select(*_OWED).where(comments.c.task_id == task_id, IS_DUE).order_by(comments.c.effect_id)
    )
    return [Owed(**row) for row in rows.mappings()]


def attempt(connection: Connection, effect_id: int, at: datetime) -> None:
    """A call that may arrive is about to be made; after a crash it must be looked for."""
    connection.execute(update(comments).where(comments.c.effect_id == effect_id).values(attempted_at=at))


def forget_post(connection: Connection, effect_id: int) -> None:
    """Somebody deleted the comment: the next delivery posts it anew."""
    connection.execute(
        update(comments).where(comments.c.effect_id == effect_id).values(comment_id=None, attempted_at=None)
    )


def done(connection: Connection, effect_id: int, comment_id: str) -> None:
    """It stands on the ticket."""
    connection.execute(
        update(comments)
        .where(comments.c.effect_id == effect_id)
        .values(state="done", comment_id=comment_id, done_at=func.now())
    )


def settle(connection: Connection, task_id: str, kind: str) -> None:
    """
    The ticket got through: what stands is to be resolved, what was not said yet need not be said.

    One whose posting was cut off may stand; that is found out when it is resolved.
    """
    of_kind = (comments.c.task_id == task_id, comments.c.kind == kind, IS_STANDING)
    unsaid = comments.c.comment_id.is_(None) & comments.c.attempted_at.is_(None)
    connection.execute(
        update(comments).where(*of_kind).values(state=case((unsaid, "cancelled"), else_="settling"))
    )


def resolved(connection: Connection, effect_id: int) -> None:
    """It was resolved at ClickUp; the same key makes a new comment from now on."""
    connection.execute(update(comments).where(comments.c.effect_id == effect_id).values(state="resolved"))
