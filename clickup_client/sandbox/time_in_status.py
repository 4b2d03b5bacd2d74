"""How long a task has been in each status, in minutes of wall clock."""

from collections import Counter

from clickup_client.sandbox.records import Task
from clickup_client.sandbox.shapes import JSON, status_shape
from clickup_client.sandbox.state import Sandbox

_MS_PER_MINUTE = 60_000


def time_in_status(sandbox: Sandbox, task: Task) -> JSON:
    """The answer of ``GET /task/{id}/time_in_status``; a status that was visited twice is listed once."""
    a_list = sandbox.directory.places[task.list_id].list
    minutes: Counter[str] = Counter()
    since: dict[str, int] = {}
    ends = [visit.since for visit in task.visits[1:]] + [sandbox.now_ms()]
    for visit, end in zip(task.visits, ends, strict=True):
        minutes[visit.status] += (end - visit.since) // _MS_PER_MINUTE
        since[visit.status] = visit.since
    history = []
    for name, total in minutes.items():
        status = sandbox.directory.status(task.list_id, name)
        if status is not None:  # a task that was moved may have been in statuses that its List does not have
            shape = status_shape(a_list, status)
            history.append(
                {
                    "status": shape["status"],
                    "color": shape["color"],
                    "type": shape["type"],
                    "total_time": {"by_minute": total, "since": str(since[name])},
                    "orderindex": shape["orderindex"],
                }
            )
    history.sort(key=lambda each: int(each["orderindex"]))
    current = next(each for each in history if each["status"] == task.status)
    return {
        "current_status": {key: current[key] for key in ("status", "color", "total_time")},
        "status_history": history,
    }
