"""
`GET /metrics`: metrics for Prometheus.

This process counts how deliveries are answered (there is one web process, see server.py); everything else
comes from the database, see stored_metrics.py.
"""

from flask import Blueprint, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)


class Metrics:
    """The counters of one web process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.deliveries = Counter(
            "stagegate_deliveries",
            "Deliveries from ClickUp, by result",
            ["outcome"],
            registry=registry,
        )
        self.seconds = Histogram(
            "stagegate_delivery_seconds",
            "Time until a delivery was answered",
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 3, 7),
            registry=registry,
        )


def metrics_page(metrics: Metrics) -> Blueprint:
    """The page for Prometheus."""
    page = Blueprint("metrics", __name__)

    @page.get("/metrics")
    def show_metrics() -> Response:
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    return page
