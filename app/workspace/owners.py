"""Decides who is assigned to a ticket when it enters a stage."""

from dataclasses import dataclass

from app.workspace.directory import Assignees, Directory
from clickup_client.models import Task
from rules.process.process import Process


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChange:
    """Users and groups to add and remove; empty if the right people are already assigned."""

    add_users: frozenset[int] = frozenset()
    remove_users: frozenset[int] = frozenset()
    add_groups: frozenset[str] = frozenset()
    remove_groups: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.add_users or self.remove_users or self.add_groups or self.remove_groups)


def change_of(
    process: Process, directory: Directory, task: Task, *, left: str | None, entered: str
) -> OwnerChange:
    """
    Replace the owners of the previous stage with the owners of the new stage.

    Other assignees stay.  A stage without an owner changes nothing: a closed ticket keeps its assignees.
    """
    coming = _owners(process, directory, entered)
    if coming is None:
        return OwnerChange()
    going = _owners(process, directory, left) or Assignees()
    users = frozenset(user.id for user in task.assignees)
    groups = frozenset(group.id for group in task.group_assignees)
    return OwnerChange(
        add_users=coming.users - users,
        remove_users=(going.users - coming.users) & users,
        add_groups=coming.groups - groups,
        remove_groups=(going.groups - coming.groups) & groups,
    )


def responsible(process: Process, directory: Directory, stage: str) -> Assignees:
    """Who is responsible for a ticket in a stage; for a closed stage, the last owners before it."""
    found = process.find_stage(stage)
    owner = (found.owner if found else None) or process.open_stages[-1].owner
    return directory.owners[owner] if owner else Assignees()


def _owners(process: Process, directory: Directory, stage: str | None) -> Assignees | None:
    found = process.find_stage(stage)
    return None if found is None or found.owner is None else directory.owners[found.owner]
