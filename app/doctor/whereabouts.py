"""Checks the lists, fields and people of the process, and says what was found of them."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.doctor import account, places
from app.doctor.check import Check
from app.doctor.clocks import check_clocks, tags_of
from app.doctor.people import asked_of, check_owners
from app.doctor.seen_lists import SeenLists
from app.workspace.directory import Directory, assignees_of
from app.workspace.find import DirectoryError
from clickup_client.client import ClickUpClient
from clickup_client.models import CustomField, List, User, Workspace
from rules.process.process import Process

if TYPE_CHECKING:
    from app.doctor.needs import Where


@dataclass(frozen=True, slots=True)
class Home:
    """What was found of the process in ClickUp; None for what was not found or is not used."""

    workspace: Workspace
    user: User
    tickets: List | None
    companies: List | None
    elevates: List | None  # the clients' tickets, if the process takes some of them over


def check_whereabouts(
    client: ClickUpClient, process: Process, workspace: Workspace, user: User, known: Directory | None
) -> Generator[Check, None, Home]:
    """
    Check everything that the process names.

    `known`: where a worker found it, which costs fewer calls.

    Raises:
        ClickUpError: ClickUp could not be reached or refused.
    """
    lists = SeenLists(client, workspace)
    names = process.lists
    check, tickets = lists.find("tickets", names.tickets, known.tickets_list if known else None)
    yield check
    companies = None
    if names.companies is not None:
        check, companies = lists.find("companies", names.companies, known.companies_list if known else None)
        yield check
    first_level = None
    if names.first_level is not None:
        id_known = known.first_level_list if known else None
        check, first_level = lists.find("clients' tickets", names.first_level, id_known)
        yield check
    fields: dict[Where, tuple[CustomField, ...]] = {}
    if tickets is not None:
        yield from places.check_statuses(process, tickets.statuses)
        fields["tickets"] = client.get_list_fields(tickets.id)
    if companies is not None:
        fields["companies"] = client.get_list_fields(companies.id)
    if first_level is not None and process.elevation:
        yield from places.check_first_level(process, first_level.statuses)
        fields["first level"] = client.get_list_fields(first_level.id)
    yield from places.check_fields(process, fields)
    if tickets is not None:
        tags = tags_of(client, tickets.space_id)
        yield from check_clocks(process, fields["tickets"], tags)
    groups = client.get_groups(workspace.id) if any(owner.group for _, owner in asked_of(process)) else ()
    yield from check_owners(process, workspace, groups)
    yield account.check_bot_user(user, workspace, _owning_users(process, workspace))
    return Home(workspace, user, tickets, companies, first_level if process.elevation else None)


def _owning_users(process: Process, workspace: Workspace) -> frozenset[int]:
    found: set[int] = set()
    for name, owner in process.owners.items():
        if owner.users:
            try:
                found |= assignees_of(name, owner, workspace, ()).users
            except DirectoryError:  # reported already
                continue
    return frozenset(found)
