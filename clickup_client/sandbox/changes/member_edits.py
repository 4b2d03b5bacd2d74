"""Who comes to a task and who goes: assignees, watchers and groups of people."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from clickup_client.sandbox.changes.history import Change
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import JSON, user_shape
from clickup_client.sandbox.state import Sandbox

Member = TypeVar("Member")


def people_changes(sandbox: Sandbox, task: Task, body: JSON) -> Iterator[Change]:
    """Who is assigned and who watches. Raises :exc:`Refused` (400) for someone who does not exist."""

    def check(user_id: Any) -> int:
        return sandbox.directory.assignable(user_id)

    def shape(user_id: int) -> JSON:
        return user_shape(sandbox.directory.user(user_id))

    for name, field, event in (
        ("assignees", "assignee", "taskAssigneeUpdated"),
        ("watchers", "follower", None),
    ):
        added, removed = _added_and_removed(body, name)
        # who cannot see the task does not get it, and ClickUp does not say so
        seeing = [
            each for each in map(check, added) if sandbox.is_visible(task, sandbox.directory.users[each])
        ]
        yield from _members(
            getattr(task, name), seeing, [check(u) for u in removed],
            name=name, field=field, event=event, shape=shape,
        )  # fmt: skip


def group_changes(sandbox: Sandbox, task: Task, body: JSON) -> Iterator[Change]:
    """Which groups are assigned. Raises :exc:`Refused` (400) for one that does not exist."""

    def shape(group_id: str) -> JSON:
        return {"id": group_id, "name": sandbox.directory.groups[group_id].name}

    added, removed = (
        [sandbox.directory.group(g).id for g in ids] for ids in _added_and_removed(body, "group_assignees")
    )
    yield from _members(
        task.groups,
        added,
        removed,
        name="groups",
        field="group_assignee",
        event="taskAssigneeUpdated",
        shape=shape,
    )


def _added_and_removed(body: JSON, name: str) -> tuple[list[Any], list[Any]]:
    value = body.get(name) or {}
    added, removed = (
        (value.get("add") or [], value.get("rem") or []) if isinstance(value, dict) else (None, None)
    )
    if not isinstance(added, list) or not isinstance(removed, list):
        raise bad_request(f"{name} must be an object with add and rem", "INPUT_011")
    return added, removed


def _members(
    members: list[Member],
    added: list[Member],
    removed: list[Member],
    *,
    name: str,
    field: str,
    event: str | None,
    shape: Callable[[Member], JSON],
) -> Iterator[Change]:
    """One change for each member that comes or goes, as ClickUp's history has them."""
    current = list(members)
    for member in dict.fromkeys(removed):
        if member in current:
            current = [each for each in current if each != member]
            yield Change(field=f"{field}_rem", event=event, before=shape(member), updates={name: current})
    for member in dict.fromkeys(added):
        if member not in current:
            current = [*current, member]
            yield Change(field=f"{field}_add", event=event, after=shape(member), updates={name: current})
