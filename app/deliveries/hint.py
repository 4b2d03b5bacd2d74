"""Hints: deliveries that the bot creates itself; they are handled exactly like ClickUp's events."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.queue import defer
from app.queue.defer import Urgency
from app.store import deliveries

#: The webhook id of the bot's own hints; ClickUp's ids are UUIDs.
POLL = "poll"


def hint(
    connection: Connection,
    task_id: str,
    key: str,
    urgency: Urgency,
    *,
    history: Sequence[Mapping[str, Any]] = (),
    webhook_id: str = POLL,
    event: str = "taskPolled",
) -> int | None:
    """Store a hint and queue a job, once for each `key`; return its id, or None if it exists."""
    body = {"webhook_id": webhook_id, "event": event, "task_id": task_id, "history_items": list(history)}
    deliveries.lock_ticket(connection, task_id)
    new = deliveries.add(
        connection,
        key=key,
        webhook_id=webhook_id,
        event=event,
        task_id=task_id,
        body=json.dumps(body).encode(),
        needs_handling=True,
    )
    if new is not None:
        defer.defer_reconcile(connection, task_id, urgency)
    return new


def hint_again(connection: Connection, task_id: str, now: datetime) -> None:
    """Have a ticket checked again as if ClickUp had just reported it."""
    hint(connection, task_id, f"{POLL}:{task_id}:{now.isoformat()}", Urgency.MOVE)
