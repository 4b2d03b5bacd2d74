"""The Workspace and what it holds, down to the List, the home of tasks."""

from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, BeforeValidator, Field

from clickup_client.models.people import User
from clickup_client.models.values import Name, Text, or_empty
from clickup_client.records import Answer, Whole


def _users_inside(value: Any) -> Any:
    """Workspaces wrap each member: ``{"user": {...}}``."""
    if not isinstance(value, list):
        return or_empty(value)
    return [item.get("user", item) if isinstance(item, dict) else item for item in value]


class Workspace(Whole):
    """A Workspace (ClickUp's API says *team*)."""

    id: str
    name: Name = ""
    members: Annotated[tuple[User, ...], BeforeValidator(_users_inside)] = ()


class Status(Answer):
    """
    One status of a List.

    ``type`` is ``open``, ``custom``, ``done`` or ``closed``. Match statuses by name or id, never by
    type; the same name has another id in another List.
    """

    status: str
    id: str | None = None
    type: str | None = None
    orderindex: int | float | None = None
    color: str | None = None


class SpaceTag(Answer):
    """A tag that tasks of a Space can have."""

    name: Text = ""


class Space(Whole):
    """A Space of a Workspace."""

    id: str
    name: Name = ""
    statuses: Annotated[tuple[Status, ...], BeforeValidator(or_empty)] = ()


class List(Whole):
    """
    A List, the home of tasks.

    ``statuses`` are complete only if the List was requested by its id; answers about many Lists leave them
    out. ``deleted``: ClickUp was recorded to answer for a List in the trash as for any other.
    """

    id: str
    name: Name = ""
    statuses: Annotated[tuple[Status, ...], BeforeValidator(or_empty)] = ()
    folder_id: str | None = Field(None, validation_alias=AliasChoices("folder_id", AliasPath("folder", "id")))
    space_id: str | None = Field(None, validation_alias=AliasChoices("space_id", AliasPath("space", "id")))
    folder_name: str | None = Field(
        None, validation_alias=AliasChoices("folder_name", AliasPath("folder", "name"))
    )
    space_name: str | None = Field(
        None, validation_alias=AliasChoices("space_name", AliasPath("space", "name"))
    )
    archived: bool | None = None
    deleted: bool = False


class Folder(Whole):
    """A Folder of a Space, with its Lists."""

    id: str
    name: Name = ""
    lists: Annotated[tuple[List, ...], BeforeValidator(or_empty)] = ()
