"""How the queue stands, and what it is about to do.  Only looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class QueueState:
    """Jobs that are due and that no worker has begun, and how long the oldest has waited."""

    waiting: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Jobs that were begun, and by their name in how many seconds the next one's time comes."""

    running: int
    next_seconds: Mapping[str, float]


def state(connection: Connection) -> QueueState:
    """How the queue stands now."""
    row = connection.execute(
        text(
            "SELECT count(*) AS waiting,"
            " coalesce(extract(epoch FROM now() - min(greatest(event.at, job.scheduled_at))), 0) AS oldest"
            " FROM procrastinate_jobs AS job"
            " JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'"
            " WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())"
        )
    ).one()
    return QueueState(waiting=row.waiting, oldest_seconds=max(float(row.oldest), 0.0))


@dataclass(frozen=True, slots=True)
class Workers:
    """How many workers said lately that they live, and how many fell silent without saying that they end."""

    alive: int
    silent: int


def workers(connection: Connection, *, silence: timedelta) -> Workers:
    """The workers; one that says nothing for that long is silent."""
    row = connection.execute(
        text(
            "SELECT count(*) FILTER (WHERE last_heartbeat > now() - :silence) AS alive,"
            " count(*) FILTER (WHERE last_heartbeat <= now() - :silence) AS silent"
            " FROM procrastinate_workers"
        ),
        {"silence": silence},
    ).one()
    return Workers(alive=row.alive, silent=row.silent)


def outlook(connection: Connection) -> Outlook:
    """What the queue is about to do."""
    rows = connection.execute(
        text(
            "SELECT task_name, count(*) FILTER (WHERE status = 'doing') AS running,"
            " extract(epoch FROM min(scheduled_at) FILTER (WHERE status = 'todo' AND scheduled_at > now())"
            " - now()) AS next FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY task_name"
        )
    ).all()
    ahead = {row.task_name: float(row.next) for row in rows if row.next is not None}
    return Outlook(running=sum(row.running for row in rows), next_seconds=ahead)
