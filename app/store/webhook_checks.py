"""The results of the last checks of the webhooks: repairs, and errors of ClickUp."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.store import key_values
from app.store.tables import kept as table

_FAILED = "webhooks:failed"
_REPAIRED = "webhooks:repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """
    `error` is why the last check failed, `None` if it did not.

    `repaired` are sentences about the last problems found and fixed, at `repaired_at`.
    """

    error: str | None = None
    repaired: tuple[str, ...] = ()
    repaired_at: datetime | None = None


def succeeded(connection: Connection, repaired: Sequence[str]) -> None:
    """Store a successful check and the problems it fixed; without any, earlier ones stay."""
    key_values.forget(connection, _FAILED)
    if repaired:
        key_values.put(connection, _REPAIRED, list(repaired))


def failed(connection: Connection, error: str) -> None:
    """Store that ClickUp could not be reached, or refused."""
    key_values.put(connection, _FAILED, error)


def latest(connection: Connection) -> Checks:
    """The current results, in one query."""
    rows = connection.execute(
        select(table.c.name, table.c.value, table.c.kept_at).where(table.c.name.in_((_FAILED, _REPAIRED)))
    )
    found = {row.name: row for row in rows}
    repaired = found.get(_REPAIRED)
    return Checks(
        error=found[_FAILED].value if _FAILED in found else None,
        repaired=tuple(repaired.value) if repaired is not None else (),
        repaired_at=repaired.kept_at if repaired is not None else None,
    )
