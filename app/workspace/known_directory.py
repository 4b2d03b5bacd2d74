"""Stores the ids that the running worker found in ClickUp, for commands that only read."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection

from app.store import key_values
from app.workspace.account_zone import AccountZone
from app.workspace.directory import Assignees, Directory, Missing
from rules.process.process import Process

_KEPT_AS = "directory"


class _Kept(BaseModel):
    """A directory as JSON; `zone` is the name of its account's time zone."""

    model_config = ConfigDict(from_attributes=True)

    workspace_id: str
    bot_user_id: int
    tickets_list: str
    first_level_list: str | None
    companies_list: str | None
    owners: Mapping[str, Assignees]
    escalation: Assignees
    names: Mapping[int, str]
    members: frozenset[int]
    overriders: Assignees
    missing: tuple[Missing, ...]
    zone: str | None = None


def identity(process: Process, *others: str) -> str:
    """Return a key for the ids: the names in the process file, and `others`."""
    people = [*process.owners.values(), *process.overriders, process.escalates_to]
    told = [None if each is None else each.model_dump(mode="json") for each in people]
    named = [process.lists.model_dump(mode="json"), told]
    return sha256(json.dumps([named, list(process.owners), *others], sort_keys=True).encode()).hexdigest()


def keep(connection: Connection, identity: str, found: Directory) -> None:
    """Store the ids; they replace earlier ones."""
    zone = found.account.zone
    kept = _Kept.model_validate(found).model_copy(update={"zone": zone.key if zone else None})
    key_values.put(connection, _KEPT_AS, {"of": identity, "found": kept.model_dump(mode="json")})


def read(connection: Connection, identity: str) -> Directory | None:
    """Read the ids that were stored for the same process, workspace and token; None if there are none."""
    stored: Any = key_values.get(connection, _KEPT_AS)
    if stored is None or stored["of"] != identity:
        return None
    try:
        kept = _Kept.model_validate(stored["found"])
    except ValidationError:  # another version kept it
        return None
    found = {name: getattr(kept, name) for name in _Kept.model_fields if name != "zone"}
    return Directory(**found, account=AccountZone(kept.zone))
