"""The comment of a gate: owed once for the same judgement, edited when it is repeated, settled in the end."""

from hashlib import sha256

from sqlalchemy import Connection

from app.store import comments as store
from app.store.comments import CommentKind
from clickup_client.comment import Comment
from clickup_client.models import Task
from clickup_client.webhook import HistoryItem
from rules.decision import Decision, Verdict


def owe(
    connection: Connection,
    task: Task,
    decision: Decision,
    comment: Comment,
    *,
    moved: HistoryItem | None,
    told_in: int,
) -> None:
    """Owe a comment on a move; `moved` is what was heard of the move, `told_in` the delivery that told."""
    rejected = decision.verdict is Verdict.REJECTED
    about = {"name": task.name, "url": task.url, "delivery_id": str(told_in)}
    store.owe(
        connection,
        task_id=task.id,
        kind=CommentKind.GATE,
        key=_key(decision, moved),
        comment=comment,
        mover_id=moved.user_id if moved and rejected else None,
        about=about | {"who": (moved.user_name if moved else None) or ""} if rejected else None,
        repeat=rejected,
    )


def reword(
    connection: Connection, task: Task, decision: Decision, comment: Comment, *, moved: HistoryItem | None
) -> None:
    """Say one that is still to be said in other words."""
    store.reword(connection, task.id, _key(decision, moved), comment)


def _key(decision: Decision, moved: HistoryItem | None) -> str:
    """The same rejection is the same move by the same person with the same things missing."""
    said = [finding.sentence for finding in (*decision.findings, *decision.asks)]
    mover = moved.user_id if moved and decision.verdict is Verdict.REJECTED else None
    same = repr((decision.move.from_stage, decision.move.to_stage, decision.verdict.name, mover, said))
    return f"gate:{sha256(same.encode()).hexdigest()}"
