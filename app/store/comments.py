"""Comments that must appear exactly once: a row is pending before the call and done after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import IS_PENDING, IS_STANDING, comments


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A comment to post, or to edit when it has a `comment_id` already."""

    effect_id: int
    task_id: str
    kind: str
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


def pending(connection: Connection, task_id: str) -> list[Owed]:
    """What is still to be said on a ticket, oldest first."""
    rows = connection.execute(
        select(*_OWED).where(comments.c.task_id == task_id, IS_PENDING).order_by(comments.c.effect_id)
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


def cancel_pending(connection: Connection, task_id: str, kind: str) -> None:
    """What was to be said is no longer true and was not said yet."""
    connection.execute(
        update(comments)
        .where(
            comments.c.task_id == task_id,
            comments.c.kind == kind,
            IS_PENDING,
            comments.c.comment_id.is_(None),
            comments.c.attempted_at.is_(None),
        )
        .values(state="cancelled")
    )


def standing(connection: Connection, task_id: str, kind: str) -> list[tuple[int, str]]:
    """(effect id, comment id) of the comments of a kind that stand unresolved on a ticket."""
    rows = connection.execute(
        select(comments.c.effect_id, comments.c.comment_id).where(
            comments.c.task_id == task_id,
            comments.c.kind == kind,
            IS_STANDING,
            comments.c.comment_id.is_not(None),
        )
    )
    return [(row.effect_id, row.comment_id) for row in rows]


def resolved(connection: Connection, effect_id: int) -> None:
    """It was resolved at ClickUp; the same key makes a new comment from now on."""
    connection.execute(update(comments).where(comments.c.effect_id == effect_id).values(state="resolved"))
