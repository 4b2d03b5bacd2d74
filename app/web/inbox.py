"""
Stores signed deliveries and queues jobs for their tickets.

Those that arrive at the same time are stored in one statement with one commit.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, Engine

from app.deliveries import command
from app.deliveries.command import Asked
from app.deliveries.urgency import assigns, resting, urgency
from app.queue.defer import Urgency, defer, reconcile_jobs
from app.queue.kinds import COMMAND
from app.store import commands as stored_commands
from app.store import deliveries, unassigned
from app.store.engine import single
from app.store.receive import Arrival, Received, receive, receive_free
from app.web.together import Together
from clickup_client.webhook import Delivery, read_delivery

log = structlog.get_logger(__name__)

#: ClickUp's ids and names are much shorter.  Longer ones are made up, and would not fit an index.
LONGEST_ID = 100
_LONGEST_KEY = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A body that names a webhook, not yet checked.  `data`: its JSON; `None` if Python cannot hold it."""

    webhook_id: str
    body: bytes
    data: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """
    A correctly signed delivery.  `told` is its content; `None` if it cannot be read.

    An unreadable delivery is stored as well, so that we can find our mistake.  Sent again, it would be the
    same.
    """

    webhook_id: str
    body: bytes
    told: Delivery | None

    @property
    def key(self) -> str:
        """Equal for deliveries that report the same changes."""
        key = self.told.key if self.told is not None else ""
        if key and len(key) <= _LONGEST_KEY and "\0" not in key:
            return key
        return f"{self.webhook_id}:{hashlib.sha256(key.encode() or self.body).hexdigest()}"

    @property
    def event(self) -> str:
        """The event's name, such as `taskUpdated`; empty if it has none."""
        return self.told.event[:LONGEST_ID] if self.told is not None else ""

    @property
    def task_id(self) -> str | None:
        """The id of the task it is about."""
        task_id = self.told.task_id if self.told is not None else None
        return task_id if task_id is not None and len(task_id) <= LONGEST_ID else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The result of storing a delivery.  `delivery_id` is `None` if the same one is stored already."""

    delivery_id: int | None
    urgency: Urgency
    queued: bool = False


class Inbox:
    """Where deliveries are stored.  Threads share one."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.together: Together[Arrival, Received | None] = Together(self._receive_free, self._receive)

    def _receive_free(self, arrivals: Sequence[Arrival]) -> dict[int, Received | None]:
        with single(self.engine) as connection:
            return receive_free(connection, arrivals)

    def _receive(self, arrival: Arrival) -> Received | None:
        with single(self.engine) as connection:
            return receive(connection, arrival)


def parse(body: bytes) -> Parcel | None:
    """Parse a body and find the webhook that it names; `None` if it is not a JSON object that names one."""
    data = whole = None
    try:
        data = whole = json.loads(body)
    except RecursionError:
        return None
    except ValueError:
        data = _without_numbers(body)
    webhook_id = data.get("webhook_id") if isinstance(data, dict) else None
    if not isinstance(webhook_id, str) or not 0 < len(webhook_id) <= LONGEST_ID:
        return None
    return Parcel(webhook_id=webhook_id, body=body, data=whole) if webhook_id.isprintable() else None


def read(parcel: Parcel) -> Incoming:
    """Read a correctly signed body.  Raises nothing: a body that cannot be read has no content."""
    try:
        told = read_delivery(parcel.body, parcel.data)
    except Exception as error:  # noqa: BLE001 - ClickUp signed it, so it is stored in any case
        log.warning("delivery not understood", webhook_id=parcel.webhook_id, error=type(error).__name__)
        told = None
    return Incoming(webhook_id=parcel.webhook_id, body=parcel.body, told=told)


def keep(inbox: Inbox, incoming: Incoming) -> Stored:
    """
    Store a delivery and queue a job for its ticket, both in one commit.

    A delivery that changes nothing for the process is stored without a job.  A comment that is a command gets
    a job that answers it.
    """
    told, task_id = incoming.told, incoming.task_id
    if told is None or task_id is None:
        return _set_aside(inbox, incoming)
    asked = command.asked(told)
    if asked is not None:
        with inbox.engine.begin() as connection:
            return _keep_command(connection, incoming, task_id, asked)
    worth = urgency(told, None)
    if worth is Urgency.NONE and not _is_awaited(inbox, task_id, told):
        return _set_aside(inbox, incoming)
    received = inbox.together.do(
        Arrival(
            key=incoming.key,
            webhook_id=incoming.webhook_id,
            event=incoming.event,
            task_id=task_id,
            body=incoming.body,
            mover_id=_mover(told),
            moves=worth is Urgency.MOVE,
            resting=resting(told),
            jobs=reconcile_jobs(task_id),
        )
    )
    if received is None:  # a job was queued for its first copy
        return Stored(delivery_id=None, urgency=Urgency.NONE)
    urgent = Urgency.MOVE if received.moves else Urgency.EDIT
    return Stored(delivery_id=received.delivery_id, urgency=urgent, queued=received.queued)


def _is_awaited(inbox: Inbox, task_id: str, told: Delivery) -> bool:
    """Whether someone was assigned while a comment asks for that."""
    if not any(map(assigns, told.history)):
        return False
    with single(inbox.engine) as connection:
        return unassigned.is_told(connection, task_id)


def _keep_command(connection: Connection, incoming: Incoming, task_id: str, asked: Asked) -> Stored:
    """Store a command, once for each comment: several events may report the same comment."""
    deliveries.lock_ticket(connection, task_id)
    kept = _add(connection, incoming)
    new = stored_commands.add(
        connection,
        comment_id=asked.comment_id,
        task_id=task_id,
        user_id=asked.user_id,
        user_name=asked.user_name,
        text=asked.text,
        at=asked.at,
    )
    queued = new and defer(connection, COMMAND, task_id)
    return Stored(delivery_id=kept, urgency=Urgency.NONE, queued=queued)


def _mover(told: Delivery) -> int | None:
    """Return the id of the user who moved the ticket, if anyone did.  To create a ticket is no move."""
    moves = (item.user_id for item in told.history if item.field == "status" and item.status_before)
    return next(moves, None)


def _set_aside(inbox: Inbox, incoming: Incoming) -> Stored:
    """Store a delivery only for people to read."""
    with single(inbox.engine) as connection:
        return Stored(delivery_id=_add(connection, incoming), urgency=Urgency.NONE)


def _add(connection: Connection, incoming: Incoming) -> int | None:
    return deliveries.add(
        connection,
        key=incoming.key,
        webhook_id=incoming.webhook_id,
        event=incoming.event,
        task_id=incoming.task_id,
        body=incoming.body,
        needs_handling=False,
    )


def _without_numbers(body: bytes) -> object:
    """Parse JSON without numbers: Python refuses integers of more than 4,300 digits, which JSON allows."""
    try:
        return json.loads(body, parse_int=lambda _digits: None)
    except (ValueError, RecursionError):
        return None
