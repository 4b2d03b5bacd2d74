"""What the worker does not find in the workspace, for people: sentences."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection

from app.store import key_values

Part = Literal["people and lists", "statuses", "stages"]

_KEPT: dict[Part, str] = {
    "people and lists": "missing from the workspace",
    "statuses": "missing statuses",
    "stages": "removed stages",
}


def keep(connection: Connection, sentences: Sequence[str], part: Part = "people and lists") -> None:
    """Store them in place of those that an earlier look at that part found."""
    key_values.put(connection, _KEPT[part], list(sentences))


def kept(connection: Connection, *parts: Part) -> list[str]:
    """Those of the last look, at all parts or these; none before the first."""
    return [each for part in parts or _KEPT for each in key_values.get(connection, _KEPT[part]) or ()]
