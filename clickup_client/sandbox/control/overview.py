"""A sandbox at a glance, with people and choices by name: for ``/sandbox/state`` and the pages."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.comment_text import plain
from clickup_client.sandbox.shapes.field_values import read_by_name
from clickup_client.sandbox.shapes.places import JSON, PRIORITIES
from clickup_client.sandbox.shapes.tasks import fields_of
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.times import moment_of
from clickup_client.sandbox.workspace.definition import TASK_TYPES, FieldDefinition


def overview(sandbox: Sandbox, parts: Collection[str] = ()) -> JSON:
    """
    The answer of ``GET /sandbox/state``. Times are ISO 8601 in UTC.

    Tokens and webhook secrets are shown: they are worth something in this sandbox only.

    Args:
        sandbox: Which one.
        parts: The keys to answer, for those who ask often: most of the work is ``tasks``. Empty: all.

    Raises:
        Refused: 400, for a part that there is not.
    """
    if unknown := sorted({*parts} - {*_PARTS}):
        raise bad_request(f"there is no part {unknown[0]}; the parts are {', '.join(_PARTS)}", "SANDBOX_006")
    return {name: part(sandbox) for name, part in _PARTS.items() if not parts or name in parts}


def _workspace(sandbox: Sandbox) -> JSON:
    workspace = sandbox.workspace
    return {"id": workspace.id, "name": workspace.name, "plan": workspace.plan}


def _lists(sandbox: Sandbox) -> list[JSON]:
    return [
        {
            "id": place.list.id,
            "name": place.list.name,
            "space": place.space.name,
            "statuses": [status.status for status in place.list.statuses],
            "fields": [
                {"id": f.id, "name": f.name, "type": f.type, "options": {o.name: o.id for o in f.options}}
                for f in sandbox.directory.fields(place.list.id)
            ],
        }
        for place in sandbox.directory.places.values()
    ]


def _tasks(sandbox: Sandbox) -> list[JSON]:
    return [task_overview(sandbox, task) for task in sandbox.memory.tasks.values() if not task.deleted]


_PARTS: Final[Mapping[str, Callable[[Sandbox], Any]]] = {
    "workspace": _workspace,
    "users": lambda sandbox: [user.model_dump() for user in sandbox.directory.users.values()],
    "groups": lambda sandbox: [group.model_dump() for group in sandbox.workspace.groups],
    "lists": _lists,
    "tasks": _tasks,
    "webhooks": lambda sandbox: [webhook.model_dump() for webhook in sandbox.memory.webhooks.values()],
    "deliveries_unfinished": lambda sandbox: sandbox.deliveries.unfinished() + sandbox.faults.held(),
    "automations_waiting": lambda sandbox: sandbox.later.waiting(),
    "emails": lambda sandbox: len(sandbox.memory.emails),
    "automations_enabled": lambda sandbox: sandbox.memory.automations_enabled,
    "pull_requests": lambda sandbox: {key: pull.model_dump() for key, pull in sandbox.memory.pulls.items()},
    "calls": lambda sandbox: sandbox.calls.snapshot(),
    "rate_limit": lambda sandbox: {"limit": sandbox.limits.limit, "by_token": sandbox.limits.snapshot()},
    "faults": lambda sandbox: sandbox.faults.snapshot(),
    "behaviours": lambda sandbox: sandbox.behaviours.model_dump(mode="json"),
}


def task_overview(sandbox: Sandbox, task: Task) -> JSON:
    """One ticket in words: fields by name (only those that hold something), people by user name."""
    directory = sandbox.directory
    comments = [c for c in sandbox.memory.comments.values() if c.task_id == task.id]
    return {
        "id": task.id,
        "name": task.name,
        "list_id": task.list_id,
        "list": directory.places[task.list_id].list.name,
        "also_in": [directory.places[each].list.name for each in task.locations],
        "status": task.status,
        "priority": PRIORITIES[task.priority][0] if task.priority else None,
        "due_date": iso(task.due_date),
        "assignees": [directory.user(each).username for each in task.assignees],
        "groups": [directory.groups[each].name for each in task.groups],
        "tags": task.tags,
        "linked": [link.task_id for link in task.links],
        "parent": task.parent,
        "updated": iso(task.updated),
        "fields": {
            field.name: field_in_words(sandbox, field, task.values[field.id])
            for field in fields_of(sandbox, task)
            if field.id in task.values
        },
        "comments": [
            {
                "id": comment.id,
                "by": directory.user(comment.user).username,
                "text": plain(comment.runs),
                "resolved": comment.resolved,
                "parent": comment.parent,
            }
            for comment in comments
        ],
        "comment_count": len(comments),
    }


def field_in_words(sandbox: Sandbox, field: FieldDefinition, stored: Any) -> Any:
    """A field's value as a person would say it."""
    if stored is None:
        return None
    if field.type == "date":
        return iso(stored)
    if field.type == "users":
        return [sandbox.directory.user(each).username for each in stored]
    if field.type in TASK_TYPES:
        tasks = sandbox.memory.tasks
        return [tasks[each].name if each in tasks else each for each in stored]
    return read_by_name(field, stored)


def emails_overview(sandbox: Sandbox) -> list[JSON]:
    """The outbox, oldest first."""
    return [{**email.model_dump(), "at": iso(email.at)} for email in sandbox.memory.emails]


def iso(ms: int | None) -> str | None:
    """A moment in UTC, or the bare milliseconds where the calendar ends."""
    if ms is None:
        return None
    moment = moment_of(ms)
    return str(ms) if moment is None else moment.isoformat().replace("+00:00", "Z")
