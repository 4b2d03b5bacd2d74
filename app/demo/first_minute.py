"""What the demo's board suggests in the first minute: the same three things, in ClickUp's terms."""

from typing import Any

from app.demo.choice import Choice, TriedDate, TriedMove
from rules.process.durations import wait_in_words


def first_minute(choice: Choice) -> dict[str, Any] | None:
    """The body of the sandbox's `PUT /sandbox/guide`; None if no ticket is in a suitable state."""
    steps = [
        *([_invalid(choice.invalid)] if choice.invalid else []),
        *([_valid(choice.valid)] if choice.valid else []),
        *([_date(choice.date)] if choice.date else []),
    ]
    if not steps:
        return None
    return {
        "title": "Your first minute",
        "end": "That is what Stagegate does. Everything else on this board works as well: try what you like.",
        "steps": steps,
    }


def _invalid(tried: TriedMove) -> dict[str, Any]:
    things = "One thing is" if tried.missing == 1 else f"{tried.missing} things are"
    return {
        "title": "An invalid move",
        "text": f"{_drag(tried)} {things} missing there, so it comes back with a comment.",
        "task": tried.task.id,
        "done_when": [
            _moved(tried, tried.to.status, by="person"),
            _moved(tried, tried.task.status, by="program"),
        ],
    }


def _valid(tried: TriedMove) -> dict[str, Any]:
    moved = _moved(tried, tried.to.status, by="person")
    if not tried.to.owner:
        return {
            "title": "A valid move",
            "text": f"{_drag(tried)} Nothing is missing, so it stays there.",
            "task": tried.task.id,
            "done_when": [moved],
        }
    assigned = {"task": tried.task.id, "fields": ["assignee_add", "group_assignee_add"], "by": "program"}
    return {
        "title": "A valid move",
        "text": f"{_drag(tried)} Nothing is missing, so it stays there and gets its owner: {tried.to.owner}.",
        "task": tried.task.id,
        "done_when": [moved, assigned],
    }


def _date(tried: TriedDate) -> dict[str, Any]:
    day = f"{tried.due.day} {tried.due:%B %Y}"
    return {
        "title": "Another due date",
        "text": f"Open “{tried.task.name}” and set its due date to {day}. The other date follows. When the "
        f"date has stayed unchanged for {wait_in_words(tried.quiet)}, the client gets a mail.",
        "task": tried.task.id,
        "done_when": [
            {"task": tried.task.id, "fields": ["due_date"], "by": "person"},
            {"task": tried.task.id, "fields": ["custom_field"], "by": "program"},
        ],
    }


def _drag(tried: TriedMove) -> str:
    return f"Drag “{tried.task.name}” from {tried.task.status} to {tried.to.status}."


def _moved(tried: TriedMove, status: str, *, by: str) -> dict[str, Any]:
    return {"task": tried.task.id, "fields": ["status"], "to": status, "by": by}
