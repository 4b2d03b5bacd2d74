"""ClickUp's JSON of people, places, statuses and fields."""

from typing import Any

from clickup_client.sandbox.workspace.definition import (
    FieldDefinition,
    Folder,
    Space,
    Status,
    TaskList,
    stable_id,
)
from clickup_client.sandbox.workspace.directory import Place
from clickup_client.sandbox.workspace.people import ROLES, Group, User

JSON = dict[str, Any]

#: ClickUp's four priorities: name and colour. They cannot be renamed.
PRIORITIES = {
    1: ("urgent", "#f50000"),
    2: ("high", "#ffcc00"),
    3: ("normal", "#6fddff"),
    4: ("low", "#d8d8d8"),
}

#: When the things of the data file were made, in milliseconds (1 January 2024); only its type matters.
MADE_AT = "1704067200000"

_FEATURES = {
    "due_dates": {
        "enabled": True,
        "start_date": True,
        "remap_due_dates": False,
        "remap_closed_due_date": False,
    },
    "time_tracking": {"enabled": True},
    "tags": {"enabled": True},
    "time_estimates": {"enabled": True},
    "checklists": {"enabled": True},
    "custom_fields": {"enabled": True},
    "remap_dependencies": {"enabled": True},
    "dependency_warning": {"enabled": True},
    "portfolios": {"enabled": True},
}


def initials_of(name: str) -> str:
    """``"OO"`` for Olivia Ops."""
    return "".join(word[0] for word in name.split()[:2]).upper()


def user_shape(user: User) -> JSON:
    """A user inside a task, a comment or a group."""
    return {
        "id": user.id,
        "username": user.username,
        "color": user.color,
        "initials": initials_of(user.username),
        "email": user.email,
        "profilePicture": None,
    }


def account_shape(user: User) -> JSON:
    """A user in ``GET /user``, the only answer with a time zone: that of others is not told."""
    return {**user_shape(user), "week_start_day": 1, "global_font_support": True, "timezone": user.time_zone}


def member_shape(user: User) -> JSON:
    """A user in ``GET /list/{id}/member``."""
    marks = ("verified_ambassador", "verified_consultant", "top_tier_user")
    unset = dict.fromkeys(("display_profile", *marks, *(f"viewed_{mark}" for mark in marks)))
    return {**user_shape(user), "profileInfo": unset}


def group_shape(group: Group, members: list[User], workspace_id: str, owner: User) -> JSON:
    """A Team of users in ``GET /group``."""
    return {
        "id": group.id,
        "team_id": workspace_id,
        "userid": owner.id,
        "name": group.name,
        "handle": group.name.lower().replace(" ", "-"),
        "date_created": MADE_AT,
        "initials": initials_of(group.name),
        "members": [user_shape(user) for user in members],
        "avatar": {"attachment_id": None, "color": None, "source": None, "icon": None},
    }


def status_id(place: Place, position: int) -> str:
    """
    A status's id: that of the Space, which several Lists share, unless the List has its own statuses.

    It stays when the status is renamed.
    """
    owner = f"sc{place.list.id}" if place.has_own_statuses else f"p{place.space.id}"
    return f"{owner}_{stable_id(owner, str(position))[:8]}"


def status_shape(place: Place, status: Status) -> JSON:
    """A status on a List or a task."""
    position = place.list.statuses.index(status)
    return {
        "id": status_id(place, position),
        "status": status.status,
        "orderindex": position,
        "color": status.color,
        "type": status.type,
    }


def unlisted_status_shape(name: str) -> JSON:
    """A status that its List does not have: the task came from elsewhere, or the data file changed."""
    return {"id": "", "status": name, "orderindex": -1, "color": "#87909e", "type": "custom"}


def priority_shape(priority: int | None) -> JSON | None:
    """A priority on a task and in history."""
    if priority is None:
        return None
    name, color = PRIORITIES[priority]
    return {"id": str(priority), "priority": name, "color": color, "orderindex": str(priority)}


def workspace_member_shape(user: User, *, guest_role: str) -> JSON:
    """
    A user in ``GET /team``, the only answer with roles; name and colour are null while they are invited.

    Args:
        user: The member.
        guest_role: How a guest is shown; see :class:`.behaviours.Behaviours`.
    """
    number = next(number for number, name in ROLES.items() if name == user.role)
    role: JSON = {"role": number, "role_key": user.role, "role_subtype": 0, "custom_role": None}
    if user.is_guest and guest_role != "number":
        role = {"role_key": user.role} if guest_role == "key" else {}
    unknown = {"username": None, "color": None} if user.invited else {}
    return {"user": {**user_shape(user), **role, **unknown}}


def space_shape(space: Space) -> JSON:
    """A Space with its statuses."""
    plain = Place(TaskList(id="", name="", statuses=space.statuses), space, None, has_own_statuses=False)
    return {
        "id": space.id,
        "name": space.name,
        "color": "#5f55ee",
        "private": False,
        "avatar": None,
        "admin_can_manage": True,
        "archived": False,
        "statuses": [status_shape(plain, status) for status in space.statuses],
        "multiple_assignees": True,
        "features": _FEATURES,
    }


def folder_ref(place: Place) -> JSON:
    """A List without a Folder hangs in a hidden one, as in ClickUp."""
    if place.folder is None:
        return {"id": f"9{place.space.id}", "name": "hidden", "hidden": True, "access": True}
    return {"id": place.folder.id, "name": place.folder.name, "hidden": False, "access": True}


def shared_list_shape(place: Place, *, task_count: int) -> JSON:
    """A List in ``GET /team/{id}/shared``, without the Space and Folder that it lies in."""
    shown = list_shape(place, task_count=task_count)
    keys = "id name orderindex content status priority assignee due_date start_date archived"
    return {**{key: shown[key] for key in keys.split()}, "task_count": str(task_count)}


def list_shape(place: Place, *, task_count: int, deleted: bool = False) -> JSON:
    """A List in ``GET /list/{id}``; one that was deleted still reads so, as recorded."""
    return {
        **({"deleted": True} if deleted else {}),
        "id": place.list.id,
        "name": place.list.name,
        "orderindex": _position(place),
        "content": place.list.content,
        "status": None,
        "priority": None,
        "assignee": None,
        "task_count": task_count,
        "due_date": None,
        "start_date": None,
        "folder": folder_ref(place),
        "space": {"id": place.space.id, "name": place.space.name, "access": True},
        "archived": False,
        "override_statuses": place.has_own_statuses,
        "statuses": [status_shape(place, status) for status in place.list.statuses],
        "inbound_address": f"add.task.{place.list.id}@sandbox.example",
        "permission_level": "create",
    }


def _position(place: Place) -> int:
    """Where a List stands in its Space; one that was made since the start comes last."""
    known = [each.id for each in place.space.lists] if place.folder is None else [place.list.id]
    return known.index(place.list.id) if place.list.id in known else len(known)


def folder_shape(space: Space, folder: Folder, lists: list[JSON]) -> JSON:
    """A Folder with its Lists in it."""
    return {
        "id": folder.id,
        "name": folder.name,
        "orderindex": space.folders.index(folder),
        "override_statuses": False,
        "hidden": False,
        "space": {"id": space.id, "name": space.name, "access": True},
        "task_count": str(sum(each["task_count"] for each in lists)),
        "archived": False,
        "statuses": [],
        "lists": lists,
        "permission_level": "create",
    }


def field_shape(field: FieldDefinition) -> JSON:
    """A custom field's definition, as in ``GET /list/{id}/field`` and on every task."""
    type_config: JSON = dict(field.type_config)
    if field.type in ("drop_down", "labels"):
        key = "name" if field.type == "drop_down" else "label"
        type_config["options"] = [
            {"id": option.id, key: option.name, "color": option.color, "orderindex": position}
            for position, option in enumerate(field.options)
        ]
        if field.type == "drop_down":
            type_config |= {"placeholder": None, "new_drop_down": True}
    if field.type == "list_relationship":
        type_config |= {"fields": [], "subcategory_id": field.list, "linked_subcategory_access": True}
    if field.type == "users":
        type_config |= {
            "single_user": False,
            "include_groups": False,
            "include_guests": True,
            "include_team_members": True,
        }
    return {
        "id": field.id,
        "name": field.name,
        "type": field.type,
        "type_config": type_config,
        "date_created": MADE_AT,
        "hide_from_guests": False,
        "required": field.required,
    }
