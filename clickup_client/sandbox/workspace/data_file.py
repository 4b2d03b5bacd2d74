"""
Reads a sandbox's data file: YAML, or JSON where its name ends in ``.json``.

A List may keep its tickets in their own files: ``tasks_from: [tickets/open.yaml, ...]``, each of them a
list of tickets, named relative to the data file.
"""

import json
from pathlib import Path
from typing import Any, TypeVar

import yaml

from clickup_client.sandbox.workspace.definition import WorkspaceFileError

#: The one written in C is ten times as fast, and part of every common build of PyYAML.
_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_KINDS: dict[type, str] = {dict: "an object", list: "a list of tickets"}

Top = TypeVar("Top", dict[str, Any], list[Any])


def load_workspace_file(path: Path) -> dict[str, Any]:
    """
    Read a data file with the ticket files that it names, for :func:`.application.create_sandbox`.

    Raises:
        WorkspaceFileError: One of them cannot be read, is neither YAML nor JSON, or holds something else.
    """
    data = _read(path, dict)
    for space in _entries(data, "spaces"):
        for place in (space, *_entries(space, "folders")):
            for a_list in _entries(place, "lists"):
                _fetch_tasks(a_list, path.parent)
    return data


def _fetch_tasks(a_list: dict[str, Any], folder: Path) -> None:
    """Replace ``tasks_from`` by the tickets themselves, behind those that the List has already."""
    tasks = list(a_list.get("tasks") or ())
    for name in a_list.pop("tasks_from", ()):
        tasks += _read(folder / str(name), list)
    a_list["tasks"] = tasks


def _entries(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Those entries that are objects; what is wrong with others is said when the whole is checked."""
    entries = data.get(key)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _read(path: Path, kind: type[Top]) -> Top:
    """What a file holds, if it is of that kind."""
    try:
        text = path.read_text(encoding="utf-8")
        # A safe loader, whichever of the two it is.
        data = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=_Loader)  # noqa: S506 # nosec B506
    except OSError as error:
        raise WorkspaceFileError(f"cannot read the workspace file {path}: {error.strerror}") from error
    except (ValueError, yaml.YAMLError) as error:
        raise WorkspaceFileError(f"the workspace file {path} is malformed: {error}") from error
    if not isinstance(data, kind):
        raise WorkspaceFileError(
            f"the workspace file {path} must hold {_KINDS[kind]}, not {type(data).__name__}"
        )
    return data
