"""
Says how soon a ticket should be checked because of a delivery.  Pure.

This is only about time: the ticket is read again in any case.
"""

from app.queue.defer import Urgency
from clickup_client.webhook import Delivery, HistoryItem

#: The beginnings of history fields that no rule uses; `_add` and similar endings may follow.
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

#: Events that are about such fields by their name.  If there is a history, it counts instead.
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
    status change back to it is our own put-back, or no change: it counts as an edit.
    Unknown events count as edits, so that nothing ClickUp adds later is missed.
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


def resting(delivery: Delivery) -> tuple[str, ...]:
    """Return the target statuses of a delivery: in these, an accepted ticket has not moved."""
    statuses = {item.status_after for item in delivery.history if item.status_after is not None}
    return tuple(each for each in sorted(statuses) if urgency(delivery, each) is not Urgency.MOVE)


def assigns(item: HistoryItem) -> bool:
    """Whether someone was assigned, or a group."""
    return item.field in ("assignee_add", "group_assignee_add")


def _moves(item: HistoryItem, accepted_status: str | None) -> bool:
    if item.field in _MOVE_FIELDS:
        return True
    if item.field != "status" or item.status_after is None:
        return False
    return accepted_status is None or item.status_after.casefold() != accepted_status.casefold()


def _is_idle(field: str) -> bool:
    return any(field == idle or field.startswith(f"{idle}_") for idle in _IDLE_FIELDS)
