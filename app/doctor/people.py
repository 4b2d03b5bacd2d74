"""Checks the owners."""

from collections.abc import Iterable, Iterator, Mapping

from app.doctor.check import Check, bad, good, warning
from app.workspace.directory import ESCALATION, DirectoryError, assignees_of
from clickup_client.models import Group, Workspace
from rules.process.owner import Owner
from rules.process.process import Process


def asked_of(process: Process) -> Mapping[str, Owner]:
    """All owners to whom tickets are assigned or escalated, by name."""
    escalation = process.escalates_to
    if escalation is None or escalation in process.owners.values():
        return process.owners
    return {**process.owners, ESCALATION: escalation}


def check_owners(process: Process, workspace: Workspace, groups: Iterable[Group]) -> Iterator[Check]:
    """Check that every owner is in the workspace, and that no group is empty: no one would do its work."""
    present = tuple(groups)
    wrong = 0
    owners = asked_of(process)
    for name, owner in owners.items():
        try:
            found = assignees_of(name, owner, workspace, present)
        except DirectoryError as error:
            wrong += 1
            yield bad(
                f"owner {name}", str(error), "Invite them, or run `stagegate setup` to choose someone else."
            )
            continue
        empty = [group.name for group in present if group.id in found.groups and not group.members]
        for group in empty:
            wrong += 1
            yield warning(f"owner {name}", f'The group "{group}" is empty.', "Add people to it in ClickUp.")
    if not wrong:
        yield good("owners", f"All {len(owners)} are in the workspace.")
