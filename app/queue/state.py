"""Reads the state of the queue.  Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class QueueState:
    """The number of due jobs that no worker has started, and how long the oldest has waited."""

    waiting: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """The number of running jobs, and for each kind the seconds until the next one is due."""

    running: int
    next_seconds: Mapping[str, float]


def state(connection: Connection) -> QueueState:
    """Count the due jobs."""
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
    """The number of workers with a recent heartbeat, and of those that fell silent without stopping."""

    alive: int
    silent: int


def workers(connection: Connection, *, silence: timedelta) -> Workers:
    """Count the workers; one without a heartbeat for that long is silent."""
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
    """Count the running jobs, and find out when the next ones are due."""
    rows = connection.execute(
        text(
            "SELECT task_name, count(*) FILTER (WHERE status = 'doing') AS running,"
            " extract(epoch FROM min(scheduled_at) FILTER (WHERE status = 'todo' AND scheduled_at > now())"
            " - now()) AS next FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY task_name"
        )
    ).all()
    ahead = {row.task_name: float(row.next) for row in rows if row.next is not None}
    return Outlook(running=sum(row.running for row in rows), next_seconds=ahead)
