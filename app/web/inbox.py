"""From signed bytes to a kept delivery and a queued look at its ticket, in one transaction."""

import hashlib
import json
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from app.deliveries import command
from app.deliveries.command import Asked
from app.deliveries.urgency import urgency
from app.queue.defer import Urgency, defer, defer_reconcile, locks_of
from app.queue.kinds import COMMAND
from app.store import commands as stored_commands
from app.store import deliveries
from clickup_client.webhook import Delivery, read_delivery

log = structlog.get_logger(__name__)

#: Ids and names of ClickUp's are much shorter.  Longer ones are somebody's jest, and would not fit an index.
LONGEST_ID = 100
_LONGEST_KEY = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """
    A correctly signed delivery.  `told` is what it says; `None` when we cannot make sense of it.

    It is kept all the same: that is our mistake to find, and the same bytes again would not help.
    """

    webhook_id: str
    body: bytes
    told: Delivery | None

    @property
    def key(self) -> str:
        """Equal for deliveries that tell the same."""
        key = self.told.key if self.told is not None else ""
        if key and len(key) <= _LONGEST_KEY and "\0" not in key:
            return key
        return f"{self.webhook_id}:{hashlib.sha256(key.encode() or self.body).hexdigest()}"

    @property
    def event(self) -> str:
        """The event's name, such as `taskUpdated`; empty when it has none."""
        return self.told.event[:LONGEST_ID] if self.told is not None else ""

    @property
    def task_id(self) -> str | None:
        """The task that it is about."""
        task_id = self.told.task_id if self.told is not None else None
        return task_id if task_id is not None and len(task_id) <= LONGEST_ID else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of a delivery.  `delivery_id` is `None` when it had been kept before."""

    delivery_id: int | None
    urgency: Urgency
    queued: bool = False


def webhook_id_of(body: bytes) -> str | None:
    """The webhook that the body claims to come from; `None` when it is no JSON object that names one."""
    try:
        data = json.loads(body)
    except RecursionError:
        return None
    except ValueError:
        data = _without_numbers(body)
    webhook_id = data.get("webhook_id") if isinstance(data, dict) else None
    if not isinstance(webhook_id, str) or not 0 < len(webhook_id) <= LONGEST_ID:
        return None
    return webhook_id if webhook_id.isprintable() else None


def read(body: bytes, webhook_id: str) -> Incoming:
    """Make sense of a correctly signed body, as far as that is possible."""
    try:
        told = read_delivery(body)
    except Exception as error:  # noqa: BLE001 - whatever it stumbles over, ClickUp signed it and we keep it
        log.warning("delivery not understood", webhook_id=webhook_id, error=type(error).__name__)
        told = None
    return Incoming(webhook_id=webhook_id, body=body, told=told)


def keep(connection: Connection, incoming: Incoming) -> Kept:
    """
    Keep a delivery and queue a look at its ticket.

    The caller's transaction must begin here and be committed at once: it holds the ticket's lock.
    """
    told, task_id = incoming.told, incoming.task_id
    asked = None if told is None else command.asked(told)
    if asked is not None and task_id is not None:
        return _keep_command(connection, incoming, task_id, asked)
    if told is None or task_id is None or urgency(told, None) is Urgency.NONE:
        return Kept(delivery_id=_set_aside(connection, incoming), urgency=Urgency.NONE)
    received = deliveries.receive(
        connection,
        key=incoming.key,
        webhook_id=incoming.webhook_id,
        event=incoming.event,
        task_id=task_id,
        body=incoming.body,
        mover_id=_mover(told),
        queueing_locks=locks_of(task_id),
    )
    if received is None:  # its first copy was queued
        return Kept(delivery_id=None, urgency=Urgency.NONE)
    urgent = urgency(told, received.accepted_status)
    queued = defer_reconcile(connection, task_id, urgent, queued=received.queued)
    return Kept(delivery_id=received.delivery_id, urgency=urgent, queued=queued)


def _keep_command(connection: Connection, incoming: Incoming, task_id: str, asked: Asked) -> Kept:
    """Whether it is new is told by its comment: the same change may be kept by another event's name."""
    deliveries.lock_ticket(connection, task_id)
    kept = _set_aside(connection, incoming)
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
    return Kept(delivery_id=kept, urgency=Urgency.NONE, queued=queued)


def _mover(told: Delivery) -> int | None:
    """Who moved the ticket; creating one is no move."""
    moves = (item.user_id for item in told.history if item.field == "status" and item.status_before)
    return next(moves, None)


def _set_aside(connection: Connection, incoming: Incoming) -> int | None:
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
    """Python refuses integers of more than 4,300 digits, which JSON allows; the webhook's id is none."""
    try:
        return json.loads(body, parse_int=lambda _digits: None)
    except (ValueError, RecursionError):
        return None
