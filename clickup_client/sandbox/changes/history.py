"""
What a change becomes: a history item, and the events that webhooks hear of it.

Every specific event is sent again as ``taskUpdated`` with the same history item. A custom field's change is
sent only as ``taskUpdated``.
Source: https://developer.clickup.com/docs/webhooktaskpayloads
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clickup_client.sandbox.deliveries.parcel import Parcel
from clickup_client.sandbox.deliveries.subscriptions import hears
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.shapes.places import JSON, folder_ref, user_shape
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import Status, TaskList
from clickup_client.sandbox.workspace.directory import Place
from clickup_client.sandbox.workspace.people import User

GENERIC_EVENT = "taskUpdated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One thing that becomes different on a task.

    Args:
        field: The history item's ``field``, such as ``"status"``.
        event: The specific event's name; ``None`` when ClickUp has only ``taskUpdated`` for it.
        before: What history shows as the old value.
        after: What history shows as the new value.
        data: The history item's ``data``.
        details: More keys of the history item, such as ``custom_field``.
        updates: The attributes of :class:`.memory.records.Task` that get new values.
        with_duration: Whether a ``duration`` item goes before it, as recorded for the due date of a task that
            has a start date.
    """

    field: str
    event: str | None = None
    before: Any = None
    after: Any = None
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    updates: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    with_duration: bool = False


def history_item(sandbox: Sandbox, task: Task, change: Change, user: User, at: int) -> JSON:
    """The history item of a change that ``user`` made."""
    return {
        "id": sandbox.new_history_id(),
        "type": 1,
        "date": str(at),
        "field": change.field,
        "parent_id": task.list_id,
        "data": dict(change.data),
        "source": None,
        "user": user_shape(user),
        "before": change.before,
        "after": change.after,
        **change.details,
    }


def announce(sandbox: Sandbox, event: str, task: Task, items: list[JSON] | None) -> None:
    """Send an event to every webhook that listens for it there; ``None`` leaves ``history_items`` out."""
    places = [sandbox.directory.places[task.list_id]]
    if sandbox.behaviours.list_webhooks_tell_of_shown_tasks:
        places += [sandbox.directory.places[each] for each in task.locations]
    for webhook in sandbox.memory.webhooks.values():
        if sandbox.is_visible(task, sandbox.directory.user(webhook.user)) and any(
            hears(webhook, event, task, place) for place in places
        ):
            history = {} if items is None else {"history_items": items}
            payload = {"event": event, **history, "task_id": task.id, "webhook_id": webhook.id}
            body = json.dumps(payload, separators=(",", ":")).encode()
            sandbox.deliver(Parcel(webhook.id, body), event=event, task_id=task.id)


def announce_change(sandbox: Sandbox, task: Task, change: Change, user: User, at: int) -> str:
    """Send a change's specific event and its ``taskUpdated`` twin; returns the id of their history item."""
    item = history_item(sandbox, task, change, user, at)
    sandbox.journal.note(task_id=task.id, task_name=task.name, item=item)
    items = [item]
    if change.with_duration:
        items.insert(0, history_item(sandbox, task, Change(field="duration"), user, at))
    if change.event is not None:
        announce(sandbox, change.event, task, items)
    announce(sandbox, GENERIC_EVENT, task, items)
    return str(item["id"])


def announce_creation(sandbox: Sandbox, task: Task, user: User, *, via: str) -> None:
    """
    ``taskCreated`` with two history items, and its status item again as ``taskStatusUpdated``.

    Args:
        sandbox: Where.
        task: The new task.
        user: Who made it.
        via: How it was made, such as ``"api"`` or ``"form"``.
    """
    place = sandbox.directory.places[task.list_id]
    status = sandbox.directory.status(task.list_id, task.status)
    after = None if status is None else status_in_history(place.list, status)
    nothing = {"status": None, "color": None, "type": "removed", "orderindex": -1}
    data = {"status_type": status.type if status else None}
    born = Change(field="status", before=nothing, after=after, data=data)
    status_item = history_item(sandbox, task, born, user, task.created)
    made = Change(field="task_creation", data={"via": via})
    creation = history_item(sandbox, task, made, user, task.created)
    sandbox.journal.note(task_id=task.id, task_name=task.name, item=creation)
    announce(sandbox, "taskCreated", task, [status_item, creation])
    announce(sandbox, "taskStatusUpdated", task, [status_item])


def status_in_history(a_list: TaskList, status: Status) -> JSON:
    """A status in webhook payloads, where ClickUp writes its name in lower case."""
    return {
        "status": status.status.lower(),
        "color": status.color,
        "orderindex": a_list.statuses.index(status),
        "type": status.type,
    }


def list_in_history(place: Place) -> JSON:
    """A List in the ``section_moved`` item of ``taskMoved``."""
    folder = folder_ref(place)
    return {
        "id": place.list.id,
        "name": place.list.name,
        "category": {"id": folder["id"], "name": folder["name"], "hidden": folder["hidden"]},
        "project": {"id": place.space.id, "name": place.space.name},
    }
