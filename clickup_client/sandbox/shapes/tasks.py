"""ClickUp's JSON of a task."""

from typing import Any

from clickup_client.sandbox.memory.records import Attachment, Task
from clickup_client.sandbox.shapes.field_values import show
from clickup_client.sandbox.shapes.places import (
    JSON,
    field_shape,
    folder_ref,
    priority_shape,
    status_shape,
    unlisted_status_shape,
    user_shape,
)
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import FieldDefinition, Status

#: Linked tasks whose status the List no longer has are shown in this one.
_LOST_STATUS = Status(status="unknown", type="custom")


def text_or_none(number: int | None) -> str | None:
    """ClickUp writes milliseconds and the like as strings."""
    return None if number is None else str(number)


def task_shape(sandbox: Sandbox, task: Task, *, base_url: str, subtasks: bool = False) -> JSON:
    """
    A task as ``GET /task/{id}`` and the lists of tasks show it.

    Args:
        sandbox: Whose task it is.
        task: The task.
        base_url: Address of the sandbox, with a slash at the end; the task's page hangs below it.
        subtasks: Whether to put the task's subtasks inside.
    """
    directory = sandbox.directory
    place = directory.places[task.list_id]
    people = {
        user_id: user_shape(directory.user(user_id))
        for user_id in {*task.assignees, *task.watchers, task.creator}
        if user_id is not None
    }
    shape: JSON = {
        "id": task.id,
        "custom_id": task.custom_id,
        "custom_item_id": 0,
        "name": task.name,
        "text_content": task.description,
        "description": task.description,
        "status": _status(sandbox, task),
        "orderindex": f"{task.created}.00000000000000000000000000000000",
        "date_created": str(task.created),
        "date_updated": str(task.updated),
        "date_closed": text_or_none(task.closed),
        "date_done": text_or_none(task.done),
        "archived": task.archived,
        "creator": None if task.creator is None else people[task.creator],
        "assignees": [people[user_id] for user_id in task.assignees],
        "group_assignees": [_group(sandbox, group_id) for group_id in task.groups],
        "watchers": [people[user_id] for user_id in task.watchers],
        "checklists": [],
        "tags": [tag_shape(name) for name in task.tags],
        "parent": task.parent,
        "top_level_parent": task.parent,
        "priority": priority_shape(task.priority),
        "due_date": text_or_none(task.due_date),
        "start_date": text_or_none(task.start_date),
        "points": task.points,
        "time_estimate": task.time_estimate,
        "custom_fields": [_field(sandbox, task, field, base_url) for field in fields_of(sandbox, task)],
        "dependencies": [],
        "linked_tasks": [
            {
                "task_id": task.id,
                "link_id": link.task_id,
                "date_created": str(link.at),
                "userid": str(link.user),
                "workspace_id": sandbox.workspace.id,
            }
            for link in task.links
        ],
        "locations": [{"id": each, "name": directory.places[each].list.name} for each in task.locations],
        "team_id": sandbox.workspace.id,
        "url": f"{base_url}t/{task.id}",
        "sharing": {
            "public": False,
            "public_share_expires_on": None,
            "public_fields": [],
            "token": None,
            "seo_optimized": False,
        },
        "permission_level": "create",
        "list": {"id": place.list.id, "name": place.list.name, "access": True},
        "project": folder_ref(place),
        "folder": folder_ref(place),
        "space": {"id": place.space.id},
    }
    if subtasks:
        children = [t for t in sandbox.memory.tasks.values() if t.parent == task.id and not t.deleted]
        if children:
            shape["subtasks"] = [task_shape(sandbox, child, base_url=base_url) for child in children]
    return shape


def fields_of(sandbox: Sandbox, task: Task) -> list[FieldDefinition]:
    """The custom fields that a task can have: those of every List that it is in."""
    lists = (task.list_id, *task.locations)
    return list({field.id: field for each in lists for field in sandbox.directory.fields(each)}.values())


def markdown_of(task: Task) -> str:
    """A task's description as Markdown; what was sent as plain text is the same."""
    return task.description if task.markdown is None else task.markdown


def tag_shape(name: str) -> JSON:
    """A tag on a task; its colours are always the same."""
    return {"name": name, "tag_fg": "#FFFFFF", "tag_bg": "#5f55ee", "creator": 0}


def attachment_shape(sandbox: Sandbox, task: Task, attachment: Attachment, *, base_url: str) -> JSON:
    """An attachment in ``GET /task/{id}``."""
    url = f"{base_url}t/{task.id}#{attachment.id}"
    return {
        "id": attachment.id,
        "date": attachment.at,
        "title": attachment.title,
        "type": 1,
        "source": 1,
        "version": 0,
        "extension": extension_of(attachment),
        "mimetype": attachment.mimetype,
        "hidden": False,
        "parent_id": task.id,
        "size": attachment.size,
        "total_comments": 0,
        "resolved_comments": 0,
        "user": user_shape(sandbox.directory.user(attachment.user)),
        "deleted": False,
        "url": url,
        "url_w_query": url,
        "url_w_host": url,
    }


def extension_of(attachment: Attachment) -> str:
    """``"png"``, or nothing."""
    return attachment.title.rpartition(".")[2] if "." in attachment.title else ""


def _status(sandbox: Sandbox, task: Task) -> JSON:
    place = sandbox.directory.places[task.list_id]
    status = sandbox.directory.status(task.list_id, task.status)
    if status is None:
        return unlisted_status_shape(task.status)
    return status_shape(place, status)


def _group(sandbox: Sandbox, group_id: str) -> JSON:
    group = sandbox.directory.groups[group_id]
    return {"id": group.id, "name": group.name}


def _field(sandbox: Sandbox, task: Task, field: FieldDefinition, base_url: str) -> JSON:
    shape = field_shape(field)
    if field.id not in task.values:
        return shape  # a field that was never filled has no value at all
    value: Any = show(
        field,
        task.values[field.id],
        user_shape=lambda user_id: user_shape(sandbox.directory.user(user_id)),
        task_shape=lambda task_id: _related_task(sandbox, task_id, base_url),
    )
    return {**shape, "value": value}


def _related_task(sandbox: Sandbox, task_id: str, base_url: str) -> JSON:
    """A task in the value of a relationship; one that was deleted stays there, marked."""
    task = sandbox.memory.tasks.get(task_id)
    status = (sandbox.directory.status(task.list_id, task.status) if task else None) or _LOST_STATUS
    return {
        "id": task_id,
        "name": task.name if task else "",
        "status": status.status,
        "color": status.color,
        "custom_type": None,
        "team_id": sandbox.workspace.id,
        "deleted": task is None or task.deleted,
        "url": f"{base_url}t/{task_id}",
        "access": True,
    }
