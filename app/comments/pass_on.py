"""Owes a comment and queues the ticket's own job to post it.  Two jobs at once would post it twice."""

from sqlalchemy import Connection

from app.queue.defer import Urgency, defer_reconcile
from app.store import comments, deliveries
from app.store.comments import CommentKind
from app.workspace.directory import Assignees
from clickup_client.comment import Comment


def pass_on(
    connection: Connection,
    task_id: str,
    *,
    kind: CommentKind,
    key: str,
    comment: Comment,
    asked: Assignees | None = None,
) -> None:
    """
    Owe a comment on a ticket, once for its key, and queue the job that posts it.

    It is assigned to one of the people in `asked`.  The caller's transaction locks the ticket: end it soon.
    """
    asked = asked or Assignees()
    deliveries.lock_ticket(connection, task_id)
    comments.owe(
        connection,
        task_id=task_id,
        kind=kind,
        key=key,
        comment=comment,
        assignee=min(asked.users, default=None),
        group_assignee=min(asked.groups, default=None),
    )
    defer_reconcile(connection, task_id, Urgency.MOVE)
