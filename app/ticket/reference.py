"""Reads the reference to a ticket that a person pastes: an id, a custom id or an address.  Pure."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.errors import ForPeopleError
from app.messages import references as words

#: ClickUp's own ids; a custom id is a prefix and a number.
#: Source: https://help.clickup.com/hc/en-us/articles/6304554233111-Custom-task-IDs
_OWN_ID = re.compile(r"[0-9A-Za-z]+")
_CUSTOM_ID = re.compile(r"[0-9A-Za-z_]*[A-Za-z][0-9A-Za-z_]*-\d+")
#: An own id as ClickUp writes it into commits and branches, such as `CU-86cx1k2ab_Title`.
_IN_BRANCH = re.compile(r"CU-((?=[0-9a-z]*[a-z])[0-9a-z]+)(?:_.*)?", re.IGNORECASE)

#: What comes before the id in an address: in one that people see, and in one of the API.
_MARKS = frozenset({"t", "task"})
#: What comes before the id in the address of a ticket that is shared with everyone.
_SHARED = "h"
#: What people and programs put around what they paste.
_AROUND = "<>()[]\"'`,;"


class NoReferenceError(ForPeopleError):
    """The text names no ticket; the sentence says what to give instead."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id of a ticket; `is_custom` says that it is one of the Workspace's own, such as SUP-17."""

    id: str
    is_custom: bool


def read_reference(text: str) -> Reference:
    """
    Read the ticket that a text names.

    Raises:
        NoReferenceError: The text names no ticket.
    """
    given = text.strip().strip(_AROUND).strip()
    if not given.strip("#/"):
        raise NoReferenceError(words.nothing())
    name = _id_in(given) if "/" in given else given
    name = name.lstrip("#")
    in_branch = _IN_BRANCH.fullmatch(name)
    if in_branch is not None:
        return Reference(in_branch[1].lower(), is_custom=False)
    if _OWN_ID.fullmatch(name):
        return Reference(name, is_custom=False)
    if _CUSTOM_ID.fullmatch(name):
        return Reference(name, is_custom=True)
    raise NoReferenceError(words.no_reference(given))


def _id_in(address: str) -> str:
    """The part of an address that is the ticket's id: after its mark, and after the Workspace's number."""
    try:
        path = urlsplit(address).path
    except ValueError:
        raise NoReferenceError(words.no_ticket_address(address)) from None
    parts = [unquote(part) for part in path.split("/") if part]
    if len(parts) == 1 and "://" not in address:
        return parts[0]
    marks = [place for place, part in enumerate(parts) if part in _MARKS]
    after = parts[marks[-1] + 1 :] if marks else []
    if len(after) > 1 and (after[0] == _SHARED or after[0].isdecimal()):
        after = after[1:]
    if not after:
        raise NoReferenceError(words.no_ticket_address(address))
    return after[0]
