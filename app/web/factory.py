"""Builds the web process."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from app.web.fill.pages import fill_in
from app.web.fill.sign_in import App
from app.web.form.api import api
from app.web.form.desk import Desk
from app.web.form.guard import Access, Places
from app.web.form.pages import pages
from app.web.health import health_pages
from app.web.look.blueprint import look, protected_page
from app.web.metrics import Metrics, metrics_page
from app.web.receiver import Receiver
from app.web.stored_metrics import StoredMetrics
from app.web.webhook_secrets import WebhookSecrets


def create_app(
    engine: Engine,
    *,
    access: Access | None = None,
    sign_in: App | None = None,
    secure: bool = False,
    trusted_proxies: int = 0,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Flask:
    """
    Build the web process for a database.

    Args:
        engine: Must have short timeouts: ClickUp waits for 7 s.  The caller disposes of it.
        access: Who may send client reports; no one by default.
        sign_in: The OAuth app with which people sign in to fill in a page; by default they need not.
        secure: Whether people reach us only over HTTPS.
        trusted_proxies: The number of proxies in front that truly say who calls.
        now: The clock, aware.
    """
    access = access or Access()
    flask_app = Flask(__name__, static_folder=None)
    flask_app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    metrics = Metrics(CollectorRegistry())
    metrics.registry.register(StoredMetrics(engine))
    flask_app.register_blueprint(health_pages(engine=engine, now=now))
    flask_app.register_blueprint(metrics_page(metrics))
    desk = Desk(engine=engine, access=access, places=Places(), now=now, secure=secure)
    flask_app.register_blueprint(look())
    flask_app.register_blueprint(fill_in(desk, sign_in))
    if access.api_keys:
        flask_app.register_blueprint(api(desk))
    if access.forms:
        flask_app.register_blueprint(pages(desk))
    flask_app.after_request(protected_page)
    if trusted_proxies:
        proxied = ProxyFix(flask_app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies)
        flask_app.wsgi_app = proxied  # type: ignore[method-assign]  # as Flask's own documentation has it
    receiver = Receiver(flask_app.wsgi_app, engine=engine, secrets=WebhookSecrets(engine), metrics=metrics)
    flask_app.wsgi_app = receiver  # type: ignore[method-assign]
    return flask_app
