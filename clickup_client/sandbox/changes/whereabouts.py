"""Where a task is besides its List: shown in others, in the trash, gone for good, or hidden from someone."""

from collections.abc import Iterable

from clickup_client.sandbox.changes.commit import commit
from clickup_client.sandbox.changes.history import Change, announce
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.people import User


def trash(sandbox: Sandbox, task: Task) -> None:
    """Put a task and its subtasks into the trash, as ``DELETE /task/{id}`` does; webhooks hear of it."""
    for each in _family(sandbox, task):
        if not each.deleted:
            each.deleted = True
            announce(sandbox, "taskDeleted", each, None)
    _unlink(sandbox, task)
    sandbox.touch()


def purge(sandbox: Sandbox, task: Task) -> None:
    """Remove a task and its subtasks with all that hangs on them, for good. No webhook reports it."""
    family = {each.id for each in _family(sandbox, task)}
    _unlink(sandbox, task)
    memory = sandbox.memory
    memory.tasks = {key: each for key, each in memory.tasks.items() if key not in family}
    memory.comments = {key: each for key, each in memory.comments.items() if each.task_id not in family}
    sandbox.touch()


def hide(sandbox: Sandbox, task: Task, users: Iterable[int]) -> None:
    """Let these users see a task no more, as if it went into a private List. No webhook reports it."""
    task.hidden_from = sorted({*task.hidden_from, *users})
    sandbox.touch()


def show_in(sandbox: Sandbox, task: Task, list_id: str, user: User, *, shown: bool) -> None:
    """
    Show a task in another List besides its home, or no more ("Tasks in Multiple Lists").

    What webhooks tell of it is not documented; here it is an ordinary ``taskUpdated``.
    https://help.clickup.com/hc/en-us/articles/6309958824727-Tasks-in-Multiple-Lists

    Raises:
        Refused: 400, the List is its home; 401, there is no such List for ``user``.
    """
    sandbox.directory.place(list_id, seen_by=user)
    if list_id == task.list_id:
        raise bad_request("Task is already in this list", "SUBCAT_057")
    if (list_id in task.locations) == shown:
        return
    others = [each for each in task.locations if each != list_id]
    change = Change(
        field="locations",
        before=None if shown else list_id,
        after=list_id if shown else None,
        updates={"locations": [*others, list_id] if shown else others},
    )
    commit(sandbox, task, [change], user)


def bring_back(sandbox: Sandbox, task: Task) -> None:
    """Take a task out of the trash and show it to everyone. No webhook reports it."""
    task.deleted, task.hidden_from = False, []
    sandbox.touch()


def _family(sandbox: Sandbox, task: Task) -> list[Task]:
    return [task, *(each for each in sandbox.memory.tasks.values() if each.parent == task.id)]


def _unlink(sandbox: Sandbox, task: Task) -> None:
    for other in sandbox.memory.tasks.values():
        other.links = [link for link in other.links if link.task_id != task.id]
