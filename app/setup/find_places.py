"""Finds the workspace and the lists."""

from collections.abc import Mapping, Sequence

from app.doctor.matching import match_named
from app.setup.choosing import Chooser, Option, Question
from app.setup.plan import ChoiceError
from app.workspace.directory import lists_of
from clickup_client.client import ClickUpClient
from clickup_client.models import List, Workspace
from rules.process.lists import ListName
from rules.process.process import Process
from rules.wording import choose

#: The flag that chooses each list and the purpose of the list, by its key in the process file.
LIST_FLAGS: Mapping[str, tuple[str, str]] = {
    "tickets": ("--tickets-list", "the tickets of the process"),
    "first level": ("--first-level-list", "the clients' own tickets"),
    "companies": ("--companies-list", "the companies"),
}


def find_workspace(client: ClickUpClient, wanted: str | None, chooser: Chooser) -> Workspace:
    """
    The workspace with that name or id, else the only one, else the chosen one.

    Raises:
        ChoiceError, MissingChoiceError: There is no such workspace, or no one chose one.
    """
    present = client.get_workspaces()
    if wanted is None and len(present) == 1:
        return present[0]
    if wanted is not None:
        found = match_named(wanted, wanted, present).found
        if found is None:
            names = [each.name for each in present]
            raise ChoiceError(f'There is no workspace "{wanted}"; {choose(wanted, names)}.')
        return found
    if not present:
        raise ChoiceError("The token sees no workspace. Invite its user to one.")
    question = Question(
        about="The token sees several workspaces. Which one is it?",
        flag='--workspace "..."',
        options=tuple(Option(each.id, each.name) for each in present),
    )
    chosen = chooser.choose(question)
    return next(each for each in present if each.id == chosen)


def find_lists(
    client: ClickUpClient, process: Process, workspace: Workspace, given: Mapping[str, str], chooser: Chooser
) -> dict[str, List]:
    """
    Every list that the process names, by its key in the file.

    Raises:
        ChoiceError, MissingChoiceError: A list does not exist, or no one chose one.
    """
    present = lists_of(client, workspace)
    if not present:
        raise ChoiceError(f"The token sees no list in {workspace.name}. Share the lists with its user.")
    names = process.lists
    wanted = {"tickets": names.tickets, "first level": names.first_level, "companies": names.companies}
    return {
        key: _find_list(key, name, present, given.get(key), chooser)
        for key, name in wanted.items()
        if name is not None
    }


def _find_list(
    key: str, wanted: ListName, present: Sequence[List], given: str | None, chooser: Chooser
) -> List:
    flag, what = LIST_FLAGS[key]
    if given is not None:
        found = match_named(given, given, present).found
        if found is None:
            names = [each.name for each in present]
            raise ChoiceError(f'{flag}: there is no list "{given}"; {choose(given, names)}.')
        return found
    twice = [each for each in present if each.name.casefold() == wanted.name.casefold()]
    match = match_named(wanted.name, wanted.id, present)
    if match.found is not None and (wanted.id == match.found.id or len(twice) == 1):
        return match.found
    near = twice or list(match.near)
    others = [each for each in present if each not in near]
    problem = (
        f'There are {len(twice)} lists named "{wanted.name}"'
        if twice
        else f'There is no list "{wanted.name}"'
    )
    chosen = chooser.choose(
        Question(
            about=f"{problem}. Which one is for {what}?",
            flag=f'{flag} "..."',
            options=tuple(Option(each.id, _label(each, twice)) for each in (*near, *others)),
            near=len(near),
        )
    )
    return next(each for each in present if each.id == chosen)


def _label(a_list: List, twice: Sequence[List]) -> str:
    return f"{a_list.name} ({a_list.id})" if a_list in twice else a_list.name
