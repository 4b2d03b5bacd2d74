"""Writes what was found into the text of a process file.  Pure."""

import os
from pathlib import Path

from app.doctor.needs import field_needs
from app.process.schema import FILE_NAME as SCHEMA
from app.setup.plan import ChosenOwner, Plan
from app.setup.yaml_edit import Value, has, rename_key, replace_value, set_value
from rules.process.process import Process

_SCHEMA_LINE = "# yaml-language-server: $schema="


def new_text(shipped: str, *, at: Path, schema: Path, time_zone: str | None = None) -> str:
    """
    The shipped process as the first version of a file at `at`: in shadow mode, with `schema` for editors.

    A new process only watches at first: nothing in ClickUp changes until someone has read its verdicts.
    """
    first, _, rest = shipped.partition("\n")
    if first == f"{_SCHEMA_LINE}{SCHEMA}":
        folder = at.absolute().parent
        shared = os.path.commonpath((folder, schema.absolute())) not in ("/", folder.anchor)
        way = os.path.relpath(schema.absolute(), folder) if shared else str(schema.absolute())
        shipped = f"{_SCHEMA_LINE}{way}\n{rest}"
    if time_zone is not None:
        shipped = set_value(shipped, ("calendar",), "time zone", time_zone)
    return set_value(shipped, (), "mode", "shadow")


def filled_in(text: str, process: Process, plan: Plan) -> str:
    """The text with the names and ids of everything that was found; unchanged if nothing is new."""
    for key, found in plan.lists.items():
        text = set_value(text, ("lists",), key, {"name": found.name, "id": found.id})
    text = _with_fields(text, process, plan)
    text = _with_options(text, process, plan)
    for name, owner in plan.owners.items():
        text = replace_value(text, ("owners", name), _owner(owner))
    for number, stage in enumerate(process.stages):
        status = plan.statuses.get(stage.name)
        if status is not None:
            place = ("stages", number)
            # ClickUp shows statuses in lower case; keep the capitals that a person wrote into the file.
            if status.name.casefold() != stage.status.casefold():
                text = set_value(text, place, "status", status.name)
            if status.id:
                text = set_value(text, place, "status id", status.id, after="status")
    return text


def _with_options(text: str, process: Process, plan: Plan) -> str:
    """Write the names of options where a choice is named: in its list, and where it gives points."""
    for datum, options in plan.options.items():
        for old, new in options.items():
            place = ("categories",) if _is_category(process, datum) else ("data", datum, "choices")
            text = replace_value(text, (*place, process.choices(datum).index(old)), new)
            points = ("priority advice", "points", datum)
            if has(text, (*points, old)):
                text = rename_key(text, points, old, new)
    return text


def _is_category(process: Process, datum: str) -> bool:
    return getattr(process.data[datum], "choices", None) == "categories"


def _with_fields(text: str, process: Process, plan: Plan) -> str:
    notice_ids: dict[str, Value] = {}
    for need in field_needs(process):
        found = plan.fields.get(need.key)
        if found is None:
            continue
        is_notice = need.place == ("notices",)
        if found.name != need.name:
            text = (
                _with_notice_name(text, need.name_key, found.name)
                if is_notice
                else set_value(text, need.place, need.name_key, found.name)
            )
        if is_notice and need.id_key is not None:
            notice_ids[need.id_key] = found.id
        elif need.id_key is not None:
            text = set_value(text, need.place, need.id_key, found.id, after=need.name_key)
    if not notice_ids:
        return text
    if not has(text, ("notices",)):
        return set_value(text, (), "notices", {"field ids": notice_ids})
    return set_value(text, ("notices",), "field ids", notice_ids, after="fields")


def _with_notice_name(text: str, key: str, name: str) -> str:
    if has(text, ("notices", "fields")):
        return set_value(text, ("notices", "fields"), key, name)
    if has(text, ("notices",)):
        return set_value(text, ("notices",), "fields", {key: name})
    return set_value(text, (), "notices", {"fields": {key: name}})


def _owner(owner: ChosenOwner) -> Value:
    if owner.group is not None:
        return {"group": owner.group.name, "ids": [owner.group.id]}
    users = [user.email or str(user.id) for user in owner.users]
    return {"users": users, "ids": [str(user.id) for user in owner.users]}
