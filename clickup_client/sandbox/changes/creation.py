"""
The task that a ``POST /list/{id}/task`` asks for.

Source: https://developer.clickup.com/reference/createtask
"""

from typing import Any

from clickup_client.sandbox.changes.edits import date_of, description_of, priority_of
from clickup_client.sandbox.changes.fields import value_sent
from clickup_client.sandbox.changes.tags import known_tags
from clickup_client.sandbox.memory.records import Link, Task, Visit
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import JSON
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import Status, TaskList
from clickup_client.sandbox.workspace.directory import Directory
from clickup_client.sandbox.workspace.people import User


def new_task(sandbox: Sandbox, list_id: str, body: JSON, user: User) -> Task:
    """
    A task that is not in the memory yet.

    Raises:
        Refused: 400 for an impossible value, 401 for an unknown List.
    """
    directory = sandbox.directory
    a_list = directory.place(list_id, seen_by=user).list
    name = body.get("name")
    if not isinstance(name, str) or not name.strip():
        raise bad_request("Task name invalid", "INPUT_005")
    status = _status(sandbox, a_list, body.get("status"))
    at = sandbox.now_ms()
    due_date, due_date_time = date_of(sandbox, body, "due_date", user)
    start_date, start_date_time = date_of(sandbox, body, "start_date", user)
    finished = at if status.type in ("done", "closed") else None
    return Task(
        id=sandbox.new_task_id(),
        name=name,
        list_id=list_id,
        status=status.status,
        creator=user.id,
        created=at,
        updated=at,
        done=finished,
        closed=finished if status.type == "closed" else None,
        **{"description": "", **description_of(sandbox, body)},
        priority=priority_of(body.get("priority")),
        due_date=due_date,
        due_date_time=due_date_time,
        start_date=start_date,
        start_date_time=start_date_time,
        assignees=[each for each in _users(directory, body) if directory.users[each].sees_list(list_id)],
        groups=[directory.group(each).id for each in _list(body, "group_assignees")],
        watchers=[user.id],  # the person who makes a task watches it
        tags=known_tags(sandbox, list_id, user, [_text(each) for each in _list(body, "tags")]),
        parent=_parent(sandbox, list_id, body.get("parent")),
        values=_values(sandbox, list_id, body, user),
        links=[Link(task_id=sandbox.task(body["links_to"], seen_by=user).id, at=at, user=user.id)]
        if body.get("links_to")
        else [],
        visits=[Visit(status=status.status, since=at)],
    )


def _status(sandbox: Sandbox, a_list: TaskList, name: Any) -> Status:
    if name is None:
        return next((status for status in a_list.statuses if status.type == "open"), a_list.statuses[0])
    status = sandbox.directory.status(a_list.id, name) if isinstance(name, str) else None
    if status is None:
        raise bad_request("Status not found", sandbox.behaviours.unknown_status_ecode)
    return status


def _users(directory: Directory, body: JSON) -> list[int]:
    return [directory.assignable(each) for each in _list(body, "assignees")]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise bad_request("Text must be a string", "INPUT_006")
    return value


def _list(body: JSON, name: str) -> list[Any]:
    value = body.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_request(f"{name} must be an array", "INPUT_011")
    return list(dict.fromkeys(value))


def _parent(sandbox: Sandbox, list_id: str, parent: Any) -> str | None:
    if parent is None:
        return None
    if not isinstance(parent, str) or sandbox.task(parent).list_id != list_id:
        raise bad_request("Parent not child of list", "ITEM_137")
    return parent


def _values(sandbox: Sandbox, list_id: str, body: JSON, user: User) -> dict[str, Any]:
    """The custom fields given at creation, in the stored form."""
    values: dict[str, Any] = {}
    entries = body.get("custom_fields") or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise bad_request("custom_fields must be an array of objects", "INPUT_011")
    for entry in entries:
        field = sandbox.directory.field(list_id, str(entry.get("id")))
        stored = value_sent(sandbox, field, entry, user, stored=None)
        if stored is not None:
            values[field.id] = stored
    return values
