"""Who and where: user, Workspaces, Spaces, Folders, Lists, their members, fields and groups."""

from collections.abc import Iterable

from flask import Blueprint, request

from clickup_client.sandbox.access.context import Answer, caller, sandbox, sent, visible_task
from clickup_client.sandbox.memory.records import MadeList
from clickup_client.sandbox.refusal import bad_request, no_right
from clickup_client.sandbox.shapes.places import (
    JSON,
    account_shape,
    field_shape,
    folder_shape,
    group_shape,
    list_shape,
    member_shape,
    shared_list_shape,
    space_shape,
    workspace_member_shape,
)
from clickup_client.sandbox.workspace.definition import Folder, Space, TaskList
from clickup_client.sandbox.workspace.directory import Place
from clickup_client.sandbox.workspace.plans import plan_named

places = Blueprint("places", __name__, url_prefix="/api/v2")


@places.get("/user")
def get_user() -> Answer:
    """https://developer.clickup.com/reference/getauthorizeduser"""
    return {"user": account_shape(caller())}


@places.get("/team")
def get_workspaces() -> Answer:
    """https://developer.clickup.com/reference/getauthorizedteams"""
    workspace = sandbox().workspace
    guest_role = sandbox().behaviours.guest_role
    users = sandbox().directory.users.values()
    members = [workspace_member_shape(user, guest_role=guest_role) for user in users]
    return {
        "teams": [
            {
                "id": workspace.id,
                "name": workspace.name,
                "color": "#536cfe",
                "avatar": None,
                "members": members,
            }
        ]
    }


@places.get("/team/<workspace_id>/plan")
def get_plan(workspace_id: str) -> Answer:
    """https://developer.clickup.com/reference/getworkspaceplan"""
    plan = plan_named(sandbox().directory.check_workspace(workspace_id).plan)
    return {"plan_name": plan.name, "plan_id": plan.number}


@places.get("/team/<workspace_id>/space")
def get_spaces(workspace_id: str) -> Answer:
    """https://developer.clickup.com/reference/getspaces"""
    workspace = sandbox().directory.check_workspace(workspace_id)
    spaces = workspace.spaces if caller().sees_spaces and not _archived() else ()
    return {"spaces": [space_shape(space) for space in spaces]}


@places.get("/team/<workspace_id>/shared")
def get_shared(workspace_id: str) -> Answer:
    """https://developer.clickup.com/reference/sharedhierarchy - Lists without the Space that they lie in"""
    sandbox().directory.check_workspace(workspace_id)
    shared = [
        shared_list_shape(place, task_count=_task_count(place))
        for place in sandbox().directory.places.values()
        if not caller().sees_spaces
        and caller().sees_list(place.list.id)
        and place.list.id not in sandbox().directory.deleted_lists
    ]
    return {"shared": {"tasks": [], "lists": shared, "folders": []}}


@places.get("/space/<space_id>")
def get_space(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getspace"""
    return space_shape(sandbox().directory.space(space_id, seen_by=caller()))


@places.get("/space/<space_id>/folder")
def get_folders(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getfolders"""
    space = sandbox().directory.space(space_id, seen_by=caller())
    return {"folders": [] if _archived() else [_folder(space, folder) for folder in space.folders]}


@places.get("/space/<space_id>/list")
def get_folderless_lists(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getfolderlesslists"""
    space = sandbox().directory.space(space_id, seen_by=caller())
    return {"lists": [] if _archived() else _lists(sandbox().directory.lists_in(space.id))}


@places.post("/space/<space_id>/list")
def create_folderless_list(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/createfolderlesslist - our code for a name that is taken"""
    name = sent().get("name")
    if not isinstance(name, str) or not name.strip():
        raise bad_request("List name invalid", "SANDBOX_013")
    with sandbox().lock:
        directory = sandbox().directory
        space = directory.space(space_id, seen_by=caller())
        if caller().is_guest:
            raise no_right("Guests cannot create Lists")
        there = _lists(directory.lists_in(space.id))
        if any(each["name"].casefold() == name.strip().casefold() for each in there):
            raise bad_request("List name taken", "SANDBOX_014")
        made = MadeList(id=sandbox().new_list_id(), name=name.strip(), space_id=space.id)
        sandbox().memory.lists.append(made)
        a_list = directory.add_list(made.id, made.name, made.space_id)
        sandbox().touch()
    return _list(a_list)


@places.get("/folder/<folder_id>")
def get_folder(folder_id: str) -> Answer:
    """https://developer.clickup.com/reference/getfolder"""
    return _folder(*sandbox().directory.folder(folder_id, seen_by=caller()))


@places.get("/folder/<folder_id>/list")
def get_folder_lists(folder_id: str) -> Answer:
    """https://developer.clickup.com/reference/getlists"""
    _space, folder = sandbox().directory.folder(folder_id, seen_by=caller())
    return {"lists": [] if _archived() else _lists(folder.lists)}


@places.get("/list/<list_id>")
def get_list(list_id: str) -> Answer:
    """https://developer.clickup.com/reference/getlist"""
    return _list(sandbox().directory.place(list_id, seen_by=caller()).list)


@places.get("/list/<list_id>/field")
def get_fields(list_id: str) -> Answer:
    """https://developer.clickup.com/reference/getaccessiblecustomfields"""
    sandbox().directory.place(list_id, seen_by=caller())
    return {"fields": [field_shape(field) for field in sandbox().directory.fields(list_id)]}


@places.get("/folder/<folder_id>/field")
def get_folder_fields(folder_id: str) -> Answer:
    """https://developer.clickup.com/reference/getteamavailablefields - a sandbox has fields only on Lists"""
    sandbox().directory.folder(folder_id, seen_by=caller())
    return {"fields": []}


@places.get("/space/<space_id>/field")
def get_space_fields(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getspaceavailablefields - a sandbox has fields only on Lists"""
    sandbox().directory.space(space_id, seen_by=caller())
    return {"fields": []}


@places.get("/team/<workspace_id>/field")
def get_workspace_fields(workspace_id: str) -> Answer:
    """https://developer.clickup.com/reference/getteamavailablefields - a sandbox has fields only on Lists"""
    sandbox().directory.check_workspace(workspace_id)
    return {"fields": []}


@places.get("/list/<list_id>/member")
def get_list_members(list_id: str) -> Answer:
    """https://developer.clickup.com/reference/getlistmembers"""
    sandbox().directory.place(list_id, seen_by=caller())
    seeing = [user for user in sandbox().directory.users.values() if user.sees_list(list_id)]
    return {"members": [member_shape(user) for user in seeing]}


@places.get("/task/<task_id>/member")
def get_task_members(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/gettaskmembers"""
    with sandbox().lock:
        task = visible_task(task_id)
        seeing = [user for user in sandbox().directory.users.values() if sandbox().is_visible(task, user)]
    return {"members": [member_shape(user) for user in seeing]}


@places.get("/group")
def get_groups() -> Answer:
    """https://developer.clickup.com/reference/getteams1"""
    workspace_id = request.args.get("team_id")
    if workspace_id is None:
        raise bad_request("team_id is required", "INPUT_001")
    workspace = sandbox().directory.check_workspace(workspace_id)
    wanted = set(request.args.get("group_ids", "").split(",")) - {""}
    return {
        "groups": [
            group_shape(
                group,
                [sandbox().directory.user_by_email(m) for m in group.members],
                workspace.id,
                workspace.users[0],
            )
            for group in workspace.groups
            if not wanted or group.id in wanted
        ]
    }


def _archived() -> bool:
    """Whether only archived things were asked for; a sandbox has none."""
    return request.args.get("archived", "").lower() == "true"


def _list(a_list: TaskList) -> JSON:
    place = sandbox().directory.places[a_list.id]
    deleted = a_list.id in sandbox().directory.deleted_lists
    return list_shape(place, task_count=_task_count(place), deleted=deleted)


def _lists(lists: Iterable[TaskList]) -> list[JSON]:
    return [_list(each) for each in lists if each.id not in sandbox().directory.deleted_lists]


def _task_count(place: Place) -> int:
    with sandbox().lock:
        tasks = sandbox().memory.tasks.values()
        return sum(t.list_id == place.list.id and not t.deleted for t in tasks)


def _folder(space: Space, folder: Folder) -> JSON:
    return folder_shape(space, folder, _lists(folder.lists))
