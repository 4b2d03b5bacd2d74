"""Puts the web process together."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from app.web.health import health_pages
from app.web.metrics import Metrics, metrics_page
from app.web.receiver import receiver
from app.web.stored_metrics import StoredMetrics
from app.web.webhook_secrets import WebhookSecrets


def create_app(engine: Engine, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Flask:
    """
    Build the web process on a database.

    `engine` should give up soon: ClickUp waits for 7 s.  It is disposed of by whoever made it.
    """
    flask_app = Flask(__name__, static_folder=None)
    metrics = Metrics(CollectorRegistry())
    metrics.registry.register(StoredMetrics(engine))
    flask_app.register_blueprint(receiver(engine=engine, secrets=WebhookSecrets(engine), metrics=metrics))
    flask_app.register_blueprint(health_pages(engine=engine, now=now))
    flask_app.register_blueprint(metrics_page(metrics))
    return flask_app
