"""
Comments of a task: the newest 25 and further back, post, edit, delete, reply.

Source: https://developer.clickup.com/reference/createtaskcomment and its neighbours
"""

from typing import Any

from flask import Blueprint, request

from clickup_client.sandbox.access.context import (
    Answer,
    caller,
    number_arg,
    sandbox,
    sent,
    task_asked_for,
    visible_task,
)
from clickup_client.sandbox.changes.history import Change, announce_change
from clickup_client.sandbox.memory.records import Comment, Task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.comment_text import plain, runs_sent
from clickup_client.sandbox.shapes.places import JSON, user_shape

#: Comments in one answer.
PAGE_SIZE = 25

comments = Blueprint("comments", __name__, url_prefix="/api/v2")


@comments.get("/task/<task_id>/comment")
def get_comments(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/gettaskcomments"""
    start, start_id = number_arg("start"), request.args.get("start_id")
    with sandbox().lock:
        task = task_asked_for(task_id)
        newest_first = sorted(
            (c for c in sandbox().memory.comments.values() if c.task_id == task.id and c.parent is None),
            key=lambda comment: (comment.at, int(comment.id)),
            reverse=True,
        )
        if start is not None:
            edge = (start, int(start_id) if start_id and start_id.isdecimal() else 0)
            newest_first = [c for c in newest_first if (c.at, int(c.id)) < edge]
        return {"comments": [comment_shape(comment) for comment in newest_first[:PAGE_SIZE]]}


@comments.post("/task/<task_id>/comment")
def post_comment(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/createtaskcomment"""
    body = sent()
    with sandbox().lock:
        return _post(task_asked_for(task_id), body, parent=None)


@comments.get("/comment/<comment_id>/reply")
def get_replies(comment_id: str) -> Answer:
    """https://developer.clickup.com/reference/getthreadedcomments"""
    with sandbox().lock:
        parent = sandbox().comment(comment_id)
        visible_task(parent.task_id)
        replies = [c for c in sandbox().memory.comments.values() if c.parent == parent.id]
        return {"comments": [comment_shape(reply) for reply in replies]}


@comments.post("/comment/<comment_id>/reply")
def post_reply(comment_id: str) -> Answer:
    """https://developer.clickup.com/reference/createthreadedcomment"""
    body = sent()
    with sandbox().lock:
        parent = sandbox().comment(comment_id)
        return _post(visible_task(parent.task_id), body, parent=parent.id)


@comments.put("/comment/<comment_id>")
def edit_comment(comment_id: str) -> Answer:
    """https://developer.clickup.com/reference/updatecomment"""
    body = sent()
    with sandbox().lock:
        comment = sandbox().comment(comment_id)
        task = visible_task(comment.task_id)
        updates: dict[str, Any] = {}
        if "comment_text" in body or "comment" in body:
            updates["runs"] = runs_sent(body, sandbox().directory, sandbox().behaviours, edits=True)
        if "resolved" in body:
            if not isinstance(body["resolved"], bool):
                raise bad_request("resolved must be a boolean", "COMMENT_005")
            updates["resolved"] = body["resolved"]
        updates |= _assigned(body)
        is_someones = updates.get("assigned_by", comment.assigned_by) is not None
        if not is_someones and sandbox().behaviours.resolving_unassigned_comment == "ignored":
            updates.pop("resolved", None)
        if any(getattr(comment, name) != value for name, value in updates.items()):
            for name, value in updates.items():
                setattr(comment, name, value)
            _announce(task, comment, "taskCommentUpdated")
        return {}


@comments.delete("/comment/<comment_id>")
def delete_comment(comment_id: str) -> Answer:
    """https://developer.clickup.com/reference/deletecomment"""
    with sandbox().lock:
        comment = sandbox().comment(comment_id)
        visible_task(comment.task_id)
        memory = sandbox().memory
        memory.comments = {
            key: each for key, each in memory.comments.items() if comment.id not in (each.id, each.parent)
        }
        sandbox().touch()
        return {}


def _post(task: Task, body: JSON, *, parent: str | None) -> JSON:
    runs = runs_sent(body, sandbox().directory, sandbox().behaviours)
    comment = Comment(
        id=sandbox().new_comment_id(),
        task_id=task.id,
        user=caller().id,
        at=sandbox().now_ms(),
        runs=runs,
        parent=parent,
        **_assigned(body),
    )
    sandbox().memory.comments[comment.id] = comment
    history_id = _announce(task, comment, "taskCommentPosted")
    return {"id": int(comment.id), "hist_id": history_id, "date": comment.at, "version": _version(comment)}


def _version(comment: Comment) -> JSON:
    return {"object_type": "comment", "object_id": comment.id, "operation": "c", "version": comment.at}


def _assigned(body: JSON) -> dict[str, Any]:
    """The attributes that an ``assignee`` or ``group_assignee`` of the body changes."""
    updates: dict[str, Any] = {}
    if "assignee" in body:
        assignee = body["assignee"]
        updates["assignee"] = None if assignee is None else sandbox().directory.assignable(assignee)
        updates["assigned_by"] = None if assignee is None else caller().id
    if body.get("group_assignee") is not None:
        updates["group_assignee"] = sandbox().directory.group(body["group_assignee"]).id
        updates["assigned_by"] = caller().id
    return updates


def _announce(task: Task, comment: Comment, event: str) -> str:
    """Tell the webhooks; returns the id of the history item."""
    at = sandbox().now_ms()
    task.updated = at
    sandbox().touch()
    shape = comment_shape(comment)
    details = {
        "id": comment.id,
        "date": str(comment.at),
        "parent": comment.parent or task.id,
        "type": 2 if comment.parent else 1,
        "comment": comment.runs,
        "text_content": shape["comment_text"] + "\n",
        "user": shape["user"],
        "assignee": shape["assignee"],
        "resolved": comment.resolved or None,
    }
    return announce_change(
        sandbox(),
        task,
        Change(field="comment", event=event, after=comment.id, details={"comment": details}),
        caller(),
        at,
    )


def comment_shape(comment: Comment) -> JSON:
    """A comment as ClickUp gives it back."""
    directory = sandbox().directory
    replies = sum(each.parent == comment.id for each in sandbox().memory.comments.values())
    group = directory.groups.get(comment.group_assignee or "")
    return {
        "id": comment.id,
        "comment": comment.runs,
        "comment_text": plain(comment.runs),
        "user": user_shape(directory.user(comment.user)),
        **_settling(comment),
        "assignee": None if comment.assignee is None else user_shape(directory.user(comment.assignee)),
        "group_assignee": None if group is None else {"id": group.id, "name": group.name},
        "reactions": [],
        "date": str(comment.at),
        "reply_count": replies,
    }


def _settling(comment: Comment) -> JSON:
    """
    ``resolved`` and ``assigned_by``, which an unassigned comment does not have.

    What resolving such a comment does in ClickUp is not known; see the behaviour
    ``resolving_unassigned_comment``.
    """
    if comment.assigned_by is None:
        return {"resolved": True} if comment.resolved else {}
    return {
        "resolved": comment.resolved,
        "assigned_by": user_shape(sandbox().directory.user(comment.assigned_by)),
    }
