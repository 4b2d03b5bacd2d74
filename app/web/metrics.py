"""
`GET /metrics`: what Prometheus is told.

Counters are this process's own (there is one web process, see server.py); the state of the queue comes from
the database, so that it is the same whoever is asked.
"""

from flask import Blueprint, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app import queue
from app.store import dead_letters


class Metrics:
    """The numbers of one web process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.deliveries = Counter(
            "stagegate_deliveries",
            "Deliveries of ClickUp, by what became of them",
            ["outcome"],
            registry=registry,
        )
        self.seconds = Histogram(
            "stagegate_delivery_seconds",
            "Time until a delivery was answered",
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 3, 7),
            registry=registry,
        )
        self.database_up = Gauge("stagegate_database_up", "Whether the database answers", registry=registry)
        self.waiting = Gauge(
            "stagegate_jobs_waiting", "Jobs whose time has come and that none has begun", registry=registry
        )
        self.oldest = Gauge(
            "stagegate_oldest_job_seconds", "How long the oldest of them has waited", registry=registry
        )
        self.dead_letters = Gauge(
            "stagegate_dead_letters", "Tickets given up and not acknowledged", registry=registry
        )

    def look(self, engine: Engine) -> None:
        """Read the state of the queue."""
        try:
            with engine.connect() as connection:
                state = queue.state(connection)
                self.dead_letters.set(dead_letters.count(connection))
        except SQLAlchemyError:
            self.database_up.set(0)
            return
        self.database_up.set(1)
        self.waiting.set(state.waiting)
        self.oldest.set(state.oldest_seconds)


def metrics_page(metrics: Metrics, *, engine: Engine) -> Blueprint:
    """The page for Prometheus."""
    page = Blueprint("metrics", __name__)

    @page.get("/metrics")
    def show_metrics() -> Response:
        metrics.look(engine)
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    return page
