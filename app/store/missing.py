"""What the worker did not find in the workspace when it started, for people: sentences."""

from collections.abc import Sequence

from sqlalchemy import Connection

from app.store import key_values

_KEPT = "missing from the workspace"


def keep(connection: Connection, sentences: Sequence[str]) -> None:
    """Store them instead of those of an earlier start."""
    key_values.put(connection, _KEPT, list(sentences))


def kept(connection: Connection) -> list[str]:
    """Those of the last start; none before the first."""
    return list(key_values.get(connection, _KEPT) or ())
