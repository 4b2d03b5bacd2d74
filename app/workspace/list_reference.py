"""Reads the reference to a list that a person pastes: an id or an address.  Pure."""

import re
from urllib.parse import unquote, urlsplit

_ID = re.compile(r"\d+")
#: In the address of a list's own view, such as `/v/l/6-901200000001-1`: 6 stands for a list.
_OF_VIEW = re.compile(r"6-(\d+)-\d+")
#: What comes before the id in an address: in one that people see, and in one of the API.
_MARKS = frozenset({"li", "list"})
#: What people and programs put around what they paste.
_AROUND = "<>()[]\"'`,;"


def read_list_id(text: str) -> str | None:
    """The id of the list that a text names, such as `https://app.clickup.com/9012/v/li/901200000001`."""
    given = text.strip().strip(_AROUND).strip()
    if _ID.fullmatch(given):
        return given
    try:
        parts = [unquote(part) for part in urlsplit(given).path.split("/") if part]
    except ValueError:
        return None
    for mark, part in zip(["", *parts], parts, strict=False):
        if mark in _MARKS and _ID.fullmatch(part):
            return part
    found = [match[1] for part in parts if (match := _OF_VIEW.fullmatch(part))]
    return found[0] if found else None
