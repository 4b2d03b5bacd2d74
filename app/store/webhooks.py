"""The webhooks registered in ClickUp, with the secrets that ClickUp shows only once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.errors import ForPeopleError
from app.store.tables import deliveries, webhooks


class BusyError(ForPeopleError):
    """Another process is working on the webhooks right now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """
    A registered webhook.  Deliveries of a retired one are accepted until it is deleted here.

    `list_name`, `health` (`active`, `failing`, `suspended` or `gone`), `fail_count` and `checked_at` are from
    the last check; `None` before the first one.
    """

    webhook_id: str
    workspace_id: str
    list_id: str | None
    endpoint: str
    secret: str = field(repr=False)
    created_at: datetime
    retired_at: datetime | None
    list_name: str | None
    health: str | None
    fail_count: int | None
    checked_at: datetime | None


#: Any number that no other code uses for an advisory lock in the database.
_LOCK = 7_217_351_002

_WEBHOOK = [webhooks.c[name] for name in Webhook.__slots__]


def add(
    connection: Connection,
    *,
    webhook_id: str,
    workspace_id: str,
    list_id: str | None,
    endpoint: str,
    secret: str,
) -> None:
    """Store a webhook as ClickUp created it.  A known one is replaced and no longer retired."""
    row = {
        "workspace_id": workspace_id,
        "list_id": list_id,
        "endpoint": endpoint,
        "secret": secret,
        "retired_at": None,
    }
    connection.execute(
        insert(webhooks)
        .values(webhook_id=webhook_id, **row)
        .on_conflict_do_update(index_elements=["webhook_id"], set_=row)
    )


def get(connection: Connection, webhook_id: str) -> Webhook | None:
    """One webhook, retired or not."""
    row = connection.execute(select(*_WEBHOOK).where(webhooks.c.webhook_id == webhook_id)).mappings().first()
    return None if row is None else Webhook(**row)


def every(connection: Connection) -> list[Webhook]:
    """All webhooks, retired ones included, oldest first."""
    rows = connection.execute(select(*_WEBHOOK).order_by(webhooks.c.created_at, webhooks.c.webhook_id))
    return [Webhook(**row) for row in rows.mappings()]


def retire(connection: Connection, webhook_id: str) -> None:
    """Record that it was replaced; deliveries with its secret are still accepted."""
    connection.execute(
        update(webhooks)
        .where(webhooks.c.webhook_id == webhook_id, webhooks.c.retired_at.is_(None))
        .values(retired_at=func.now())
    )


def note(
    connection: Connection, webhook_id: str, *, list_name: str | None, health: str, fail_count: int
) -> None:
    """Store the result of a check."""
    connection.execute(
        update(webhooks)
        .where(webhooks.c.webhook_id == webhook_id)
        .values(list_name=list_name, health=health, fail_count=fail_count, checked_at=func.now())
    )


def move(connection: Connection, webhook_id: str, endpoint: str) -> None:
    """Record that it delivers to another address from now on."""
    connection.execute(update(webhooks).where(webhooks.c.webhook_id == webhook_id).values(endpoint=endpoint))


def last_delivery_at(connection: Connection, webhook_id: str) -> datetime | None:
    """When its newest delivery arrived.  Only for people: for a silent webhook it reads all deliveries."""
    return connection.execute(
        select(deliveries.c.received_at)
        .where(deliveries.c.webhook_id == webhook_id)
        .order_by(deliveries.c.received_at.desc())
        .limit(1)
    ).scalar()


def retired_since(connection: Connection, age: timedelta) -> list[str]:
    """The ids of webhooks that were retired at least this long ago."""
    rows = connection.execute(
        select(webhooks.c.webhook_id)
        .where(webhooks.c.retired_at < func.now() - age)
        .order_by(webhooks.c.retired_at)
    )
    return [row.webhook_id for row in rows]


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """
    Hold the lock for the webhooks: two processes at once would both register missing ones.

    Raises:
        BusyError: Another process holds it.
    """
    with engine.begin() as connection:
        if not connection.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
            raise BusyError("Another process is working on the webhooks right now. Try again in a minute.")
        yield


def remove(connection: Connection, webhook_id: str) -> None:
    """Delete it: its deliveries are refused from now on."""
    connection.execute(delete(webhooks).where(webhooks.c.webhook_id == webhook_id))
