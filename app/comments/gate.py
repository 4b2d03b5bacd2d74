"""The gate's comment: posted once for the same judgement, edited when it repeats, resolved at the end."""

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
    """Store a comment on a move; `moved` is the move's history item, `told_in` its delivery."""
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
    """Change the words of a comment that is not posted yet."""
    store.reword(connection, task.id, _key(decision, moved), comment)


def _key(decision: Decision, moved: HistoryItem | None) -> str:
    """The key of a rejection: same move, same person, same missing requirements."""
    said = [finding.sentence for finding in (*decision.findings, *decision.asks)]
    mover = moved.user_id if moved and decision.verdict is Verdict.REJECTED else None
    same = repr((decision.move.from_stage, decision.move.to_stage, decision.verdict.name, mover, said))
    return f"gate:{sha256(same.encode()).hexdigest()}"
