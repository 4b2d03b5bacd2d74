"""The parts of the Workspace that the API reads but does not change: people, places, statuses, fields."""

from dataclasses import dataclass, replace
from typing import Any

from clickup_client.sandbox.refusal import (
    bad_request,
    no_such_workspace,
    not_found,
    unknown_field,
    unknown_group,
    unknown_place,
)
from clickup_client.sandbox.workspace.definition import (
    FieldDefinition,
    Folder,
    Space,
    Status,
    TaskList,
    Workspace,
    WorkspaceFileError,
)
from clickup_client.sandbox.workspace.people import Group, User

#: Automations act as this user. They belong to no List, and see all.
CLICKBOT_USER = User(id=-1, username="ClickBot", email="ClickBot", color="#7b68ee")

#: An AI agent: those were recorded to act with such ids.
FORM_AGENT = User(id=-40578317, username="Form Agent", email="agent@clickup.example", color="#7b68ee")


@dataclass(frozen=True, slots=True)
class Place:
    """A List and where it hangs."""

    list: TaskList
    space: Space
    folder: Folder | None
    has_own_statuses: bool = True


def place_of(a_list: TaskList, space: Space, folder: Folder | None) -> Place:
    """Where a List hangs; without its own statuses it gets those of its Space."""
    if a_list.statuses:
        return Place(a_list, space, folder)
    inherited = a_list.model_copy(update={"statuses": space.statuses})
    return Place(inherited, space, folder, has_own_statuses=False)


class Directory:
    """
    Finds things of the Workspace by id or name.

    Methods that take what a caller sent raise :exc:`Refused` with ClickUp's answer.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.users = {user.id: user for user in workspace.users}
        self.groups = {group.id: group for group in workspace.groups}
        self.places: dict[str, Place] = {}
        for space in workspace.spaces:
            for a_list in space.lists:
                self.places[a_list.id] = place_of(a_list, space, None)
            for folder in space.folders:
                for a_list in folder.lists:
                    self.places[a_list.id] = place_of(a_list, space, folder)
        self.deleted_lists: set[str] = set()
        self._fields = {place.list.id: {f.id: f for f in place.list.fields} for place in self.places.values()}
        self._by_token = {user.token: user for user in workspace.users if user.token}
        self._by_email = {user.email: user for user in (*workspace.users, CLICKBOT_USER)}

    def check_workspace(self, workspace_id: str) -> Workspace:
        """The Workspace, if it is the one that was asked for."""
        if workspace_id != self.workspace.id:
            raise no_such_workspace()
        return self.workspace

    def space(self, space_id: str, *, seen_by: User | None = None) -> Space:
        """A Space that a caller named; ``None`` sees all."""
        for space in self.workspace.spaces:
            if space.id == space_id and (seen_by is None or seen_by.sees_spaces):
                return space
        raise unknown_place()

    def folder(self, folder_id: str, *, seen_by: User | None = None) -> tuple[Space, Folder]:
        """A Folder that a caller named, and its Space; ``None`` sees all."""
        for space in self.workspace.spaces if seen_by is None or seen_by.sees_spaces else ():
            for folder in space.folders:
                if folder.id == folder_id:
                    return space, folder
        raise unknown_place()

    def place(self, list_id: str, *, seen_by: User | None = None) -> Place:
        """A List that a caller named, and where it hangs; ``None`` sees all."""
        if not list_id.isdecimal():
            raise bad_request("List ID invalid", "INPUT_003")
        place = self.places.get(list_id)
        if place is None or (seen_by is not None and not seen_by.sees_list(list_id)):
            raise unknown_place()
        return place

    def assignable(self, user_id: object) -> int:
        """The id of a member, as a caller gave it."""
        if isinstance(user_id, str) and user_id.removeprefix("-").isdecimal():
            user_id = int(user_id)
        if isinstance(user_id, bool) or not isinstance(user_id, int) or user_id not in self.users:
            raise bad_request(f"User not found: {user_id}", "ITEM_098")
        return user_id

    def group(self, group_id: object) -> Group:
        """A Team of users that a caller named."""
        if isinstance(group_id, str) and group_id in self.groups:
            return self.groups[group_id]
        raise unknown_group()

    def field(self, list_id: str, field_id: str) -> FieldDefinition:
        """A custom field of a List."""
        try:
            return self._fields[list_id][field_id]
        except KeyError:
            raise unknown_field() from None

    def user_of_token(self, token: str) -> User | None:
        """Whom a token acts for."""
        return self._by_token.get(token)

    def user(self, user_id: int) -> User:
        """A user by an id that is known to be good; ClickBot for its own."""
        return FORM_AGENT if user_id == FORM_AGENT.id else self.users.get(user_id, CLICKBOT_USER)

    def fields(self, list_id: str) -> tuple[FieldDefinition, ...]:
        """The custom fields of a List, in its order."""
        return tuple(self._fields[list_id].values())

    def field_named(self, list_id: str, name: str) -> FieldDefinition | None:
        """A custom field of a List by its exact name."""
        return next((field for field in self.fields(list_id) if field.name == name), None)

    def status(self, list_id: str, name: str) -> Status | None:
        """A List's status by its name, in whatever case."""
        wanted = name.casefold()
        return next((s for s in self.places[list_id].list.statuses if s.status.casefold() == wanted), None)

    def user_by_email(self, email: str) -> User:
        """
        A member by the address that the data file gives.

        Raises:
            WorkspaceFileError: There is no such member.
        """
        try:
            return self._by_email[email]
        except KeyError:
            known = ", ".join(sorted(self._by_email))
            raise WorkspaceFileError(f"no user has the address {email!r}; there are {known}") from None

    def lists_in(self, space_id: str, folder_id: str | None = None) -> list[TaskList]:
        """The Lists of a Folder, or those of a Space that are in none."""
        return [
            place.list
            for place in self.places.values()
            if place.space.id == space_id and (place.folder.id if place.folder else None) == folder_id
        ]

    def add_list(self, list_id: str, name: str, space_id: str) -> TaskList:
        """A new List in a Space, with its statuses and without fields."""
        made = TaskList(id=list_id, name=name)
        self.places[list_id] = place_of(made, self.space(space_id), None)
        self._fields[list_id] = {}
        return made

    def rename_field(self, field_id: str, name: str) -> None:
        """Give a field another name in every List that has it."""
        for fields in self._fields.values():
            if field_id in fields:
                fields[field_id] = fields[field_id].model_copy(update={"name": name})

    def rename_status(self, list_id: str, old: str, name: str) -> Status:
        """Give a status of a List another name; its id stays. Returns it as it was."""
        place = self.place(list_id)
        status = self.status(list_id, old)
        if status is None:
            raise not_found("Status not found", "SANDBOX_005")
        renamed = status.model_copy(update={"status": name})
        statuses = tuple(renamed if each == status else each for each in place.list.statuses)
        self.places[list_id] = replace(place, list=place.list.model_copy(update={"statuses": statuses}))
        return status

    def change_user(self, user_id: int, changes: dict[str, Any]) -> User:
        """
        Make a member another one: elsewhere, with another role, invited to these Lists only.

        Raises:
            ValueError: Something has an impossible value.
        """
        if user_id not in self.users:
            raise not_found("User not found", "SANDBOX_009")
        changed = User.model_validate(self.users[user_id].model_dump() | changes)
        self.users[user_id] = self._by_email[changed.email] = changed
        if changed.token:
            self._by_token[changed.token] = changed
        return changed

    def owner(self) -> User:
        """The Workspace's owner; its first member where the data file names none."""
        members = list(self.users.values())
        return next((each for each in members if each.role == "owner"), members[0])

    def drop_field(self, field_id: str) -> None:
        """Remove a field from every List."""
        for fields in self._fields.values():
            fields.pop(field_id, None)
