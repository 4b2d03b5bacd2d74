"""Checks the owners."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Engine

from app.doctor.check import Check, bad, good, warning
from app.store import unassigned
from app.workspace.directory import ESCALATION, OVERRIDES, assignees_of, one_by_one
from app.workspace.find import DirectoryError
from clickup_client.models import Group, Workspace
from rules.process.owner import Owner
from rules.process.process import Process

#: How to replace someone, by what they are for; for owners of stages `stagegate setup` asks.
_REPLACE = {
    ESCALATION: "Invite them, or name someone else under `sla: escalate to` in the process file.",
    OVERRIDES: "Invite them, or name someone else under `overrides: by` in the process file.",
}


def asked_of(process: Process) -> list[tuple[str, Owner]]:
    """All to whom tickets are assigned or escalated, and who may override, with what they are for."""
    named = list(process.owners.items())
    escalation = (process.escalates_to,) if process.escalates_to else ()
    others = [(ESCALATION, owner) for owner in escalation] + [
        (OVERRIDES, owner) for owner in process.overriders
    ]
    return named + [(name, owner) for name, owner in others if owner not in process.owners.values()]


def check_owners(process: Process, workspace: Workspace, groups: Iterable[Group]) -> Iterator[Check]:
    """Check that all are in the workspace, and that no group is empty: no one would do its work."""
    present = tuple(groups)
    wrong = 0
    owners = asked_of(process)
    for name, owner in owners:
        groups_found = set[str]()
        for each in one_by_one(owner):
            try:
                groups_found |= assignees_of(name, each, workspace, present).groups
            except DirectoryError as error:
                wrong += 1
                fix = _REPLACE.get(name, "Invite them, or run `stagegate setup` to choose someone else.")
                yield bad(f"owner {name}", str(error), fix)
        empty = [group.name for group in present if group.id in groups_found and not group.members]
        for group in empty:
            wrong += 1
            yield warning(f"owner {name}", f'The group "{group}" is empty.', "Add people to it in ClickUp.")
    if not wrong:
        yield good("owners", f"All {len(owners)} are in the workspace.")


def check_assigned(engine: Engine, workspace: Workspace) -> Iterator[Check]:
    """Name the people and groups whom ClickUp did not assign when it was told to."""
    with engine.connect() as connection:
        missed = unassigned.every(connection)
    people = {str(user.id): user.email or user.username or str(user.id) for user in workspace.members}
    for each, at in sorted(missed.items()):
        who = people.get(each, f"the group {each}")
        yield bad(
            f"owner {who}",
            f"ClickUp did not assign {who} to a ticket, last on {at:%Y-%m-%d}.",
            "Share the list of tickets with them, or run `stagegate setup` to choose someone else.",
        )
