"""Comments that get new words when there is something new to say: the card, and the advice."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from app.store.comment_form import as_kept
from app.store.comments import OWED, CommentKind, Owed
from app.store.prepared import Prepared, given, together
from app.store.tables import IS_DUE, IS_STANDING, comments
from clickup_client.comment import Comment

_OF_CARD = (comments.c.task_id == given("task_id"), comments.c.key == CommentKind.CARD, IS_STANDING)
_CARD = Prepared(select(comments.c.effect_id).where(*_OF_CARD))
_DUE_CARD = Prepared(select(*OWED).where(*_OF_CARD, IS_DUE))
_SAID = insert(comments).values(
    {"state": "pending", **{name: given(name) for name in ("task_id", "kind", "key", "content")}}
)
_SAYING = Prepared(
    _SAID.on_conflict_do_update(
        index_elements=["task_id", "key"],
        index_where=IS_STANDING,
        set_={"state": "pending", "content": _SAID.excluded.content},
        where=comments.c.content.is_distinct_from(_SAID.excluded.content),
    ).returning(comments.c.effect_id)
)


def say(connection: Connection, task_id: str, *, kind: CommentKind, key: str, comment: Comment) -> bool:
    """Store a comment, or new words for the existing one; return whether anything changed."""
    content = as_kept(comment)
    return _SAYING.row(connection, task_id=task_id, kind=kind, key=key, content=content) is not None


def show(connection: Connection, task_id: str, *, comment: Comment, only_if_there: bool) -> Owed | None:
    """
    Store the card of a ticket to post; None if it already says this.

    A ticket has one card.  With `only_if_there` no card is created.
    """
    if only_if_there and _CARD.row(connection, task_id=task_id) is None:
        return None
    says = {"kind": CommentKind.CARD, "key": CommentKind.CARD, "content": as_kept(comment)}
    saying = _SAYING.asked(task_id=task_id, **says)
    _, rows = together(connection, saying, _DUE_CARD.asked(task_id=task_id))
    return Owed(**rows[0]) if rows else None
