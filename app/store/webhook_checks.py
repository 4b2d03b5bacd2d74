"""How the last looks at the webhooks went: what was repaired, and whether ClickUp could be asked."""

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
    `error` is why the last look failed, `None` when it did not.

    `repaired` are sentences about the last trouble that was found and ended, at `repaired_at`.
    """

    error: str | None = None
    repaired: tuple[str, ...] = ()
    repaired_at: datetime | None = None


def succeeded(connection: Connection, repaired: Sequence[str]) -> None:
    """ClickUp was asked, and these troubles were ended; an earlier one is remembered when there was none."""
    key_values.forget(connection, _FAILED)
    if repaired:
        key_values.put(connection, _REPAIRED, list(repaired))


def failed(connection: Connection, error: str) -> None:
    """ClickUp could not be asked, or did not do what it was asked for."""
    key_values.put(connection, _FAILED, error)


def latest(connection: Connection) -> Checks:
    """How it stands, in one query."""
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
