"""Deliveries of our own making: hints at tickets, which take the one way that ClickUp's events take."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.queue import defer
from app.queue.defer import Urgency
from app.store import deliveries

#: The webhook id of hints of our own making; ClickUp's are UUIDs.
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
    """Keep a delivery of our own making and queue a look, once for each `key`; its id, or None."""
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


def look_anew(connection: Connection, task_id: str, now: datetime) -> None:
    """Have a ticket looked at as if ClickUp had told of it now, whatever happened to what it told before."""
    hint(connection, task_id, f"{POLL}:{task_id}:{now.isoformat()}", Urgency.MOVE)
