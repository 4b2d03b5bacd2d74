"""
Changes single values of a YAML text and keeps every other character.  Pure.

People wrote comments into the file and aligned it in columns; a library that rewrites YAML would keep
the comments but lose the columns.  So the parser only finds the places, and the text is changed there.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

import yaml

#: What can be written: a text, or a list or mapping of texts, written in one line.
Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value]"

Path = tuple[str | int, ...]

#: Setting up changes some fifty values, and reads the whole text for each: libyaml does that in a tenth.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BYTE_ORDER_MARK = "\ufeff"


class NoKeyError(Exception):
    """The text has no such place, or it holds another kind of value."""


def set_value(text: str, path: Path, key: str, value: Value, *, after: str | None = None) -> str:
    """
    The text with `key: value` in the mapping at `path`; unchanged if it already says so.

    A new key comes after the key `after`, else after the last one.

    Raises:
        NoKeyError: There is no mapping at `path`.
    """
    node = _at(_root(text), path)
    if not isinstance(node, yaml.MappingNode):
        raise NoKeyError(f"{'.'.join(map(str, path)) or 'the file'} is no mapping")
    for name, present in node.value:
        if name.value == key:
            return _replaced(text, present, value, in_flow=bool(node.flow_style))
    return _inserted(text, node, f"{_scalar(key)}: {_written(value, in_flow=True)}", after)


def replace_value(text: str, path: Path, value: Value) -> str:
    """The text with another value at `path`.  Otherwise like :func:`set_value`."""
    if not path:
        raise NoKeyError("the file as a whole is not replaced")
    *parent, last = path
    node = _at(_root(text), tuple(parent))
    return _replaced(text, _at(node, (last,)), value, in_flow=bool(getattr(node, "flow_style", False)))


def rename_key(text: str, path: Path, old: str, new: str) -> str:
    """
    The text with the key `old` of the mapping at `path` called `new`.

    Raises:
        NoKeyError: There is no such key.
    """
    node = _at(_root(text), path)
    for name, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == old:
            start, end = name.start_mark.index, name.end_mark.index
            return f"{text[:start]}{_scalar(new, in_flow=True)}{text[end:]}"
    raise NoKeyError(f"there is no {old}")


def has(text: str, path: Path) -> bool:
    """Whether there is anything at `path`."""
    try:
        _at(_root(text), path)
    except NoKeyError:
        return False
    return True


def _root(text: str) -> yaml.Node:
    if text.startswith(_BYTE_ORDER_MARK):  # which libyaml does not count
        text = f"\n{text[1:]}"
    node = yaml.compose(text, Loader=_LOADER)
    if node is None:
        raise NoKeyError("the file is empty")
    return node


def _at(node: yaml.Node, path: Path) -> yaml.Node:
    for part in path:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            found = next((value for name, value in node.value if name.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
        if found is None:
            raise NoKeyError(f"there is no {part}")
        node = found
    return node


def _replaced(text: str, node: yaml.Node, value: Value, *, in_flow: bool) -> str:
    if _plain(node) == _as_plain(value):
        return text
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        return _block_replaced(text, node, value)
    return text[: node.start_mark.index] + _written(value, in_flow=in_flow) + text[node.end_mark.index :]


def _block_replaced(text: str, node: yaml.Node, value: Value) -> str:
    """Replace a block, which begins on its own line: the new value follows the colon."""
    start, end = text.rindex(":", 0, node.start_mark.index) + 1, _end(node)
    return f"{text[:start]} {_written(value, in_flow=True)}{text[end:]}"


def _inserted(text: str, node: yaml.MappingNode, entry: str, after: str | None) -> str:
    if node.flow_style or not node.value:
        end = node.end_mark.index - 1
        head = text[:end].rstrip()
        return f"{head}{', ' if node.value else ''}{entry}{text[end:]}"
    anchor = next((pair for pair in node.value if pair[0].value == after), node.value[-1])
    line_end = text.find("\n", _end(anchor[1]))
    indent = " " * node.value[0][0].start_mark.column
    if line_end == -1:
        return f"{text}\n{indent}{entry}\n"
    return f"{text[:line_end]}\n{indent}{entry}{text[line_end:]}"


def _end(node: yaml.Node) -> int:
    """Where the last value in a node ends.  The parser's own end of a block lies behind later comments."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return _end_of_scalar(node)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _end_of_scalar(node: yaml.Node) -> int:
    """The end of a scalar; a text in `|` or `>` ends with the line break after it."""
    end: int = node.end_mark.index
    is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return end - 1 if is_block else end


def _plain(node: yaml.Node) -> object:
    """The texts in a node, as they were written."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if isinstance(node, yaml.MappingNode):
        return {name.value: _plain(value) for name, value in node.value}
    return None


def _as_plain(value: Value) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: _as_plain(each) for key, each in value.items()}
    return [_as_plain(each) for each in value]


def _written(value: Value, *, in_flow: bool) -> str:
    if isinstance(value, str):
        return _scalar(value, in_flow=in_flow)
    if isinstance(value, Mapping):
        inner = (f"{_scalar(key)}: {_written(each, in_flow=True)}" for key, each in value.items())
        return "{" + ", ".join(inner) + "}"
    return "[" + ", ".join(_written(each, in_flow=True) for each in value) + "]"


@lru_cache(maxsize=256)  # setting up writes the same words again and again
def _scalar(value: str, *, in_flow: bool = True) -> str:
    """The text as it is if every parser reads it back, otherwise in quotes."""
    quoted = _quoted(value)
    if value != value.strip() or not value or not value.isprintable():
        return quoted
    readings: dict[str, object] = {f"key: {value}": {"key": value}}
    if in_flow:
        readings[f"[{value}]"] = [value]
    try:
        is_safe = all(
            yaml.load(text, Loader=yaml.BaseLoader) == expected  # noqa: S506 - builds texts only # nosec B506
            and yaml.safe_load(text) == expected
            for text, expected in readings.items()
        )
    except yaml.YAMLError:
        return quoted
    return value if is_safe else quoted


def _quoted(value: str) -> str:
    """The text in quotes, with escapes for invisible characters: YAML allows fewer of them than JSON."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else "\\U" + format(ord(c), "08x") for c in escaped) + '"'
