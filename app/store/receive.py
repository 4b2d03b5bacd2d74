"""Stores a delivery that needs handling and queues the look at its ticket: one round trip, one commit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, LiteralString

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
class Received:
    """
    A delivery just stored.

    `moves`: whether it tells of a move away from where the ticket was last accepted.  `queued`: whether a job
    was added; none is where one waits that will see this delivery.
    """

    delivery_id: int
    moves: bool
    queued: bool


_JOB = (
    "ROW('default', %({0}_name)s, %({0}_rank)s, %({0}_lock)s, %({0}_queueing_lock)s, %({0}_args)s::jsonb,"
    " now() + %({0}_delay)s)::procrastinate_job_to_defer_v1"
)
#: Made by a migration.  It takes the ticket's lock first, see :func:`app.store.deliveries.lock_ticket`.
_CALL: LiteralString = (
    "SELECT delivery_id, moves, queued FROM receive_delivery(%(key)s::text, %(webhook_id)s::text,"
    " %(event)s::text, %(task_id)s::text, %(mover_id)s::bigint, %(body)s::bytea,"
    " %(moves)s::boolean, %(resting)s::text[], {move}, {edit})"
)
_WITH_JOBS: LiteralString = _CALL.format(move=_JOB.format("move"), edit=_JOB.format("edit"))
_WITHOUT_JOBS: LiteralString = _CALL.format(move="NULL", edit="NULL")


def receive(
    connection: Connection,
    *,
    key: str,
    webhook_id: str,
    event: str,
    task_id: str,
    body: bytes,
    mover_id: int | None = None,
    moves: bool = True,
    resting: Sequence[str] = (),
    jobs: tuple[Job, Job] | None = None,
) -> Received | None:
    """
    Store a delivery and queue a job; `None` if the same one is already stored.

    On a connection of :func:`app.store.engine.single` it is committed at once.  In a transaction, end that
    soon: it holds the ticket's lock.

    Args:
        connection: Where to.
        key: Equal for deliveries that report the same changes.
        webhook_id: The webhook that sent it.
        event: Such as `taskStatusUpdated`.
        task_id: The ticket that it is about.
        body: Exactly what was signed.
        mover_id: The user who moved the ticket, if that is what happened.
        moves: Whether it tells of a move, unless the ticket was last accepted in one of the `resting`
            statuses: then the move is our own, or none.
        resting: Names of statuses.
        jobs: The look because of a move, and the one because of an edit.  Neither is added where a move's
            waits already, nor the second where an edit's does.
    """
    row: dict[str, Any] = {
        "key": key,
        "webhook_id": webhook_id,
        "event": event,
        "task_id": task_id,
        "mover_id": mover_id,
        "body": body,
        "moves": moves,
        "resting": [status.lower() for status in resting],
    }
    for which, job in zip(("move", "edit"), jobs or (), strict=False):
        row |= {
            f"{which}_name": job.name,
            f"{which}_rank": job.rank,
            f"{which}_lock": job.lock,
            f"{which}_queueing_lock": job.queueing_lock,
            f"{which}_args": json.dumps({"task_id": job.task_id}),
            f"{which}_delay": job.delay,
        }
    driver: Any = connection.connection.driver_connection
    found = driver.execute(_WITH_JOBS if jobs else _WITHOUT_JOBS, row).fetchone()
    return None if found is None else Received(delivery_id=found[0], moves=found[1], queued=found[2])
