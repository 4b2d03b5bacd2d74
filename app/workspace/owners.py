"""Decides who is assigned to a ticket when it enters a stage."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.workspace.directory import Assignees, Directory
from clickup_client.models import Task
from rules.process.process import Process
from rules.process.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChange:
    """Users and groups to add and remove; empty if the right people are already assigned."""

    add_users: frozenset[int] = frozenset()
    remove_users: frozenset[int] = frozenset()
    add_groups: frozenset[str] = frozenset()
    remove_groups: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.add_users or self.remove_users or self.add_groups or self.remove_groups)

    @property
    def added(self) -> Assignees:
        """The users and groups to assign."""
        return Assignees(self.add_users, self.add_groups)

    def instead(self, before: Task, now: Task) -> "OwnerChange":
        """Return the change that gives a ticket as it is `now` the owners that this one gives it `before`."""
        (users, groups), (users_now, groups_now) = _assigned(before), _assigned(now)
        users = users - self.remove_users | self.add_users
        groups = groups - self.remove_groups | self.add_groups
        return OwnerChange(
            add_users=users - users_now,
            remove_users=users_now - users,
            add_groups=groups - groups_now,
            remove_groups=groups_now - groups,
        )

    def missing(self, answer: Task | None) -> Assignees:
        """
        Return the users and groups that ClickUp did not assign, by its answer; all if the write was refused.

        ClickUp answers 200 even if it leaves out people who cannot see the task.  If an answer does not show
        the assignees, none are missing.
        """
        if answer is None:
            return self.added
        told = answer.model_fields_set - set(answer.left_out)
        users = {user.id for user in answer.assignees} if "assignees" in told else self.add_users
        groups = (
            {group.id for group in answer.group_assignees} if "group_assignees" in told else self.add_groups
        )
        return Assignees(self.add_users - users, self.add_groups - groups)


def change_of(
    process: Process, directory: Directory, task: Task, *, left: Iterable[str | None], entered: str
) -> OwnerChange:
    """
    Replace the owners of the stages that were left with the owners of the new stage.

    Other assignees stay.  A stage without an owner, or whose owners are all missing, changes nothing: so a
    closed ticket keeps its assignees.
    """
    coming = _owners(process, directory, entered)
    if coming is None or coming == Assignees():
        return OwnerChange()
    going = [_owners(process, directory, stage) or Assignees() for stage in left]
    going_users = frozenset[int]().union(*(owners.users for owners in going))
    going_groups = frozenset[str]().union(*(owners.groups for owners in going))
    users, groups = _assigned(task)
    return OwnerChange(
        add_users=coming.users - users,
        remove_users=(going_users - coming.users) & users,
        add_groups=coming.groups - groups,
        remove_groups=(going_groups - coming.groups) & groups,
    )


def _assigned(task: Task) -> tuple[frozenset[int], frozenset[str]]:
    """Return the users and the groups that a task is assigned to."""
    users = frozenset(user.id for user in task.assignees)
    return users, frozenset(group.id for group in task.group_assignees)


def responsible(process: Process, directory: Directory, stage: str) -> Assignees:
    """
    Return who is responsible for a ticket in a stage; for a closed stage, the last owners before it.

    If all of them are missing, the people to whom late tickets are escalated.
    """
    found = process.find_stage(stage)
    owner = (found.owner if found else None) or process.open_stages[-1].owner
    if owner is None:
        return Assignees()
    owners = directory.owners[owner]
    return directory.escalation if owners == Assignees() else owners


def usual_before(process: Process, stage: Stage) -> str | None:
    """The stage from which tickets usually get into one without owners, by name; None if unknown."""
    if stage.closed is not None:
        origins = process.closes_from(stage)
        return origins[-1].name if origins else None
    earlier = process.stages[: process.position(stage)]
    return next((each.name for each in reversed(earlier) if each.owner), None)


def _owners(process: Process, directory: Directory, stage: str | None) -> Assignees | None:
    found = process.find_stage(stage)
    return None if found is None or found.owner is None else directory.owners[found.owner]
