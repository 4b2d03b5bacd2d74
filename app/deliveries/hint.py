"""Makes hints: deliveries of the bot's own, which are handled exactly like ClickUp's."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.queue import defer
from app.queue.defer import Urgency
from app.store import deliveries
from clickup_client.times import to_milliseconds
from clickup_client.webhook import HistoryItem

#: The webhook ids of the bot's own hints; ClickUp's ids are UUIDs.
POLL = "poll"
REST = "rest"
WAITED = "waited"
COMMAND = "command"
FILL = "fill"
REPLAY = "replay"

#: The event of a hint that only says that a look has waited.
WAITED_EVENT = "taskWaited"


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


def replay(connection: Connection, task_id: str, now: datetime) -> None:
    """Have a ticket checked again for an administrator.  If nothing has changed, nothing new is said."""
    hint(connection, task_id, f"{REPLAY}:{task_id}:{now.isoformat()}", Urgency.MOVE, webhook_id=REPLAY)


def hint_at_rest(
    connection: Connection, task_id: str, after: int, rest: Iterable[HistoryItem], *, start: str | None = None
) -> None:
    """
    Queue a look at the rest of a way whose first part was handled with the delivery `after`.

    `start` is the status where the rest begins, if known.
    """
    told = [_as_told(item) for item in _from(start, rest)]
    hint(connection, task_id, f"{REST}:{task_id}:{after}", Urgency.MOVE, history=told, webhook_id=REST)


def note_waited(connection: Connection, task_id: str, after: int) -> None:
    """Store that a look has waited for missing deliveries after the delivery `after`."""
    key = f"{WAITED}:{task_id}:{after}"
    hint(connection, task_id, key, Urgency.NONE, webhook_id=WAITED, event=WAITED_EVENT)


def hint_made_for(
    connection: Connection,
    task_id: str,
    key: str,
    *,
    by: tuple[int | None, str | None],
    before: str,
    after: str,
    at: datetime,
    webhook_id: str,
    event: str,
) -> None:
    """
    Queue a check of a move that the bot made for a person.  It counts as a move of that person.

    `by` is the person's id and name.  `at` is the time of the move by ClickUp's clock: someone else may have
    moved the ticket since.
    """
    user_id, name = by
    item = {
        "id": key,
        "field": "status",
        "date": str(to_milliseconds(at)),
        "user": None if user_id is None else {"id": user_id, "username": name},
        "before": {"status": before},
        "after": {"status": after},
    }
    hint(connection, task_id, key, Urgency.MOVE, history=[item], webhook_id=webhook_id, event=event)


def is_made_for_someone(item: HistoryItem) -> bool:
    """Whether an item is such a move.  What it says to have replaced is what the bot had seen before."""
    return item.id.startswith((f"{COMMAND}:", f"{FILL}:"))


def _from(start: str | None, rest: Iterable[HistoryItem]) -> list[HistoryItem]:
    """Let a rest that begins with such a move begin where the first part ended."""
    items = list(rest)
    first = next((number for number, item in enumerate(items) if item.field == "status"), None)
    if start is not None and first is not None and is_made_for_someone(items[first]):
        items[first] = replace(items[first], status_before=start)
    return items


def _as_told(item: HistoryItem) -> dict[str, Any]:
    """Return a change in the form of ClickUp's deliveries."""
    is_move = item.field == "status"
    return {
        "id": item.id,
        "field": item.field,
        "date": None if item.at is None else str(to_milliseconds(item.at)),
        "user": None if item.user_id is None else {"id": item.user_id, "username": item.user_name},
        "before": {"status": item.status_before} if is_move else item.before,
        "after": {"status": item.status_after} if is_move else item.after,
        "custom_field": {"id": item.field_id, "name": item.field_name},
    }
