"""Parts of a task: tags, links, attachments, time in status; and its move to another List."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from flask import Blueprint, request

from clickup_client.sandbox.access.context import (
    Answer,
    caller,
    sandbox,
    sent,
    task_asked_for,
    visible_task,
)
from clickup_client.sandbox.changes.commit import commit
from clickup_client.sandbox.changes.history import Change
from clickup_client.sandbox.changes.moves import move
from clickup_client.sandbox.changes.tags import known_tags, without_tag
from clickup_client.sandbox.changes.whereabouts import show_in
from clickup_client.sandbox.memory.records import Attachment, Link, Task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import JSON
from clickup_client.sandbox.shapes.tasks import attachment_shape, extension_of, tag_shape, task_shape
from clickup_client.sandbox.shapes.time_in_status import time_in_status

task_parts = Blueprint("task_parts", __name__, url_prefix="/api/v2")
task_moves = Blueprint("task_moves", __name__, url_prefix="/api/v3")


@task_parts.post("/task/<task_id>/tag/<path:tag_name>")
def add_tag(task_id: str, tag_name: str) -> Answer:
    """https://developer.clickup.com/reference/addtagtotask"""
    with sandbox().lock:
        task = task_asked_for(task_id)
        for name in known_tags(sandbox(), task.list_id, caller(), [tag_name]):
            if name not in task.tags:
                _tag(task, "tag", name, [*task.tags, name])
        return {}


@task_parts.delete("/task/<task_id>/tag/<path:tag_name>")
def remove_tag(task_id: str, tag_name: str) -> Answer:
    """https://developer.clickup.com/reference/removetagfromtask"""
    with sandbox().lock:
        task = task_asked_for(task_id)
        left = without_tag(task, tag_name)
        if left != task.tags:
            _tag(task, "tag_removed", tag_name.lower(), left)
        return {}


def _tag(task: Task, field: str, name: str, tags: list[str]) -> None:
    after = [{key: value for key, value in tag_shape(name).items() if key != "creator"}]
    commit(
        sandbox(),
        task,
        [Change(field=field, event="taskTagUpdated", after=after, updates={"tags": tags})],
        caller(),
    )


@task_parts.post("/task/<task_id>/link/<links_to>")
def link_tasks(task_id: str, links_to: str) -> Answer:
    """https://developer.clickup.com/reference/addtasklink"""

    def linked(task: Task, other: Task) -> list[Link]:
        return [*task.links, Link(task_id=other.id, at=sandbox().now_ms(), user=caller().id)]

    return _change_link(task_id, links_to, wanted=True, links_of=linked)


@task_parts.delete("/task/<task_id>/link/<links_to>")
def unlink_tasks(task_id: str, links_to: str) -> Answer:
    """https://developer.clickup.com/reference/deletetasklink"""

    def unlinked(task: Task, other: Task) -> list[Link]:
        return [link for link in task.links if link.task_id != other.id]

    return _change_link(task_id, links_to, wanted=False, links_of=unlinked)


def _change_link(
    task_id: str, links_to: str, *, wanted: bool, links_of: Callable[[Task, Task], list[Link]]
) -> JSON:
    with sandbox().lock:
        task, other = task_asked_for(task_id), visible_task(links_to)
        if task is other:
            raise bad_request("A task cannot be linked to itself", "LINK_001")
        for one, another in ((task, other), (other, task)):
            if any(link.task_id == another.id for link in one.links) != wanted:
                change = Change(
                    field="linked_task",
                    before=None if wanted else another.id,
                    after=another.id if wanted else None,
                    updates={"links": links_of(one, another)},
                )
                commit(sandbox(), one, [change], caller())
        return {"task": task_shape(sandbox(), task, base_url=request.host_url)}


@task_parts.post("/task/<task_id>/attachment")
def attach(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/createtaskattachment - the file's bytes are not kept"""
    files = [file for key in request.files for file in request.files.getlist(key)]
    if not files:
        raise bad_request("No file was sent", "ATTACH_001")
    with sandbox().lock:
        task = task_asked_for(task_id)
        title = files[0].filename or "file"
        attachment = Attachment(
            id=f"{uuid4()}.{title.rpartition('.')[2]}",
            title=title,
            mimetype=files[0].mimetype,
            size=files[0].stream.seek(0, 2),
            at=sandbox().now_ms(),
            user=caller().id,
        )
        updates: dict[str, Any] = {"attachments": [*task.attachments, attachment]}
        shape = attachment_shape(sandbox(), task, attachment, base_url=request.host_url)
        commit(
            sandbox(),
            task,
            [
                Change(
                    field="attachments",
                    after=attachment.id,
                    details={"attachments": [{"title": title, "url": shape["url"]}]},
                    updates=updates,
                )
            ],
            caller(),
        )
        return {
            "id": attachment.id,
            "version": "0",
            "date": attachment.at,
            "title": title,
            "extension": extension_of(attachment),
            "thumbnail_small": shape["url"],
            "thumbnail_large": shape["url"],
            "url": shape["url"],
        }


@task_parts.post("/list/<list_id>/task/<task_id>")
def add_to_list(list_id: str, task_id: str) -> Answer:
    """https://developer.clickup.com/reference/addtasktolist - "Tasks in Multiple Lists" is on"""
    with sandbox().lock:
        show_in(sandbox(), visible_task(task_id), list_id, caller(), shown=True)
        return {}


@task_parts.delete("/list/<list_id>/task/<task_id>")
def remove_from_list(list_id: str, task_id: str) -> Answer:
    """https://developer.clickup.com/reference/removetaskfromlist"""
    with sandbox().lock:
        show_in(sandbox(), visible_task(task_id), list_id, caller(), shown=False)
        return {}


@task_parts.get("/task/<task_id>/time_in_status")
def get_time_in_status(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/gettaskstimeinstatus"""
    with sandbox().lock:
        return time_in_status(sandbox(), task_asked_for(task_id))


@task_moves.put("/workspaces/<workspace_id>/tasks/<task_id>/home_list/<list_id>")
def move_task(workspace_id: str, task_id: str, list_id: str) -> Answer:
    """https://developer.clickup.com/reference/movetask"""
    body = sent()
    with sandbox().lock:
        sandbox().directory.check_workspace(workspace_id)
        move(sandbox(), visible_task(task_id), list_id, body, caller())
        return {"data": {"task_id": task_id, "new_list_id": list_id}}, HTTPStatus.OK
