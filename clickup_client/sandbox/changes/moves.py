"""
Moves a task and its subtasks to another List.

Source: https://developer.clickup.com/reference/movetask
"""

from collections.abc import Mapping
from typing import Any

from clickup_client.sandbox.changes.commit import commit
from clickup_client.sandbox.changes.edits import status_updates
from clickup_client.sandbox.changes.history import Change, list_in_history
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import JSON, status_id
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import Status
from clickup_client.sandbox.workspace.directory import Place
from clickup_client.sandbox.workspace.people import User


def move(sandbox: Sandbox, task: Task, list_id: str, body: JSON, user: User) -> None:
    """
    Make ``list_id`` the home of ``task``. Fields that the new List does not have lose their values.

    Raises:
        Refused: 400, a status is missing there and ``status_mappings`` does not help; 404, no such List.
    """
    target = sandbox.directory.place(list_id, seen_by=user)
    family = [task, *(t for t in sandbox.memory.tasks.values() if t.parent == task.id and not t.deleted)]
    statuses = [_status_there(sandbox, each, target, body) for each in family]
    for each, status in zip(family, statuses, strict=True):
        if each.list_id != list_id:
            _move_one(sandbox, each, target, status, user)


def _move_one(sandbox: Sandbox, task: Task, target: Place, status: Status, user: User) -> None:
    lists = (target.list.id, *task.locations)
    known = {field.id for each in lists for field in sandbox.directory.fields(each)}
    updates: dict[str, Any] = {
        "list_id": target.list.id,
        "locations": [each for each in task.locations if each != target.list.id],
        "values": {key: value for key, value in task.values.items() if key in known},
    }
    if status.status.casefold() != task.status.casefold():
        updates |= status_updates(task, status, sandbox.now_ms())
    moved = Change(
        field="section_moved",
        event="taskMoved",
        before=list_in_history(sandbox.directory.places[task.list_id]),
        after=list_in_history(target),
        updates=updates,
    )
    commit(sandbox, task, [moved], user)


def _status_there(sandbox: Sandbox, task: Task, target: Place, body: JSON) -> Status:
    by_id = {status_id(target, n): status for n, status in enumerate(target.list.statuses)}
    origin = sandbox.directory.places[task.list_id]
    own_id = next(
        (status_id(origin, n) for n, s in enumerate(origin.list.statuses) if s.status == task.status), None
    )
    mappings = body.get("status_mappings") or []
    for mapping in mappings if isinstance(mappings, list) else []:
        if isinstance(mapping, Mapping) and mapping.get("source_status_id") == own_id:
            destination = by_id.get(str(mapping.get("destination_status_id")))
            if destination is not None:
                return destination
    same_name = sandbox.directory.status(target.list.id, task.status)
    if same_name is None:
        raise bad_request(f"Status mapping required for {task.status!r}", "MOVE_001")
    return same_name
