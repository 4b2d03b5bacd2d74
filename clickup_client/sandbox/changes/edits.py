"""
The changes that a ``PUT /task/{id}`` asks for. Everything is checked before anything changes.

Source: https://developer.clickup.com/reference/updatetask
"""

from collections.abc import Iterator
from typing import Any

from clickup_client.sandbox.changes.field_input import whole_number
from clickup_client.sandbox.changes.history import Change, status_in_history
from clickup_client.sandbox.changes.member_edits import group_changes, people_changes
from clickup_client.sandbox.memory.records import Task, Visit
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.comment_text import as_kept, plain_of
from clickup_client.sandbox.shapes.places import JSON, PRIORITIES, priority_shape
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.times import as_day
from clickup_client.sandbox.workspace.definition import Status
from clickup_client.sandbox.workspace.people import User


def changes_of(sandbox: Sandbox, task: Task, body: JSON, user: User) -> list[Change]:
    """
    What ``body`` makes different on ``task``, in ClickUp's order of history; nothing for what it already is.

    Unknown keys are ignored, as ClickUp does, ``custom_fields`` among them.

    Raises:
        Refused: 400, some value is impossible.
    """
    return [
        *_texts(sandbox, task, body),
        *_status(sandbox, task, body),
        *_priority(task, body),
        *_date(sandbox, task, body, user, name="due_date", event="taskDueDateUpdated"),
        *_date(sandbox, task, body, user, name="start_date", event=None),
        *_numbers(task, body),
        *_parent(sandbox, task, body),
        *_archived(task, body),
        *people_changes(sandbox, task, body),
        *group_changes(sandbox, task, body),
    ]


def status_updates(task: Task, status: Status, at: int) -> dict[str, Any]:
    """The attributes of a task that enters ``status`` at ``at`` milliseconds."""
    finished = status.type in ("done", "closed")
    return {
        "status": status.status,
        "done": at if finished else None,
        "closed": at if status.type == "closed" else None,
        "visits": [*task.visits, Visit(status=status.status, since=at)],
    }


def _texts(sandbox: Sandbox, task: Task, body: JSON) -> Iterator[Change]:
    name = body.get("name", task.name)
    if not isinstance(name, str) or not name.strip():
        raise bad_request("Task name invalid", "INPUT_005")
    if name != task.name:
        yield Change(field="name", before=task.name, after=name, updates={"name": name})
    texts = description_of(sandbox, body)
    if any(getattr(task, key) != value for key, value in texts.items()):
        yield Change(
            field="content", before=task.description, after=texts["description"], updates=dict(texts)
        )


def description_of(sandbox: Sandbox, body: JSON) -> dict[str, str | None]:
    """
    The attributes that a description of the body gives a task; none if there is none in it.

    ClickUp deletes the lines of a plain description that begin with "> ", and cuts what is too long. What it
    makes of Markdown is plain as well, without addresses and pictures; it keeps the Markdown beside it.

    Raises:
        Refused: 400, it is no text.
    """
    if "markdown_content" in body:
        markdown = _cut(sandbox, body["markdown_content"])
        return {"description": plain_of(markdown), "markdown": markdown}
    if "description" in body:
        return {"description": _cut(sandbox, body["description"], is_plain=True), "markdown": None}
    return {}


def _cut(sandbox: Sandbox, text: Any, *, is_plain: bool = False) -> str:
    if not isinstance(text, str | None):
        raise bad_request("Description must be a string", "INPUT_006")
    kept = as_kept(text or "", sandbox.behaviours) if is_plain else text or ""
    return kept[: sandbox.behaviours.longest_description]


def _status(sandbox: Sandbox, task: Task, body: JSON) -> Iterator[Change]:
    name = body.get("status")
    if name is None:
        return
    status = sandbox.directory.status(task.list_id, name) if isinstance(name, str) else None
    if status is None:
        raise bad_request("Status not found", sandbox.behaviours.unknown_status_ecode)
    before = sandbox.directory.status(task.list_id, task.status)
    if status == before:
        return
    a_list = sandbox.directory.places[task.list_id].list
    yield Change(
        field="status",
        event="taskStatusUpdated",
        before=None if before is None else status_in_history(a_list, before),
        after=status_in_history(a_list, status),
        data={"status_type": status.type},
        updates=status_updates(task, status, sandbox.now_ms()),
    )


def priority_of(value: Any) -> int | None:
    """A priority as it is sent: 1 to 4, as a number or its digit, or null. Raises :exc:`Refused` (400)."""
    if value is None or value == "none":
        return None
    number = whole_number(value)
    if number not in PRIORITIES:
        raise bad_request("Priority invalid", "INPUT_007")
    return number


def _priority(task: Task, body: JSON) -> Iterator[Change]:
    if "priority" not in body:
        return
    priority = priority_of(body["priority"])
    if priority != task.priority:
        yield Change(
            field="priority",
            event="taskPriorityUpdated",
            before=priority_shape(task.priority),
            after=priority_shape(priority),
            updates={"priority": priority},
        )


def date_of(sandbox: Sandbox, body: JSON, name: str, user: User) -> tuple[int | None, bool]:
    """A date as it is sent, and whether it keeps its time. Raises :exc:`Refused` (400) for anything else."""
    with_time = bool(body.get(f"{name}_time"))
    value = body.get(name)
    if value is None or value == "":
        return None, False
    ms = whole_number(value)
    if ms is None:
        raise bad_request(f"{name} invalid", "INPUT_008")
    return (ms, True) if with_time else (as_day(ms, sandbox.zone_of_dates(user)), False)


def _date(
    sandbox: Sandbox, task: Task, body: JSON, user: User, *, name: str, event: str | None
) -> Iterator[Change]:
    if name not in body:
        return
    ms, with_time = date_of(sandbox, body, name, user)
    before, had_time = getattr(task, name), getattr(task, f"{name}_time")
    if (ms, with_time) != (before, had_time):
        yield Change(
            field=name,
            event=event,
            before=None if before is None else str(before),
            after=None if ms is None else str(ms),
            data={f"{name}_time": with_time, f"old_{name}_time": had_time},
            updates={name: ms, f"{name}_time": with_time},
            with_duration=name == "due_date" and task.start_date is not None,
        )


def _numbers(task: Task, body: JSON) -> Iterator[Change]:
    for name, event in (("time_estimate", "taskTimeEstimateUpdated"), ("points", None)):
        value = body.get(name, getattr(task, name))
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise bad_request(f"{name} must be a number", "INPUT_009")
        if value != getattr(task, name):
            yield Change(
                field=name,
                event=event,
                before=_text(getattr(task, name)),
                after=_text(value),
                updates={name: value},
            )


def _text(number: float | None) -> str | None:
    return None if number is None else str(number)


def _parent(sandbox: Sandbox, task: Task, body: JSON) -> Iterator[Change]:
    parent = body.get("parent", task.parent)
    if parent == task.parent or parent is None:  # ClickUp cannot turn a subtask into a task through the API
        return
    if not isinstance(parent, str) or sandbox.task(parent).list_id != task.list_id or parent == task.id:
        raise bad_request("Parent not child of list", "ITEM_137")
    yield Change(field="parent", before=task.parent, after=parent, updates={"parent": parent})


def _archived(task: Task, body: JSON) -> Iterator[Change]:
    archived = body.get("archived", task.archived)
    if not isinstance(archived, bool):
        raise bad_request("archived must be a boolean", "INPUT_010")
    if archived != task.archived:
        yield Change(field="archived", before=task.archived, after=archived, updates={"archived": archived})
