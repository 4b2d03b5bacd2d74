"""The webhooks registered at ClickUp, with the secrets that ClickUp tells only once."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.store.tables import webhooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A registered webhook.  A retired one is still listened to, until it is deleted here."""

    webhook_id: str
    workspace_id: str
    list_id: str | None
    endpoint: str
    secret: str = field(repr=False)
    created_at: datetime
    retired_at: datetime | None


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
    """Keep a webhook as ClickUp created it.  Known already: replaced, and no longer retired."""
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
    """It was replaced by another one; what ClickUp still sends with its secret is accepted."""
    connection.execute(
        update(webhooks)
        .where(webhooks.c.webhook_id == webhook_id, webhooks.c.retired_at.is_(None))
        .values(retired_at=func.now())
    )


def remove(connection: Connection, webhook_id: str) -> None:
    """Forget it: its deliveries are refused from now on."""
    connection.execute(delete(webhooks).where(webhooks.c.webhook_id == webhook_id))
