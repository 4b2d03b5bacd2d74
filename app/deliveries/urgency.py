"""
How soon a ticket should be looked at because of a delivery.  Pure.

Only about time: whatever this says, the ticket is read anew and judged as it then is.
"""

from app.queue.defer import Urgency
from clickup_client.webhook import Delivery, HistoryItem

#: Begins of the names of history fields that no rule looks at; `_add` and the like may follow.
_IDLE_FIELDS = (
    "assignee",
    "attachment",
    "attachments",
    "checklist",
    "checklist_item",
    "checklist_items",
    "checklists",
    "comment",
    "comments",
    "follower",
    "group_assignee",
    "linked_task",
    "subscriber",
    "time_estimate",
    "time_spent",
    "watcher",
)

#: Events that say so by their name; their history, if they bring one, counts more.
_IDLE_EVENTS = frozenset(
    {
        "taskassigneeupdated",
        "taskcommentposted",
        "taskcommentupdated",
        "tasktimeestimateupdated",
        "tasktimetrackedupdated",
    }
)

_MOVE_EVENTS = frozenset({"taskcreated", "taskmoved"})
_MOVE_FIELDS = frozenset({"task_creation", "section_moved"})


def urgency(delivery: Delivery, accepted_status: str | None) -> Urgency:
    """
    Judge a delivery by its event and history.

    `accepted_status` is the status that the ticket was last accepted in, `None` for a ticket never seen.  A
    status item that leads there is our own putting back, or no change: no more than an edit.
    What is unknown counts as an edit, so that nothing ClickUp adds is ever overlooked.
    """
    if delivery.task_id is None:
        return Urgency.NONE
    event = delivery.event.casefold()
    if event in _MOVE_EVENTS or any(_moves(item, accepted_status) for item in delivery.history):
        return Urgency.MOVE
    if delivery.history:
        idle = all(_is_idle(item.field) for item in delivery.history)
    else:
        idle = event in _IDLE_EVENTS
    return Urgency.NONE if idle else Urgency.EDIT


def _moves(item: HistoryItem, accepted_status: str | None) -> bool:
    if item.field in _MOVE_FIELDS:
        return True
    if item.field != "status" or item.status_after is None:
        return False
    return accepted_status is None or item.status_after.casefold() != accepted_status.casefold()


def _is_idle(field: str) -> bool:
    return any(field == idle or field.startswith(f"{idle}_") for idle in _IDLE_FIELDS)
