"""How long a task has been in each status, in minutes of wall clock."""

from collections import Counter

from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.shapes.places import JSON, status_shape, unlisted_status_shape
from clickup_client.sandbox.state import Sandbox

_MS_PER_MINUTE = 60_000


def time_in_status(sandbox: Sandbox, task: Task) -> JSON:
    """The answer of ``GET /task/{id}/time_in_status``; a status that was visited twice is listed once."""
    minutes: Counter[str] = Counter()
    since: dict[str, int] = {}
    ends = [visit.since for visit in task.visits[1:]] + [sandbox.now_ms()]
    for visit, end in zip(task.visits, ends, strict=True):
        minutes[visit.status] += (end - visit.since) // _MS_PER_MINUTE
        since[visit.status] = visit.since
    history = [_spent(sandbox, task, name, total, since[name]) for name, total in minutes.items()]
    history.sort(key=lambda each: int(each["orderindex"]))
    current = next(each for each in history if each["status"] == task.status)
    return {
        "current_status": {key: current[key] for key in ("status", "color", "total_time")},
        "status_history": history,
    }


def _spent(sandbox: Sandbox, task: Task, name: str, minutes: int, since: int) -> JSON:
    """One status; a moved task may have been in one that its List does not have."""
    place = sandbox.directory.places[task.list_id]
    status = sandbox.directory.status(task.list_id, name)
    shape = status_shape(place, status) if status else unlisted_status_shape(name)
    return {
        "status": name,
        "color": shape["color"],
        "type": shape["type"],
        "total_time": {"by_minute": minutes, "since": str(since)},
        "orderindex": shape["orderindex"],
    }
