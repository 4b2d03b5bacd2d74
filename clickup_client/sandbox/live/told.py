"""A history item in the few words that a page tells it in."""

from typing import Any

from clickup_client.sandbox.live.journal import Happening

#: What ClickUp's fields of history are called where people read.
_FIELDS = {
    "assignee_add": "assignee",
    "assignee_rem": "assignee",
    "content": "description",
    "due_date": "due date",
    "group_assignee_add": "team",
    "group_assignee_rem": "team",
    "linked_task": "linked ticket",
    "section_moved": "list",
    "tag_removed": "tag",
    "task_creation": "ticket",
}


def told(happening: Happening) -> dict[str, Any]:
    """
    What happened to a ticket.

    ``number``, ``at`` (milliseconds), ``task`` (id), ``name``, ``field`` (ClickUp's), ``what`` (in words),
    ``by`` (id), ``who``, ``before`` and ``after`` as texts where they are short, ``text`` (first line of a
    comment).
    """
    item = happening.item
    field = str(item["field"])
    custom = item.get("custom_field")
    return {
        "number": happening.number,
        "at": int(item["date"]),
        "task": happening.task_id,
        "name": happening.task_name,
        "field": field,
        "what": custom["name"] if custom else _FIELDS.get(field, field.replace("_", " ")),
        "by": item["user"]["id"],
        "who": item["user"]["username"],
        "before": _short(item.get("before")),
        "after": _short(item.get("after")),
        "text": _first_line(item.get("comment", {}).get("text_content", "")),
    }


def _short(value: Any) -> str | None:
    """The name of a status, a priority or a person; a short text; nothing of anything else."""
    if isinstance(value, dict):
        value = value.get("status") or value.get("priority") or value.get("username") or value.get("name")
    return value if isinstance(value, str) else None


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
