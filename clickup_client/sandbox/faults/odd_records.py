"""Tasks that miss what every task has, or hold what none should: ClickUp was seen to send such records."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

Record = dict[str, Any]

Oddity = Literal[
    "creator null",
    "assignees null",
    "no list",
    "no status",
    "no date_updated",
    "float orderindex",
    "unknown field type",
]

_UNKNOWN_FIELD = {
    "id": "f-unheard-of",
    "name": "Mood",
    "type": "mood_ring",
    "type_config": None,
    "value": {"colours": ["green", None], "certainty": 0.5},
}


def spoil(answer: Any, oddities: tuple[Oddity, ...], *, task_id: str | None) -> None:
    """Make the tasks of an answer odd, in place: all of them, or the one with ``task_id``."""
    for task in _tasks(answer):
        if task_id in (None, task.get("id")):
            for oddity in oddities:
                _SPOIL[oddity](task)


def _tasks(answer: Any) -> Iterator[Record]:
    """The tasks of an answer: the answer itself, the one inside it, or a page of them."""
    if not isinstance(answer, dict):
        return
    for each in (answer, answer.get("task"), *(answer.get("tasks") or ())):
        if isinstance(each, dict) and "custom_fields" in each:
            yield each


def _float_orderindex(task: Record) -> None:
    task["orderindex"] = 1.5
    if task.get("status"):
        task["status"]["orderindex"] = 0.5
    for field in task["custom_fields"]:
        for option in (field["type_config"] or {}).get("options", ()):
            option["orderindex"] += 0.5


_SPOIL: dict[Oddity, Callable[[Record], object]] = {
    "creator null": lambda task: task.update(creator=None),
    "assignees null": lambda task: task.update(assignees=[None]),
    "no list": lambda task: task.pop("list", None),
    "no status": lambda task: task.pop("status", None),
    "no date_updated": lambda task: task.pop("date_updated", None),
    "float orderindex": _float_orderindex,
    "unknown field type": lambda task: task["custom_fields"].append(_UNKNOWN_FIELD),
}
