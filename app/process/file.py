"""Reads a process file strictly, and reports all mistakes at once, each with its line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from yaml.reader import ReaderError

from app.errors import ForPeopleError
from app.process.holidays import why_unknown
from rules.process.calendar import PublicHolidays
from rules.process.process import Process
from rules.wording import quoted

#: Far more than a process needs: the shipped one has 8 kB and 4 levels.
LARGEST_FILE_BYTES: Final = 1024 * 1024
DEEPEST_NESTING: Final = 20

#: The process shipped with Stagegate, in the package `rules`.
SHIPPED: Final = "level_2_support.yaml"
_NULL_TAG: Final = "tag:yaml.org,2002:null"
_TEXT_TAG: Final = "tag:yaml.org,2002:str"

#: pydantic's errors in words for people who write YAML. Others are shown in pydantic's words.
_IN_WORDS: Final = {
    "string_type": "text is expected here",
    "string_too_short": "this must not be empty",
    "tuple_type": "a list is expected here, such as [a, b]",
    "too_short": "at least one is expected here",
    "bool_type": "true or false is expected here",
    "bool_parsing": "true or false is expected here",
    "dict_type": "keys with values are expected here",
    "mapping_type": "keys with values are expected here",
    "model_type": "keys with values are expected here",
}

#: A place in the file: keys and list positions from the top.
_Place = tuple[str | int, ...]


class ProcessFileError(ForPeopleError):
    """
    A process file that cannot be used.

    ``str()`` is one line a problem, ``FILE:LINE: what is wrong``; ``problems`` are the same as pairs of
    line (from 1) and text, in the order of the file.
    """

    def __init__(self, file: str, problems: Sequence[tuple[int, str]]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(f"{file}:{line}: {what}" for line, what in self.problems))


def load_process(path: Path | None = None) -> Process:
    """
    The process of a file; ``None``: the one that is shipped, Level 2 Support.

    Raises:
        ProcessFileError: The file cannot be read, is no YAML, or describes no sound process.
    """
    if path is None:
        return _shipped()
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise ProcessFileError(str(path), [(1, f"cannot be read: {error.strerror}")]) from error
    return parse_process(content, file=str(path))


@cache
def _shipped() -> Process:
    """It is frozen, and its file does not change."""
    return parse_process(files("rules").joinpath(SHIPPED).read_bytes(), file=f"rules/{SHIPPED}")


def parse_process(content: bytes, *, file: str) -> Process:
    """The process that the bytes of a file describe. ``file`` is what errors call it. Raises as above."""
    outline = _read_outline(content, file)
    try:
        process = Process.model_validate(outline.data)
    except ValidationError as error:
        outline.problems.extend(map(outline.problem, error.errors(include_url=False)))
    else:
        outline.problems.extend(_unknown_holidays(process, outline))
    if outline.problems:
        raise ProcessFileError(file, outline.problems)
    return process


@dataclass
class _Outline:
    """What a file says: its data, the line of every place, and what was wrong with it as YAML."""

    data: Any = None
    lines: dict[_Place, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def line(self, place: _Place) -> int:
        """
        The line of the innermost part of a place that is in the file.

        Parts that are not (pydantic adds the kind of datum, and keys that are missing) are passed over.
        """
        found: _Place = ()
        for part in place:
            if (*found, part) in self.lines:
                found = (*found, part)
        return self.lines[found]

    def problem(self, error: ErrorDetails) -> tuple[int, str]:
        """An error of pydantic's as a line and words."""
        place = error["loc"]
        if error["type"] == "missing":
            return self.line(place), f"{quoted(str(place[-1]))} is missing"
        key = error.get("ctx", {}).get("key")
        return self.line((*place, key) if key else place), _IN_WORDS.get(error["type"], error["msg"])

    def add(self, node: yaml.Node, place: _Place) -> Any:
        """
        The data of a node, noting lines on the way.

        Scalars stay the texts that were written: what ``Yes``, ``12`` or ``2026-12-25`` means is the
        process's affair, so YAML's own guesses do not get into names and choices.
        """
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return {key: self.add(value, (*place, key)) for key, value in self._entries(node, place)}
        if isinstance(node, yaml.SequenceNode):
            return [self.add(item, (*place, at)) for at, item in enumerate(node.value)]
        return None if node.tag == _NULL_TAG else node.value

    def _entries(self, node: yaml.MappingNode, place: _Place) -> list[tuple[str, yaml.Node]]:
        entries: list[tuple[str, yaml.Node]] = []
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = key.value
            if key.tag != _TEXT_TAG:
                shown = f"; write it in quotes: {quoted(name)}" if isinstance(name, str) and name else ""
                self.problems.append((line, f"a key must be text{shown}"))
            elif (*place, name) in self.lines:
                first = self.lines[*place, name]
                self.problems.append((line, f"the key {quoted(name)} is there twice, first on line {first}"))
            else:
                self.lines[*place, name] = line
                entries.append((name, value))
        return entries


def _read_outline(content: bytes, file: str) -> _Outline:
    if len(content) > LARGEST_FILE_BYTES:
        raise ProcessFileError(file, [(1, f"is larger than {LARGEST_FILE_BYTES} bytes")])
    try:
        text = content.decode("utf-8-sig")
        node = yaml.compose(text, Loader=_PlainLoader)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise ProcessFileError(file, [(line, what)]) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = "there is a control character here that YAML does not allow"
        raise ProcessFileError(file, [(line, what)]) from error
    except _NotPlainError as error:
        raise ProcessFileError(file, [error.problem]) from None
    except yaml.MarkedYAMLError as error:
        raise ProcessFileError(file, [_syntax_problem(error)]) from error
    if node is None:
        raise ProcessFileError(file, [(1, "the file is empty")])
    outline = _Outline()
    outline.data = outline.add(node, ())
    return outline


class _NotPlainError(Exception):
    """What a process file may not have; ``problem`` is the line and the words."""

    def __init__(self, mark: Any, what: str) -> None:
        self.problem = (_line(mark), what)
        super().__init__(what)


class _PlainLoader(yaml.SafeLoader):
    """
    Refuses what refers to elsewhere, has its own type, or nests endlessly.

    It looks at each event before a node is made of it: making nodes recurses and copies.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = self._documents = 0

    def get_event(self) -> Any:
        event = super().get_event()  # type: ignore[no-untyped-call]
        self._documents += isinstance(event, yaml.DocumentStartEvent)
        self._depth += isinstance(event, yaml.CollectionStartEvent)
        self._depth -= isinstance(event, yaml.CollectionEndEvent)
        what = _not_plain(event)
        if self._documents > 1:
            what = "a second document starts here; a process file has only one"
        elif self._depth > DEEPEST_NESTING:
            what = f"this is nested more than {DEEPEST_NESTING} levels deep"
        if what is not None:
            raise _NotPlainError(event.start_mark, what)
        return event


def _not_plain(event: yaml.Event) -> str | None:
    if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
        return "anchors (&) and aliases (*) are not allowed; write the value out"
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        return "types (!) are not allowed; write the plain value"
    return None


def _line(mark: Any) -> int:
    """The line of a mark of PyYAML's, from 1; the first one where it set none."""
    return 1 if mark is None else int(mark.line) + 1


def _syntax_problem(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    what = str(error.problem)
    if "'\\t'" in what:
        what = "a tab cannot indent; use spaces"
    context = f" ({error.context})" if error.context else ""
    return _line(error.problem_mark), f"{what}{context}"


def _unknown_holidays(process: Process, outline: _Outline) -> list[tuple[int, str]]:
    chosen = process.calendar.holidays
    unknown = why_unknown(chosen) if isinstance(chosen, PublicHolidays) else None
    if unknown is None:
        return []
    key, what = unknown
    return [(outline.line(("calendar", "holidays", key)), what)]
