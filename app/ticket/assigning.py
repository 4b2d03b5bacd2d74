"""
Who had a ticket before our write of its owners, and whether the ticket was new then.

It is stored before the write, because a crash or a newer move may come after it.  Then the next look decides
on the owners as if that write had not been made.
"""

from collections.abc import Mapping
from typing import Any

from app.workspace.owners import OwnerChange
from clickup_client.models import Group, Task, User

_NO_ONE: Mapping[str, Any] = {"had_users": (), "had_not_users": (), "had_groups": (), "had_not_groups": ()}


def noted(kept: Mapping[str, Any] | None, change: OwnerChange, *, is_new: bool) -> Mapping[str, Any] | None:
    """
    Return what to store before a change is written: who of those concerned had the ticket, who had not.

    `kept` is what is stored because of a write that is not recorded; None if there is none.  `is_new`: no
    look has given the ticket its first owners yet.
    """
    before = kept or _NO_ONE
    had_users, had_not_users = frozenset(before["had_users"]), frozenset(before["had_not_users"])
    had_groups, had_not_groups = frozenset(before["had_groups"]), frozenset(before["had_not_groups"])
    now: dict[str, Any] = {
        "had_users": sorted(had_users | (change.remove_users - had_not_users)),
        "had_not_users": sorted(had_not_users | (change.add_users - had_users)),
        "had_groups": sorted(had_groups | (change.remove_groups - had_not_groups)),
        "had_not_groups": sorted(had_not_groups | (change.add_groups - had_groups)),
    }
    if is_new:
        now["is_new"] = True
    return now if any(now.values()) else None


def is_new(kept: Mapping[str, Any] | None) -> bool:
    """Whether a look that was cut off saw the ticket as new."""
    return kept is not None and kept.get("is_new", False)


def before_our_write(task: Task, kept: Mapping[str, Any] | None) -> Task:
    """Return the task with the owners that it had before a write of ours that is not recorded."""
    if kept is None:
        return task
    users = {user.id: user for user in task.assignees if user.id not in kept["had_not_users"]}
    users |= {user_id: User(id=user_id) for user_id in kept["had_users"] if user_id not in users}
    groups = {group.id: group for group in task.group_assignees if group.id not in kept["had_not_groups"]}
    groups |= {group_id: Group(id=group_id) for group_id in kept["had_groups"] if group_id not in groups}
    owners = {"assignees": tuple(users.values()), "group_assignees": tuple(groups.values())}
    return task.model_copy(update=owners)
