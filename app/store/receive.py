"""
Stores deliveries that need handling and queues the looks at their tickets: one round trip, one commit.

Each takes its ticket's lock first, see :func:`app.store.deliveries.lock_ticket`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job to add, as procrastinate keeps it; see :mod:`app.queue.kinds`."""

    name: str
    rank: int
    lock: str
    queueing_lock: str
    task_id: str
    delay: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """
    A delivery to store.

    Attributes:
        key: Equal for deliveries that report the same changes.
        webhook_id: The webhook that sent it.
        event: Such as `taskStatusUpdated`.
        task_id: The ticket that it is about.
        body: Exactly what was signed.
        mover_id: The user who moved the ticket, if that is what happened.
        moves: Whether it reports a move, unless the ticket was last accepted in one of the `resting`
            statuses: then the move is our own, or none.
        resting: Names of statuses.
        jobs: The look because of a move, and the one because of an edit.  Neither is added where a move's
            waits already, nor the second where an edit's does.
    """

    key: str
    webhook_id: str
    event: str
    task_id: str
    body: bytes
    mover_id: int | None = None
    moves: bool = True
    resting: Sequence[str] = ()
    jobs: tuple[Job, Job] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """
    A delivery just stored.

    `moves`: whether it tells of a move away from where the ticket was last accepted.  `queued`: whether a job
    was added; none is where one waits that will see this delivery.
    """

    delivery_id: int
    moves: bool
    queued: bool


#: Made by a migration.  The bodies as bytes: as text they are twice as long.
_STATEMENT = (
    "SELECT place, delivery_id, moves, queued FROM receive_deliveries(%s::jsonb, %b::bytea[], %s::boolean)"
)


def receive(connection: Connection, arrival: Arrival) -> Received | None:
    """
    Store a delivery and queue a job; `None` if the same one is already stored.  Waits for the ticket's lock.

    On a connection of :func:`app.store.engine.single` it is committed at once.  In a transaction, end that
    soon: it holds the ticket's lock.
    """
    return _receive(connection, [arrival], waits=True)[0]


def receive_free(connection: Connection, arrivals: Sequence[Arrival]) -> dict[int, Received | None]:
    """
    Store the deliveries whose ticket is not locked, together; return them by their places among the arrivals.

    So a ticket that someone is busy with keeps no other one waiting.
    """
    return _receive(connection, arrivals, waits=False)


def _receive(
    connection: Connection, arrivals: Sequence[Arrival], *, waits: bool
) -> dict[int, Received | None]:
    driver: Any = connection.connection.driver_connection
    told = json.dumps([_told(arrival) for arrival in arrivals])
    rows = driver.execute(_STATEMENT, (told, [arrival.body for arrival in arrivals], waits)).fetchall()
    return {
        place - 1: None if number is None else Received(delivery_id=number, moves=moves, queued=queued)
        for place, number, moves, queued in rows
    }


def _told(arrival: Arrival) -> dict[str, object]:
    told: dict[str, object] = {
        "key": arrival.key,
        "webhook_id": arrival.webhook_id,
        "event": arrival.event,
        "task_id": arrival.task_id,
        "mover_id": arrival.mover_id,
        "moves": arrival.moves,
        "resting": [status.lower() for status in arrival.resting],
    }
    if arrival.jobs is not None:
        move, edit = arrival.jobs
        told |= {"move": _job(move), "edit": _job(edit)}
        if edit.delay is not None:
            told["edit_delay"] = f"{edit.delay.total_seconds()} seconds"
    return told


def _job(job: Job) -> dict[str, object]:
    """As procrastinate's type `procrastinate_job_to_defer_v1` names it."""
    return {
        "queue_name": "default",
        "task_name": job.name,
        "priority": job.rank,
        "lock": job.lock,
        "queueing_lock": job.queueing_lock,
        "args": {"task_id": job.task_id},
    }
