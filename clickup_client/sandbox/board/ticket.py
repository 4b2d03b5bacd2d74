"""One ticket with everything in it: its own page, and the same as a part of another page."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, render_template
from markupsafe import Markup

from clickup_client.sandbox.access.context import Answer, sandbox
from clickup_client.sandbox.board.cards import Face, face_of
from clickup_client.sandbox.board.comment_html import rendered_comment
from clickup_client.sandbox.board.look import Look, tint
from clickup_client.sandbox.board.pages import common_of, protect
from clickup_client.sandbox.board.people import looking
from clickup_client.sandbox.memory.records import Comment, Task
from clickup_client.sandbox.shapes.places import PRIORITIES
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import TASK_TYPES, FieldDefinition

tickets = Blueprint("tickets", __name__)
tickets.after_request(protect)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as a page shows it."""

    id: str
    by: Face
    at: str
    html: Markup
    is_reply: bool
    resolved: bool
    assignee: str


@tickets.get("/t/<task_id>")
def ticket_page(task_id: str) -> Answer:
    """One ticket, with everything that can be changed in it."""
    return render_template("ticket.html", **_shown(task_id))


@tickets.get("/t/<task_id>/part")
def ticket_part(task_id: str) -> Answer:
    """The same without the page around it."""
    return render_template("sheet.html", **_shown(task_id))


def _shown(task_id: str) -> dict[str, Any]:
    person = looking()
    running = sandbox()
    with running.lock:
        if task_id not in running.memory.tasks:
            abort(HTTPStatus.NOT_FOUND)
        task = running.task(task_id)
        directory = running.directory
        place = directory.places[task.list_id]
        status = directory.status(task.list_id, task.status)
        look = Look(person.zone, running.now())
        return {
            **common_of(running, place.list),
            "task": task,
            "look": look,
            "status_tint": tint(status.color if status else None),
            "priorities": {number: name for number, (name, _) in PRIORITIES.items()},
            "priority_tint": tint(PRIORITIES[task.priority][1]) if task.priority else "",
            "users": list(directory.users.values()),
            "groups": list(directory.groups.values()),
            "faces": {user.id: face_of(user) for user in directory.users.values()},
            "group_faces": {group.id: face_of(group) for group in directory.groups.values()},
            "fields": directory.fields(task.list_id),
            "choices": {
                field.id: _tickets_for(running, field)
                for field in directory.fields(task.list_id)
                if field.type in TASK_TYPES
            },
            "linked": _named(running, [link.task_id for link in task.links]),
            "others": _named(running, [each for each in running.memory.tasks if each != task.id]),
            "comments": _comments(running, task, look),
            "emails": [email for email in running.memory.emails if email.task_id == task.id],
        }


def _tickets_for(running: Sandbox, field: FieldDefinition) -> list[Task]:
    """What a relationship can lead to."""
    tasks = (task for task in running.memory.tasks.values() if not task.deleted)
    return [task for task in tasks if field.list in (None, task.list_id)]


def _named(running: Sandbox, ids: Iterable[str]) -> list[Task]:
    return [task for each in ids if (task := running.memory.tasks.get(each)) and not task.deleted]


def _comments(running: Sandbox, task: Task, look: Look) -> list[Said]:
    """Oldest first, each with the replies to it behind it."""
    comments = [each for each in running.memory.comments.values() if each.task_id == task.id]
    comments.sort(key=lambda each: (each.at, int(each.id)))
    threads = {each.id: [each] for each in comments if each.parent is None}
    for each in comments:
        if each.parent in threads:
            threads[each.parent].append(each)
    return [_said(running, each, look) for thread in threads.values() for each in thread]


def _said(running: Sandbox, comment: Comment, look: Look) -> Said:
    directory = running.directory
    return Said(
        id=comment.id,
        by=face_of(directory.user(comment.user)),
        at=look.moment(comment.at),
        html=rendered_comment(comment.runs),
        is_reply=comment.parent is not None,
        resolved=comment.resolved,
        assignee=directory.user(comment.assignee).username if comment.assignee else "",
    )
