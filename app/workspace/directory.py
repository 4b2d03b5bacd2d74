"""Finds the process in a workspace: turns the names in the process file into ClickUp's ids."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from app.workspace.account_zone import AccountZone
from app.workspace.find import DirectoryError, find_list, find_one, lists_of
from app.workspace.refusals import is_refusal
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError
from clickup_client.models import Group, List, User, Workspace
from rules.process.lists import ListName
from rules.process.owner import Owner
from rules.process.process import Process

#: The name used in error texts for the people to whom late tickets are escalated.
ESCALATION = "escalation"
#: The same for the people who may overrule the gate.
OVERRIDES = "overrides"


@dataclass(frozen=True, slots=True)
class Assignees:
    """The users and groups that own a stage."""

    users: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """
    A person or a list that ClickUp does not have and that is not needed to check moves;
    `role` is its use.
    """

    kind: Literal["person", "group", "list"]
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """
    The ids of one workspace that a running bot needs.

    `escalation`: who must know about a ticket that stays far too long.  `names`: people's names, by id.
    `members`: everyone in the workspace except guests.  `overriders`: who may overrule the gate.
    `missing`: what was not found, so that its part of the work is not done.  `account`: the time zone of the
    bot's own account.
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
    missing: tuple[Missing, ...] = ()
    account: AccountZone = field(default_factory=AccountZone, compare=False)


def look_up(client: ClickUpClient, process: Process, *, workspace: str | None = None) -> Directory:
    """
    Find the workspace, its lists and its people.

    Costs about six calls.  `workspace` is a name or an id; it may be None if the token sees only one.  What
    the gate can do without is not required: people, and every list but that of the tickets.

    Raises:
        DirectoryError: The workspace or the list of tickets does not exist, or exists twice.
        ClickUpError: ClickUp could not be reached or refused.
    """
    bot = client.get_user()
    home = find_one("workspace", workspace, client.get_workspaces())
    lists = cache(lambda: lists_of(client, home))
    names = process.lists
    search = _Search(client, home, lists, _groups(client, process, home))
    return Directory(
        workspace_id=home.id,
        bot_user_id=bot.id,
        tickets_list=find_list(client, names.tickets, lists).id,
        first_level_list=search.list_id(names.first_level, "the clients' tickets"),
        companies_list=search.list_id(names.companies, "the companies"),
        owners={name: search.people((owner,), name) for name, owner in process.owners.items()},
        escalation=search.people((process.escalates_to,) if process.escalates_to else (), ESCALATION),
        names={member.id: member.username for member in home.members if member.username},
        members=members_of(home),
        account=AccountZone(bot.timezone),
        overriders=search.people(process.overriders, OVERRIDES),
        missing=tuple(dict.fromkeys(search.missing)),
    )


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for people and lists that may be missing, and collects those that are."""

    client: ClickUpClient
    workspace: Workspace
    lists: Callable[[], tuple[List, ...]]
    groups: tuple[Group, ...]
    missing: list[Missing] = field(default_factory=list)

    def list_id(self, wanted: ListName | None, role: str) -> str | None:
        if wanted is None:
            return None
        try:
            return find_list(self.client, wanted, self.lists).id
        except DirectoryError:
            self.missing.append(Missing("list", wanted.name, role))
            return None

    def people(self, owners: Iterable[Owner], role: str) -> Assignees:
        found = [self._one(each, role) for owner in owners for each in one_by_one(owner)]
        return Assignees(
            users=frozenset[int]().union(*(each.users for each in found)),
            groups=frozenset[str]().union(*(each.groups for each in found)),
        )

    def _one(self, owner: Owner, role: str) -> Assignees:
        try:
            return assignees_of(role, owner, self.workspace, self.groups)
        except DirectoryError:
            missing = (
                Missing("group", owner.group, role)
                if owner.group
                else Missing("person", owner.users[0], role)
            )
            self.missing.append(missing)
            return Assignees()


def one_by_one(owner: Owner) -> Iterable[Owner]:
    """An owner's people, each as an owner."""
    if owner.group:
        return (owner,)
    ids = owner.ids or (None,) * len(owner.users)
    return (
        Owner(users=(user,), ids=() if user_id is None else (user_id,))
        for user, user_id in zip(owner.users, ids, strict=True)
    )


def _groups(client: ClickUpClient, process: Process, home: Workspace) -> tuple[Group, ...]:
    """The workspace's groups, if the process names any; none where ClickUp does not show them to the bot."""
    escalation = (process.escalates_to,) if process.escalates_to else ()
    if not any(owner.group for owner in (*process.owners.values(), *process.overriders, *escalation)):
        return ()
    try:
        return client.get_groups(home.id)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        return ()


def members_of(workspace: Workspace, *, guests_have_role: bool = True) -> frozenset[int]:
    """The ids of all members of a workspace, without guests; `guests_have_role`: else they have none."""
    return frozenset(
        user.id for user in workspace.members if not user.is_guest and (guests_have_role or user.has_role)
    )


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
    roles = {ESCALATION: "who is told about late tickets", OVERRIDES: "who may override"}
    role = roles.get(owner, f"who is an owner for {owner}")
    raise DirectoryError(
        f"{wanted}, {role} in the process file, is not a member of the workspace. Its members are: {people}."
    )
