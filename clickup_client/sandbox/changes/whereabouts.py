"""Where a task is when it is not in its List: in the trash, gone for good, or hidden from someone."""

from collections.abc import Iterable

from clickup_client.sandbox.changes.history import announce
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.state import Sandbox


def trash(sandbox: Sandbox, task: Task) -> None:
    """Put a task and its subtasks into the trash, as ``DELETE /task/{id}`` does; webhooks hear of it."""
    for each in _family(sandbox, task):
        if not each.deleted:
            each.deleted = True
            announce(sandbox, "taskDeleted", each, None)
    _unlink(sandbox, task)
    sandbox.touch()


def purge(sandbox: Sandbox, task: Task) -> None:
    """Remove a task and its subtasks with all that hangs on them, for good. Nobody hears of it."""
    family = {each.id for each in _family(sandbox, task)}
    _unlink(sandbox, task)
    memory = sandbox.memory
    memory.tasks = {key: each for key, each in memory.tasks.items() if key not in family}
    memory.comments = {key: each for key, each in memory.comments.items() if each.task_id not in family}
    sandbox.touch()


def hide(sandbox: Sandbox, task: Task, users: Iterable[int]) -> None:
    """Let these users see a task no more, as if it went into a private List. Nobody hears of it."""
    task.hidden_from = sorted({*task.hidden_from, *users})
    sandbox.touch()


def bring_back(sandbox: Sandbox, task: Task) -> None:
    """Take a task out of the trash and show it to everyone. Nobody hears of it."""
    task.deleted, task.hidden_from = False, []
    sandbox.touch()


def _family(sandbox: Sandbox, task: Task) -> list[Task]:
    return [task, *(each for each in sandbox.memory.tasks.values() if each.parent == task.id)]


def _unlink(sandbox: Sandbox, task: Task) -> None:
    for other in sandbox.memory.tasks.values():
        other.links = [link for link in other.links if link.task_id != task.id]
