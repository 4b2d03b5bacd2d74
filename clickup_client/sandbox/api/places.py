"""Who and where: user, Workspaces, Spaces, Folders, Lists, their members, fields and groups."""

from flask import Blueprint, request

from clickup_client.sandbox.access.context import Answer, caller, sandbox, visible_task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import (
    JSON,
    account_shape,
    field_shape,
    folder_shape,
    group_shape,
    list_shape,
    member_shape,
    space_shape,
    workspace_member_shape,
)
from clickup_client.sandbox.workspace.definition import Folder, Space
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
    members = [workspace_member_shape(user) for user in workspace.users]
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
    return {"spaces": [] if _archived() else [space_shape(space) for space in workspace.spaces]}


@places.get("/space/<space_id>")
def get_space(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getspace"""
    return space_shape(sandbox().directory.space(space_id))


@places.get("/space/<space_id>/folder")
def get_folders(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getfolders"""
    space = sandbox().directory.space(space_id)
    return {"folders": [] if _archived() else [_folder(space, folder) for folder in space.folders]}


@places.get("/space/<space_id>/list")
def get_folderless_lists(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getfolderlesslists"""
    space = sandbox().directory.space(space_id)
    return {"lists": [] if _archived() else [_list(Place(each, space, None)) for each in space.lists]}


@places.get("/space/<space_id>/tag")
def get_tags(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getspacetags"""
    with sandbox().lock:
        sandbox().directory.space(space_id)
        here = (
            t
            for t in sandbox().memory.tasks.values()
            if sandbox().directory.places[t.list_id].space.id == space_id
        )
        names = sorted({tag for task in here for tag in task.tags})
    return {"tags": [{"name": name, "tag_fg": "#FFFFFF", "tag_bg": "#5f55ee"} for name in names]}


@places.get("/folder/<folder_id>")
def get_folder(folder_id: str) -> Answer:
    """https://developer.clickup.com/reference/getfolder"""
    return _folder(*sandbox().directory.folder(folder_id))


@places.get("/folder/<folder_id>/list")
def get_folder_lists(folder_id: str) -> Answer:
    """https://developer.clickup.com/reference/getlists"""
    space, folder = sandbox().directory.folder(folder_id)
    return {"lists": [] if _archived() else [_list(Place(each, space, folder)) for each in folder.lists]}


@places.get("/list/<list_id>")
def get_list(list_id: str) -> Answer:
    """https://developer.clickup.com/reference/getlist"""
    return _list(sandbox().directory.place(list_id))


@places.get("/list/<list_id>/field")
def get_fields(list_id: str) -> Answer:
    """https://developer.clickup.com/reference/getaccessiblecustomfields"""
    sandbox().directory.place(list_id)
    return {"fields": [field_shape(field) for field in sandbox().directory.fields(list_id)]}


@places.get("/folder/<folder_id>/field")
def get_folder_fields(folder_id: str) -> Answer:
    """https://developer.clickup.com/reference/getteamavailablefields - a sandbox has fields only on Lists"""
    sandbox().directory.folder(folder_id)
    return {"fields": []}


@places.get("/space/<space_id>/field")
def get_space_fields(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getspaceavailablefields - a sandbox has fields only on Lists"""
    sandbox().directory.space(space_id)
    return {"fields": []}


@places.get("/team/<workspace_id>/field")
def get_workspace_fields(workspace_id: str) -> Answer:
    """https://developer.clickup.com/reference/getteamavailablefields - a sandbox has fields only on Lists"""
    sandbox().directory.check_workspace(workspace_id)
    return {"fields": []}


@places.get("/list/<list_id>/member")
def get_list_members(list_id: str) -> Answer:
    """https://developer.clickup.com/reference/getlistmembers"""
    sandbox().directory.place(list_id)
    return {"members": [member_shape(user) for user in sandbox().workspace.users]}


@places.get("/task/<task_id>/member")
def get_task_members(task_id: str) -> Answer:
    """https://developer.clickup.com/reference/gettaskmembers"""
    with sandbox().lock:
        visible_task(task_id)
    return {"members": [member_shape(user) for user in sandbox().workspace.users]}


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


def _list(place: Place) -> JSON:
    with sandbox().lock:
        tasks = sandbox().memory.tasks.values()
        return list_shape(place, task_count=sum(t.list_id == place.list.id and not t.deleted for t in tasks))


def _folder(space: Space, folder: Folder) -> JSON:
    return folder_shape(space, folder, [_list(Place(each, space, folder)) for each in folder.lists])
