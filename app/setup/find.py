"""Finds a whole process in a workspace."""

from collections.abc import Iterator, Mapping

from app.doctor.matching import StatusName
from app.doctor.needs import Where, field_needs
from app.setup.choosing import Chooser, MissingChoiceError, Question
from app.setup.find_owners import find_owner
from app.setup.find_parts import Finder
from app.setup.find_places import find_lists, named_lists
from app.setup.make import Maker
from app.setup.plan import ChoiceError, ChosenOwner, Flags, Plan
from clickup_client.client import ClickUpClient
from clickup_client.models import CustomField, List, Workspace
from rules.process.process import Process
from rules.wording import choose, listed


def find_process(
    client: ClickUpClient,
    process: Process,
    workspace: Workspace,
    flags: Flags,
    chooser: Chooser,
    maker: Maker | None = None,
) -> Plan:
    """
    Find lists, statuses, fields and owners; ask when a name is only similar.

    A `maker` creates missing lists and tags if someone agrees.  Other missing things without a similar
    candidate go on the to-do list.  Costs about ten calls.

    Raises:
        ChoiceError: A flag names something that does not exist.
        MissingChoiceError: No one can be asked; the text lists all missing choices at once.
        ClickUpError: ClickUp refused or did not answer.
    """
    _check_names(process, flags)
    lists = find_lists(client, process, workspace, flags.lists or {}, chooser, maker)
    places: dict[Where, str] = {"tickets": lists["tickets"].name}
    fields: dict[Where, tuple[CustomField, ...]] = {"tickets": client.get_list_fields(lists["tickets"].id)}
    if "companies" in lists:
        places["companies"] = lists["companies"].name
        fields["companies"] = client.get_list_fields(lists["companies"].id)
    if "first level" in lists and process.elevation is not None:
        places["first level"] = lists["first level"].name
        fields["first level"] = client.get_list_fields(lists["first level"].id)
    finder = Finder(chooser, process, places, flags.options or {})
    finder.to_do.extend(_lists_to_make(process, lists))
    if maker is not None and (tag := maker.make_pause_tag(process, lists["tickets"])):
        finder.to_do.append(tag)
    statuses = lists["tickets"].statuses
    none_yet = "" if maker is not None and lists["tickets"].id in maker.made else None
    found_statuses = {
        stage.name: found
        for stage in process.stages
        if (found := finder.find_status(stage, statuses, (flags.statuses or {}).get(stage.name, none_yet)))
    }
    if "first level" in places:
        finder.expect_statuses(lists["first level"].statuses)
    found_fields = _find_fields(process, finder, fields, flags)
    owners = _find_owners(client, process, workspace, flags, chooser, finder.unanswered)
    if finder.unanswered:
        raise MissingChoiceError(finder.unanswered)
    return Plan(
        workspace=workspace,
        lists=lists,
        statuses=found_statuses,
        fields=found_fields,
        owners=owners,
        to_do=tuple(finder.to_do),
        options=finder.options,
        renamed=tuple(_renamed(process, lists, found_statuses, found_fields, finder.options)),
    )


def _lists_to_make(process: Process, found: Mapping[str, List]) -> Iterator[str]:
    """A line for each list that does not exist yet, with the fields that belong in it."""
    for key, name in named_lists(process).items():
        if key in found:
            continue
        needs = {need.name: need for need in field_needs(process) if need.where == key}
        fields = [f'"{need.name}": {need.in_words}' for need in needs.values()]
        statuses = process.elevation.statuses if key == "first level" and process.elevation else ()
        yield (
            f'Create the list "{name.name}"'
            + (f" with the status{'es' * (len(statuses) > 1)} {listed(statuses, 'and')}" if statuses else "")
            + (f", with the field{'s' * (len(fields) > 1)} {'; '.join(fields)}" if fields else "")
            + ". Share it with the bot's user."
        )


def _renamed(
    process: Process,
    lists: Mapping[str, List],
    statuses: Mapping[str, StatusName],
    fields: Mapping[str, CustomField],
    options: Mapping[str, Mapping[str, str]],
) -> Iterator[tuple[str, str]]:
    """Each name of the process file with the one in ClickUp, where they differ."""
    named = named_lists(process)
    pairs = [(name.name, lists[key].name) for key, name in named.items() if key in lists]
    pairs += [(each.status, statuses[each.name].name) for each in process.stages if each.name in statuses]
    pairs += [(need.name, fields[need.key].name) for need in field_needs(process) if need.key in fields]
    pairs += [pair for each in options.values() for pair in each.items()]
    yield from dict.fromkeys(pair for pair in pairs if pair[0].casefold() != pair[1].casefold())


def _find_fields(
    process: Process, finder: Finder, fields: dict[Where, tuple[CustomField, ...]], flags: Flags
) -> dict[str, CustomField]:
    """The fields by the key of their need; a field that two needs share is searched once."""
    found: dict[str, CustomField] = {}
    looked_for: dict[tuple[Where, str], CustomField | None] = {}
    for need in field_needs(process):
        given = (flags.fields or {}).get(need.key)
        if need.where not in fields:
            continue
        same = (need.where, need.name)
        if same not in looked_for or given is not None:
            looked_for[same] = finder.find_field(need, fields[need.where], given)
        field = looked_for[same]
        if field is not None and field.type in need.types:
            found[need.key] = field
    return found


def _find_owners(
    client: ClickUpClient,
    process: Process,
    workspace: Workspace,
    flags: Flags,
    chooser: Chooser,
    unanswered: list[Question],
) -> dict[str, ChosenOwner]:
    groups = client.get_groups(workspace.id) if process.owners else ()
    found: dict[str, ChosenOwner] = {}
    for name, owner in process.owners.items():
        try:
            found[name] = find_owner(
                name,
                owner,
                members=workspace.members,
                groups=groups,
                given=(flags.owners or {}).get(name),
                chooser=chooser,
            )
        except MissingChoiceError as error:
            unanswered.extend(error.questions)
    return found


def _check_names(process: Process, flags: Flags) -> None:
    """Refuse flags for names that are not in the process: they are typing mistakes."""
    for flag, given, names in (
        ("--status", flags.statuses, [stage.name for stage in process.stages]),
        ("--field", flags.fields, [need.key for need in field_needs(process)]),
        ("--owner", flags.owners, list(process.owners)),
    ):
        for name in given or {}:
            if name not in names:
                raise ChoiceError(f'{flag} "{name}=...": the process has no {name}; {choose(name, names)}.')
