"""docs/process-file.md: every key of a process file.  Made from the models and the shipped file."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from app.process.file import SHIPPED
from app.process.schema import process_schema
from rules.process.durations import wait_in_words
from rules.process.part import Part
from rules.process.process import Process

#: One part of the file: the keys that lead to it from the top.
_Path = tuple[str, ...]


def reference_text() -> str:
    """The page in docs."""
    schema = process_schema()
    parts: dict[str, dict[str, Any]] = {Process.__name__: schema, **schema["$defs"]}
    paths = _paths(parts)
    opening = files("app.process").joinpath("reference.md").read_text(encoding="utf-8")
    lines = [opening, "## The whole file", "", *_table(Process.__name__, parts, paths)]
    for key, described in schema["properties"].items():
        inner = [name for name, path in paths.items() if path[0] == key]
        if inner:
            alone = [path for path in paths.values() if path == (key,)] == [(key,)]
            about = parts[inner[0]] if alone else described
            lines += ["", f"## `{key}`", "", about["description"], "", "```yaml", _example(key), "```"]
            for name in inner:
                lines += ["", *_heading(name, parts, paths), *_table(name, parts, paths)]
    return "\n".join(lines) + "\n"


def _paths(parts: Mapping[str, dict[str, Any]]) -> dict[str, _Path]:
    """Where in the file each part comes first, by the name of its model and in the order of the file."""
    found: dict[str, _Path] = {}

    def walk(name: str, path: _Path) -> None:
        for key, described in parts[name]["properties"].items():
            for inner in _parts_in(described):
                if inner not in found:
                    found[inner] = (*path, key)
                    walk(inner, found[inner])

    walk(Process.__name__, ())
    return found


def _parts_in(described: Any) -> Iterator[str]:
    """The names of the models that are allowed in a place."""
    match described:
        case {"$ref": str() as ref}:
            yield ref.rpartition("/")[2]
        case dict():
            for value in described.values():
                yield from _parts_in(value)
        case list():
            for value in described:
                yield from _parts_in(value)


def _heading(name: str, parts: Mapping[str, dict[str, Any]], paths: Mapping[str, _Path]) -> Iterator[str]:
    """The heading of a part; the only part under a key of the file shares the heading of the key."""
    path = paths[name]
    others = [each for each in paths if paths[each] == path and each != name]
    if others or len(path) > 1:
        distinction = _distinction(parts[name]) if others else ""
        yield from (f"### {_title(path)}{distinction}", "", parts[name]["description"], "")


def _distinction(part: Mapping[str, Any]) -> str:
    """How a part differs from others in the same place: the keys it requires."""
    properties = part["properties"]
    needed = [
        f"`{key}: {properties[key]['const']}`" if "const" in properties[key] else f"`{key}`"
        for key in part["required"]
    ]
    return f" with {' and '.join(needed)}"


def _table(name: str, parts: Mapping[str, dict[str, Any]], paths: Mapping[str, _Path]) -> Iterator[str]:
    fields = {field.alias or own: field for own, field in _model(name).model_fields.items()}
    yield "| Key | Meaning | Values | Default |"
    yield "|---|---|---|---|"
    for key, described in parts[name]["properties"].items():
        needed = key in parts[name].get("required", ())
        default = fields[key].get_default(call_default_factory=True)
        cells = (
            f"`{key}`",
            described.get("description", ""),
            _written(described, paths),
            "*required*" if needed else _default(default, described),
        )
        yield f"| {' | '.join(cells)} |"


def _model(name: str) -> type[Part]:
    return next(model for model in Part.__subclasses__() if model.__name__ == name)


def _written(described: Mapping[str, Any], paths: Mapping[str, _Path]) -> str:
    """The values that are allowed in a place, in words."""
    match described:
        case {"$ref": str() as ref}:
            return _link(paths[ref.rpartition("/")[2]])
        case {"anyOf": list() as several} | {"oneOf": list() as several}:
            words = [_written(each, paths) for each in several if each != {"type": "null"}]
            return " or ".join(dict.fromkeys(words))
        case {"type": "array", "items": dict() as items}:
            return f"a list of: {_written(items, paths)}"
        case {"type": "object", "additionalProperties": dict() as inner}:
            return f"names, and for each: {_written(inner, paths)}"
    return _plainly(described)


def _plainly(described: Mapping[str, Any]) -> str:
    match described:
        case {"const": value}:
            words = f"`{value}`"
        case {"enum": list() as values}:
            words = " or ".join(f"`{value}`" for value in values)
        case {"examples": list() as examples}:
            words = "such as " + " or ".join(f"`{example}`" for example in examples)
        case {"type": "integer", "minimum": least, "maximum": most}:
            words = f"a number from {least} to {most}"
        case {"type": "string", "format": "date"}:
            words = "a day such as `2026-12-25`"
        case {"type": kind}:
            words = {"string": "text", "boolean": "`true` or `false`", "integer": "a number"}[kind]
        case _:
            raise ValueError(f"no words for {described}")
    return words


def _default(value: Any, described: Mapping[str, Any]) -> str:
    """The default as the file would write it; empty if there is none."""
    match value:
        case None | "" | () | {}:
            return ""
        case BaseModel():
            given = value.model_dump(exclude_unset=True, by_alias=True)
            return (
                f"`{{{', '.join(f'{key}: {each}' for key, each in given.items())}}}`" if given else "as below"
            )
        case bool():
            return f"`{str(value).lower()}`"
        case timedelta():
            return f"`{wait_in_words(value)}`"
        case int() if "examples" in described:
            return f"`{re.sub('[0-9]+', str(value), described['examples'][0], count=1)}`"
    return f"`{value}`"


def _link(path: _Path) -> str:
    anchor = re.sub(r"[^\w -]", "", _title(path).lower()).replace(" ", "-")
    return f"[{_title(path)}](#{anchor})"


def _title(path: _Path) -> str:
    return " → ".join(f"`{key}`" for key in path)


def _example(key: str) -> str:
    """What the shipped process has under a key, with its comments; only one of the stages."""
    lines = files("rules").joinpath(SHIPPED).read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next((n for n in range(start + 1, len(lines)) if re.match("[a-z#]", lines[n])), len(lines))
    text = "\n".join(lines[start:end]).strip()
    head, *several = re.split(r"^(?=  - )", text, flags=re.MULTILINE)
    if not several:
        return text
    fullest = max(several, key=lambda each: len(re.findall(r"^    \w", each, re.MULTILINE)))
    return f"{head}{fullest.rstrip()}\n  # ..." if key == "stages" else text
