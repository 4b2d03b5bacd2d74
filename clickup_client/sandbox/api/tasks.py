"""One task: create, read, change, delete, and set its custom fields."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request

from clickup_client.sandbox.access.context import (
    Answer,
    caller,
    flag,
    is_ignored,
    sandbox,
    sent,
    task_asked_for,
)
from clickup_client.sandbox.changes.commit import commit
from clickup_client.sandbox.changes.creation import new_task
from clickup_client.sandbox.changes.edits import changes_of
from clickup_client.sandbox.changes.fields import field_change, field_of, value_sent
from clickup_client.sandbox.changes.history import announce_creation
from clickup_client.sandbox.changes.whereabouts import trash
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.shapes.tasks import attachment_shape, markdown_of, task_shape

tasks = Blueprint("tasks", __name__, url_prefix="/api/v2")


@tasks.get("/task/<task_id>")
def get_task(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/gettask"""
    with sandbox().lock:
        task = task_asked_for(task_id)
        shape = task_shape(sandbox(), task, base_url=request.host_url, subtasks=flag("include_subtasks"))
        shape["attachments"] = [
            attachment_shape(sandbox(), task, each, base_url=request.host_url) for each in task.attachments
        ]
        if flag("include_markdown_description"):
            shape["markdown_description"] = markdown_of(task)
        return shape


@tasks.post("/list/<list_id>/task")
def create_task(list_id: str) -> Answer:
    """https://developer.clickup.com/reference/createtask"""
    body = sent()
    with sandbox().lock:
        task = new_task(sandbox(), list_id, body, caller())
        sandbox().memory.tasks[task.id] = task
        sandbox().touch()
        announce_creation(sandbox(), task, caller(), via="api")
        return task_shape(sandbox(), task, base_url=request.host_url)


@tasks.put("/task/<task_id>")
def update_task(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/updatetask"""
    body = sent()
    with sandbox().lock:
        task = task_asked_for(task_id)
        commit(sandbox(), task, changes_of(sandbox(), task, body, caller()), caller())
        return task_shape(sandbox(), task, base_url=request.host_url)


@tasks.delete("/task/<task_id>")
def delete_task(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/deletetask"""
    with sandbox().lock:
        task = task_asked_for(task_id)
        trash(sandbox(), task)
    return Response(status=HTTPStatus.NO_CONTENT, content_type="application/json")


@tasks.post("/task/<task_id>/field/<field_id>")
def set_field(task_id: str, field_id: str) -> Answer:
    """https://developer.clickup.com/reference/setcustomfieldvalue"""
    body = sent()
    with sandbox().lock:
        task = task_asked_for(task_id)
        if not is_ignored("value"):
            _set_field(task, field_id, body)
        return {}


@tasks.delete("/task/<task_id>/field/<field_id>")
def clear_field(task_id: str, field_id: str) -> Answer:
    """https://developer.clickup.com/reference/removecustomfieldvalue"""
    with sandbox().lock:
        _set_field(task_asked_for(task_id), field_id, {"value": None})
        return {}


def _set_field(task: Task, field_id: str, body: dict[str, Any]) -> None:
    field = field_of(sandbox(), task, field_id)
    stored = value_sent(sandbox(), field, body, caller(), stored=task.values.get(field_id))
    change = field_change(task, field, stored)
    commit(sandbox(), task, [change] if change else [], caller())
