"""Checks lists, statuses and custom fields against the process file."""

from collections.abc import Iterator, Mapping, Sequence

from app.doctor.check import Check, bad, good, warning
from app.doctor.matching import Fit, Match, Named, match_field, match_named, match_status
from app.doctor.needs import TYPE_NAMES, FieldNeed, Where, field_needs
from clickup_client.models import CustomField, List, Status
from rules.process.lists import ListName
from rules.process.process import Process
from rules.wording import listed

SET_UP = "Run `stagegate setup`"
OR_SET_UP = "or run `stagegate setup` to choose another one"


_LISTS: Mapping[Where, str] = {
    "tickets": "list of tickets",
    "companies": "list of companies",
    "first level": "list of clients' tickets",
}


def check_list(what: str, wanted: ListName, present: Sequence[List]) -> tuple[Check, List | None]:
    """Check that the workspace has a list; `what` is its role in the process."""
    name = f"list of {what}"
    twice = [each for each in present if each.name.casefold() == wanted.name.casefold()]
    match = match_named(wanted.name, wanted.id, present)
    if match.found is None:
        fix = f'Create a list "{wanted.name}" that the bot\'s user may edit, or choose another.'
        found = f'There is no list "{wanted.name}" that the token can see.{_near(match)}'
        return bad(name, found, f"{fix} {SET_UP}."), None
    if wanted.id is None and len(twice) > 1:
        ids = listed([each.id for each in twice], "or")
        found = f'There are {len(twice)} lists named "{wanted.name}".'
        return bad(name, found, f"Give the id of one in the process file: {ids}."), None
    if match.fit is Fit.RENAMED:
        found = f'"{wanted.name}" is now called "{match.found.name}".'
        return warning(name, found, f"{SET_UP} to write the new name into the process file."), match.found
    return good(name, f'"{match.found.name}" ({match.found.id}).'), match.found


def check_statuses(process: Process, statuses: Sequence[Status]) -> Iterator[Check]:
    """Check that each stage has its status, and whether any status is left over."""
    wrong = 0
    taken = set()
    for stage in process.stages:
        match = match_status(stage, statuses, others=[each for each in process.stages if each != stage])
        if match.found is not None:
            taken.add(match.found.name)
        if match.fit is Fit.FITS:
            continue
        wrong += 1
        name = f"status of {stage.name}"
        if match.found is None:
            found = f'The list has no status "{stage.status}".{_near(match)}'
            yield bad(
                name,
                found,
                f'Add the status "{stage.status}" to the list, {OR_SET_UP}.',
            )
        else:
            found = f'"{stage.status}" is now called "{match.found.name}"; the bot uses its id.'
            yield warning(name, found, f"{SET_UP} to write the new name into the process file.")
    if not wrong:
        yield good("statuses", f"All {len(process.stages)} stages have their status.")
    extra = [status.status for status in statuses if status.status not in taken]
    if extra:
        quoted = listed([f'"{each}"' for each in extra], "and")
        yield warning(
            "other statuses",
            f"No stage has the status {quoted}. Stagegate ignores tickets there.",
            "If that is intended, do nothing.",
        )


def check_first_level(process: Process, statuses: Sequence[Status]) -> Iterator[Check]:
    """Check that the list of the clients' tickets has the statuses that `elevation` names."""
    present = {each.status.casefold() for each in statuses}
    named = process.elevation.statuses if process.elevation else ()
    missing = [name for name in named if name.casefold() not in present]
    for name in missing:
        yield bad(
            f"status {name}",
            f'The list of clients\' tickets has no status "{name}".',
            "Add it to the list, or name another status under `elevation` in the process file.",
        )
    if not missing:
        yield good("statuses of clients' tickets", f"All {len(named)} exist.")


def check_fields(process: Process, fields: Mapping[Where, Sequence[CustomField]]) -> Iterator[Check]:
    """Check that every field of the given lists exists, with a suitable type and all its options."""
    needs = [need for need in field_needs(process) if need.where in fields]
    said: set[tuple[Where, str]] = set()
    for need in needs:
        if (need.where, need.name) in said:
            continue
        check = check_field(need, match_field(need, fields[need.where], others=_others(need, needs)))
        if check is not None:
            said.add((need.where, need.name))
            yield check
    if not said:
        yield good("fields", f"All {len({(need.where, need.name) for need in needs})} exist.")


def _others(need: FieldNeed, needs: Sequence[FieldNeed]) -> list[FieldNeed]:
    return [each for each in needs if (each.where, each.name) != (need.where, need.name)]


def check_field(need: FieldNeed, match: Match[CustomField]) -> Check | None:
    """What is wrong with a field; None if nothing is."""
    name = f"field {need.name}" + (" of clients' tickets" if need.where == "first level" else "")
    where = _LISTS[need.where]
    match match.fit:
        case Fit.FITS:
            return None
        case Fit.RENAMED if match.found:
            found = f'It is now called "{match.found.name}"; the bot uses its id.'
            return warning(name, found, f"{SET_UP} to write the new name into the process file.")
        case Fit.OTHER_TYPE if match.found:
            kind = TYPE_NAMES.get(match.found.type, match.found.type)
            found = f"Its type {kind} cannot hold the values.{_near(match)}"
            return bad(name, found, f"Create a field of type {need.in_words}; ClickUp cannot change a type.")
        case Fit.OPTIONS_MISSING if match.found:
            there = listed([option.name for option in match.found.options], "and") or "none"
            lacks = listed(match.missing_options, "and")
            return bad(
                name,
                f"It has no option{'s' * (len(match.missing_options) > 1)} {lacks}; it has {there}.",
                "Add or rename options in ClickUp, or change the choices in the process file.",
            )
        case _:
            found = f"The {where} has no such field.{_near(match)}"
            return bad(name, found, f"Create a field of type {need.in_words}, {OR_SET_UP}.")


def _near(match: Match[Named]) -> str:
    near = listed([f'"{each.name}"' for each in match.near], "or")
    return f" Is it {near}?" if near else ""
