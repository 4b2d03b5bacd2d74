"""Finds the workspace and the lists."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from app.doctor.matching import match_named
from app.setup.choosing import WILL_MAKE, Chooser, Option, Question
from app.setup.make import Maker
from app.setup.plan import ChoiceError
from app.workspace.find import list_by_id, lists_of
from clickup_client.client import ClickUpClient
from clickup_client.models import List, Space, Workspace
from rules.process.lists import ListName
from rules.process.process import Process
from rules.wording import choose, listed

#: The flag that chooses each list and the purpose of the list, by its key in the process file.
LIST_FLAGS: Mapping[str, tuple[str, str]] = {
    "tickets": ("--tickets-list", "the tickets of the process"),
    "first level": ("--first-level-list", "the clients' own tickets"),
    "companies": ("--companies-list", "the companies"),
}

#: What ClickUp calls the Folder of lists that are in none.
_HIDDEN = "hidden"

#: Before the id of a Space: create the list there.
_CREATE = "create in "


def find_workspace(present: Sequence[Workspace], wanted: str | None, chooser: Chooser) -> Workspace:
    """
    The workspace with that name or id, else the only one, else the chosen one.

    Raises:
        ChoiceError, MissingChoiceError: There is no such workspace, or no one chose one.
    """
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


def named_lists(process: Process) -> dict[str, ListName]:
    """The lists that the process names, by their key in the file."""
    names = process.lists
    named = {"tickets": names.tickets, "first level": names.first_level, "companies": names.companies}
    return {key: name for key, name in named.items() if name is not None}


def find_lists(
    client: ClickUpClient,
    process: Process,
    workspace: Workspace,
    given: Mapping[str, str],
    chooser: Chooser,
    maker: Maker | None,
) -> dict[str, List]:
    """
    Every list that the process names, by its key in the file, with its statuses; missing ones are left out.

    With a `maker` they can be created.

    Raises:
        ChoiceError, MissingChoiceError: A list does not exist, or no one chose one.
    """

    @cache
    def present() -> tuple[List, ...]:
        found = lists_of(client, workspace)
        if not found and not spaces():
            raise ChoiceError(f"The token sees no list in {workspace.name}. Share the lists with its user.")
        return found

    @cache
    def spaces() -> tuple[Space, ...]:
        return () if maker is None else maker.spaces(workspace.id)

    found: dict[str, List] = {}
    for key, name in named_lists(process).items():
        by_id = list_by_id(client, name.id) if given.get(key) is None else None
        chosen = by_id or _find_list(
            key,
            name,
            present(),
            given.get(key),
            chooser,
            found,
            spaces(),
            agreed=maker is not None and maker.agreed,
        )
        if isinstance(chosen, Space) and maker is not None:
            chosen = maker.make_list(name.name, chosen)
        if isinstance(chosen, List):
            found[key] = chosen if chosen.statuses else client.get_list(chosen.id)
    if "tickets" not in found:
        missing = process.lists.tickets.name
        raise ChoiceError(f'Create the list "{missing}" in ClickUp and share it with the bot\'s user.')
    return found


def _find_list(
    key: str,
    wanted: ListName,
    present: Sequence[List],
    given: str | None,
    chooser: Chooser,
    others: Mapping[str, List],
    spaces: Sequence[Space],
    *,
    agreed: bool,
) -> List | Space | None:
    """
    The list, or the Space in which someone wants it created; None if they create it themselves.

    `others` are the lists of other roles, which are not offered.  `agreed`: create it without a question.
    """
    flag, what = LIST_FLAGS[key]
    may_be_missing = key != "tickets"
    if given:
        return _given_list(flag, given, present)
    twice = [each for each in present if each.name.casefold() == wanted.name.casefold()]
    match = match_named(wanted.name, wanted.id, present)
    if given is None and match.found is not None and (wanted.id == match.found.id or len(twice) == 1):
        return match.found
    near = twice or list(match.near)
    if agreed and spaces and (given == "" or not near):
        return _home(wanted, others, spaces)
    if given == "" and may_be_missing:
        return None
    taken = {each.id for each in others.values()}
    offered = [each for each in (*near, *(e for e in present if e not in near)) if each.id not in taken]
    problem = (
        f'There are {len(twice)} lists named "{wanted.name}"'
        if twice
        else f'There is no list "{wanted.name}"'
    )
    create = "" if chooser.is_there or twice else " With --create-missing it is created."
    if agreed and not spaces:
        create = " The token sees no Space in which it can be created."
    chosen = chooser.choose(
        Question(
            about=f"{problem}. Which one is for {what}?{create}",
            flag=f'{flag} "..."',
            options=(
                *(Option(each.id, _label(each, offered)) for each in offered),
                *(Option(f"{_CREATE}{each.id}", f"Create it in the Space {each.name}") for each in spaces),
            ),
            near=len(near),
            skip=WILL_MAKE if may_be_missing else None,
        )
    )
    found: Iterable[List | Space] = (*present, *spaces)
    return next((each for each in found if chosen in (each.id, f"{_CREATE}{each.id}")), None)


def _home(wanted: ListName, others: Mapping[str, List], spaces: Sequence[Space]) -> Space:
    """The Space for a new list: that of the tickets, or the only one."""
    beside = {each.space_id for each in others.values()}
    here = [each for each in spaces if each.id in beside] or list(spaces)
    if len(here) > 1:
        names = listed([each.name for each in here], "or")
        raise ChoiceError(
            f'The list "{wanted.name}" is missing, and there are several Spaces. Create it in {names}, and '
            "run `stagegate setup` again."
        )
    return here[0]


def _given_list(flag: str, given: str, present: Sequence[List]) -> List:
    named = [each for each in present if each.name.casefold() == given.strip().casefold()]
    found = match_named(given, given, present).found
    if found is None:
        raise ChoiceError(f'{flag}: there is no list "{given}"; {choose(given, [e.name for e in present])}.')
    if found.id != given and len(named) > 1:
        which = listed([f"{each.id} for {_label(each, ())}" for each in named], "or")
        raise ChoiceError(f'{flag}: there are {len(named)} lists named "{given}"; give an id: {which}.')
    return found


def _label(a_list: List, others: Sequence[List]) -> str:
    """A list with its place; with its id where another one has the same name in the same place."""
    place = f"Space {a_list.space_name}" if a_list.space_name else "shared with you"
    if a_list.folder_name and a_list.folder_name != _HIDDEN:
        place += f", Folder {a_list.folder_name}"
    same = [each for each in others if (each.name, each.space_name) == (a_list.name, a_list.space_name)]
    return f"{a_list.name} ({place}{f', {a_list.id}' if len(same) > 1 else ''})"
