"""Finds what the process file names among what a workspace has: by id, else by name."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import TypeVar

from app.errors import ForPeopleError
from app.workspace.refusals import is_refusal
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError, NotFoundError, UnexpectedAnswerError
from clickup_client.models import Group, List, Workspace
from rules.process.lists import ListName

_Named = TypeVar("_Named", Workspace, List, Group)


class DirectoryError(ForPeopleError):
    """Something named in the process file is not in the workspace; the text lists what is."""


def lists_of(client: ClickUpClient, workspace: Workspace) -> tuple[List, ...]:
    """All lists of a workspace that the token can see, also those of Spaces it cannot; without statuses."""
    found: list[List] = []
    for space in client.get_spaces(workspace.id):
        here = [*client.get_folderless_lists(space.id)]
        for folder in client.get_folders(space.id):
            here.extend(each.model_copy(update={"folder_name": folder.name}) for each in folder.lists)
        place = {"space_id": space.id, "space_name": space.name}
        found.extend(each.model_copy(update=place) for each in here)
    return tuple({each.id: each for each in (*found, *_shared_lists(client, workspace))}.values())


def _shared_lists(client: ClickUpClient, workspace: Workspace) -> tuple[List, ...]:
    """What was shared by itself; nothing where ClickUp does not tell."""
    try:
        return client.get_shared_lists(workspace.id)
    except ClickUpError as error:
        if isinstance(error, NotFoundError | UnexpectedAnswerError) or is_refusal(error):
            return ()
        raise


def list_by_id(client: ClickUpClient, list_id: str | None) -> List | None:
    """The list with that id, also where its Space is hidden; None if the token does not see it."""
    if list_id is None:
        return None
    try:
        found = client.get_list(list_id)
    except ClickUpError as error:
        if isinstance(error, NotFoundError) or is_refusal(error):
            return None
        raise
    return None if found.deleted else found


def find_list(client: ClickUpClient, wanted: ListName, others: Callable[[], tuple[List, ...]]) -> List:
    """
    The list with the id of the process file, else that name among `others`.

    Raises:
        DirectoryError: There is no such list, or there are several.
        ClickUpError: ClickUp could not be reached or refused.
    """
    by_id = list_by_id(client, wanted.id)
    return by_id or find_one("list", wanted.id or wanted.name, others())


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
