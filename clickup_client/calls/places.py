"""The calls about people and places: Workspaces, Spaces, Folders, Lists."""

from __future__ import annotations

from clickup_client.answers import inside, many
from clickup_client.models import CustomField, Folder, Group, List, Space, User, Workspace
from clickup_client.protocol import path_of
from clickup_client.transport import Transport


class PlaceCalls(Transport):
    """
    Read people and places, and create Lists.

    Those that read are repeated. All raise NotAuthorisedError, NotFoundError,
    RateLimitedError, ServerBrokenError, NoAnswerError and UnexpectedAnswerError.
    """

    def get_user(self) -> User:
        """
        Read whose token this is.

        ``GET /v2/user``
        Source: https://developer.clickup.com/reference/getauthorizeduser

        Repeated: reading changes nothing.
        """
        return self._call("GET", path_of("v2", "user"), read=inside("user", User), repeatable=True)

    def get_workspaces(self) -> tuple[Workspace, ...]:
        """
        Read the Workspaces that the token may see, with their members.

        ``GET /v2/team``
        Source: https://developer.clickup.com/reference/getauthorizedteams

        Repeated: reading changes nothing.
        """
        return self._call("GET", path_of("v2", "team"), read=many("teams", Workspace), repeatable=True)

    def get_workspace_plan(self, workspace_id: str) -> str:
        """
        Read the name of the Workspace's plan, such as ``"Business Plus"``; the rate limit depends on it.

        ``GET /v2/team/{team_id}/plan``
        Source: https://developer.clickup.com/reference/getworkspaceplan

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET",
            path_of("v2", "team", workspace_id, "plan"),
            read=lambda data: str(data["plan_name"]),
            repeatable=True,
        )

    def get_groups(self, workspace_id: str) -> tuple[Group, ...]:
        """
        Read the Workspace's groups of users (Teams, in ClickUp's own words) with their members.

        ``GET /v2/group?team_id=``
        Source: https://developer.clickup.com/reference/getteams1

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET",
            path_of("v2", "group"),
            read=many("groups", Group),
            repeatable=True,
            params={"team_id": workspace_id},
        )

    def get_spaces(self, workspace_id: str) -> tuple[Space, ...]:
        """
        Read the Workspace's Spaces; archived ones are left out.

        ``GET /v2/team/{team_id}/space``
        Source: https://developer.clickup.com/reference/getspaces

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET", path_of("v2", "team", workspace_id, "space"), read=many("spaces", Space), repeatable=True
        )

    def get_folders(self, space_id: str) -> tuple[Folder, ...]:
        """
        Read the Space's Folders with their Lists; archived ones are left out.

        ``GET /v2/space/{space_id}/folder``
        Source: https://developer.clickup.com/reference/getfolders

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET", path_of("v2", "space", space_id, "folder"), read=many("folders", Folder), repeatable=True
        )

    def get_folder_lists(self, folder_id: str) -> tuple[List, ...]:
        """
        Read the Lists of a Folder; archived ones are left out.

        ``GET /v2/folder/{folder_id}/list``
        Source: https://developer.clickup.com/reference/getlists

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET", path_of("v2", "folder", folder_id, "list"), read=many("lists", List), repeatable=True
        )

    def get_folderless_lists(self, space_id: str) -> tuple[List, ...]:
        """
        Read the Lists that lie in the Space itself; archived ones are left out.

        ``GET /v2/space/{space_id}/list``
        Source: https://developer.clickup.com/reference/getfolderlesslists

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET", path_of("v2", "space", space_id, "list"), read=many("lists", List), repeatable=True
        )

    def get_shared_lists(self, workspace_id: str) -> tuple[List, ...]:
        """
        Read the Lists that were shared with the token's user by themselves, without their Space.

        ``GET /v2/team/{team_id}/shared``
        Source: https://developer.clickup.com/reference/sharedhierarchy

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET",
            path_of("v2", "team", workspace_id, "shared"),
            read=lambda data: many("lists", List)(data["shared"]),
            repeatable=True,
        )

    def get_list(self, list_id: str) -> List:
        """
        Read a List with its statuses.

        ``GET /v2/list/{list_id}``
        Source: https://developer.clickup.com/reference/getlist

        Repeated: reading changes nothing.
        """
        return self._call("GET", path_of("v2", "list", list_id), read=List.model_validate, repeatable=True)

    def create_list(self, name: str, *, space_id: str) -> List:
        """
        Create a List in a Space, outside of its Folders. It has the Space's statuses and no own fields.

        ``POST /v2/space/{space_id}/list``
        Source: https://developer.clickup.com/reference/createfolderlesslist

        Raises:
            BadRequestError: ClickUp refused the name; a Space has no two Lists of one name.

        Not repeated: after a lost answer the List may be there.
        """
        return self._call(
            "POST",
            path_of("v2", "space", space_id, "list"),
            read=List.model_validate,
            repeatable=False,
            body={"name": name},
        )

    def get_list_fields(self, list_id: str) -> tuple[CustomField, ...]:
        """
        Read the custom fields that tasks of a List can have: names, types and choices, without values.

        ``GET /v2/list/{list_id}/field``
        Source: https://developer.clickup.com/reference/getaccessiblecustomfields

        Repeated: reading changes nothing.
        """
        return self._call(
            "GET", path_of("v2", "list", list_id, "field"), read=many("fields", CustomField), repeatable=True
        )
