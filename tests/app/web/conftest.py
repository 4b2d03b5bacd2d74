"""The web process on its own database, with one registered webhook, `wh`."""

import json

import pytest
from sqlalchemy import text

from app.store import webhooks
from app.web.factory import create_app
from clickup_client.webhook import sign

SECRET = "s3cret"


@pytest.fixture
def web(engine):
    return create_app(engine).test_client()


@pytest.fixture
def register(engine):
    def register(webhook_id, secret):
        with engine.begin() as connection:
            webhooks.add(
                connection,
                webhook_id=webhook_id,
                workspace_id="9001",
                list_id="l2",
                endpoint="https://stagegate.example/webhooks/clickup",
                secret=secret,
            )

    return register


@pytest.fixture
def post(web, register):
    """Deliver bytes, correctly signed unless headers are given."""
    register("wh", SECRET)

    def post(body, **headers):
        signed = {"X-Signature": sign(body, SECRET)}
        return web.post("/webhooks/clickup", data=body, headers=headers.get("headers", signed))

    return post


@pytest.fixture
def delivery():
    """The bytes of a delivery as ClickUp sends it: by default a move of ticket 86a to fixing."""

    def delivery(event="taskStatusUpdated", *, item="1", field="status", after=None, **changes):
        history = {
            "id": item,
            "field": field,
            "date": "1642736073330",
            "user": {"id": 183},
            "before": {"status": "validating"},
            "after": after or {"status": "fixing"},
        }
        data = {"event": event, "history_items": [history], "task_id": "86a", "webhook_id": "wh"}
        return json.dumps({**data, **changes}).encode()

    return delivery


@pytest.fixture
def rows(engine):
    """Read the kept deliveries, oldest first."""

    def rows():
        with engine.connect() as connection:
            return connection.execute(text("SELECT * FROM deliveries ORDER BY delivery_id")).all()

    return rows


@pytest.fixture
def queued(engine):
    """Read the queueing locks of the waiting jobs."""

    def queued():
        with engine.connect() as connection:
            return connection.scalars(text("SELECT queueing_lock FROM procrastinate_jobs ORDER BY id")).all()

    return queued
