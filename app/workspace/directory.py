"""Finds the process in a workspace: turns the names in the process file into ClickUp's ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from clickup_client.client import ClickUpClient
from clickup_client.models import Group, List, User, Workspace
from rules.process.owner import Owner
from rules.process.process import Process

#: The name used in error texts for the people to whom late tickets are escalated.
ESCALATION = "escalation"

_Named = TypeVar("_Named", Workspace, List, Group)


class DirectoryError(Exception):
    """Something named in the process file is not in the workspace; the text lists what is."""


@dataclass(frozen=True, slots=True)
class Assignees:
    """The users and groups that own a stage."""

    users: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """
    The ids of one workspace that a running bot needs.

    `escalation`: who must know about a ticket that stays far too long.  `names`: people's names, by id.
    `members`: everyone in the workspace except guests.  `overriders`: who may overrule the gate.
    """

    workspace_id: str
    bot_user_id: int
    tickets_list: str
    first_level_list: str | None
    companies_list: str | None
    owners: Mapping[str, Assignees]
    escalation: Assignees = Assignees()
    names: Mapping[int, str] = field(default_factory=dict)
    members: frozenset[int] = frozenset()
    overriders: Assignees = Assignees()


def look_up(client: ClickUpClient, process: Process, *, workspace: str | None = None) -> Directory:
    """
    Find the workspace, its lists and its people.

    Costs about six calls.  `workspace` is a name or an id; it may be None if the token sees only one.

    Raises:
        DirectoryError: Something does not exist, or exists twice.
        ClickUpError: ClickUp could not be reached or refused.
    """
    bot = client.get_user()
    home = find_one("workspace", workspace, client.get_workspaces())
    lists = lists_of(client, home)
    escalation = process.escalates_to
    everybody = (*process.owners.values(), *process.overriders, *((escalation,) if escalation else ()))
    groups = client.get_groups(home.id) if any(owner.group for owner in everybody) else ()
    overriders = [assignees_of("overrides", owner, home, groups) for owner in process.overriders]
    names = process.lists
    return Directory(
        workspace_id=home.id,
        bot_user_id=bot.id,
        tickets_list=find_one("list", names.tickets.id or names.tickets.name, lists).id,
        first_level_list=find_one("list", names.first_level.id or names.first_level.name, lists).id
        if names.first_level
        else None,
        companies_list=find_one("list", names.companies.id or names.companies.name, lists).id
        if names.companies
        else None,
        owners={name: assignees_of(name, owner, home, groups) for name, owner in process.owners.items()},
        escalation=assignees_of(ESCALATION, escalation, home, groups) if escalation else Assignees(),
        names={member.id: member.username for member in home.members if member.username},
        members=members_of(home),
        overriders=Assignees(
            users=frozenset[int]().union(*(each.users for each in overriders)),
            groups=frozenset[str]().union(*(each.groups for each in overriders)),
        ),
    )


def members_of(workspace: Workspace) -> frozenset[int]:
    """The ids of all members of a workspace, without guests."""
    return frozenset(user.id for user in workspace.members if not user.is_guest)


def lists_of(client: ClickUpClient, workspace: Workspace) -> tuple[List, ...]:
    """All lists of a workspace that the token can see, without their statuses."""
    found: list[List] = []
    for space in client.get_spaces(workspace.id):
        found.extend(client.get_folderless_lists(space.id))
        for folder in client.get_folders(space.id):
            found.extend(folder.lists)
    return tuple(found)


def assignees_of(name: str, owner: Owner, workspace: Workspace, groups: Iterable[Group]) -> Assignees:
    """
    The people of an owner: by id if the process file has ids that still exist, else by name.

    Raises:
        DirectoryError: There is no one with that name.
    """
    if owner.group:
        by_id = [group for group in groups if group.id in owner.ids]
        return Assignees(groups=frozenset({(by_id or [find_one("group", owner.group, tuple(groups))])[0].id}))
    members = {str(user.id): user for user in workspace.members}
    ids = owner.ids or (None,) * len(owner.users)
    found = (
        members.get(user_id or "") or _user(name, wanted, workspace.members)
        for user_id, wanted in zip(ids, owner.users, strict=True)
    )
    return Assignees(users=frozenset(user.id for user in found))


def _user(owner: str, wanted: str, members: Iterable[User]) -> User:
    known = {str(user.id): user for user in members}
    known |= {user.email.casefold(): user for user in members if user.email}
    if wanted.casefold() in known:
        return known[wanted.casefold()]
    people = ", ".join(sorted(user.email for user in members if user.email)) or "no one"
    raise DirectoryError(
        f"{wanted}, who is an owner for {owner} in the process file, is not a member of the workspace. "
        f"Its members are: {people}."
    )


def find_one(kind: str, wanted: str | None, present: tuple[_Named, ...]) -> _Named:
    """
    The item with that id or name; the only one if nothing is wanted.

    Raises:
        DirectoryError: There is no such item, or there are several; the text lists them.
    """
    if wanted is None and len(present) == 1:
        return present[0]
    folded = (wanted or "").casefold()
    found = [item for item in present if item.id == wanted] or [
        item for item in present if item.name.casefold() == folded
    ]
    if len(found) == 1:
        return found[0]
    names = sorted(item.name for item in present)
    if wanted is None and not present:
        raise DirectoryError("The token sees no workspace.")
    if wanted is None:
        raise DirectoryError(
            f"The token sees several workspaces; set STAGEGATE_WORKSPACE to one of: {', '.join(names)}."
        )
    if found:
        ids = ", ".join(item.id for item in found)
        raise DirectoryError(
            f'There are several {kind}s named "{wanted}"; give the id in the process file: one of {ids}.'
        )
    near = get_close_matches(wanted, names, n=1)
    hint = f' Did you mean "{near[0]}"?' if near else ""
    there = ", ".join(names) or "none"
    raise DirectoryError(
        f'There is no {kind} named "{wanted}" that the token can see.{hint} There are: {there}.'
    )
