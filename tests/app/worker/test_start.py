"""What a worker does before its first job."""

from dataclasses import replace

import pytest
import requests
from sqlalchemy import text

from app.worker import start as start_worker
from clickup_client.errors import RateLimitedError


@pytest.fixture
def start(bot, monkeypatch):
    """Start a worker whose bot is the test's."""
    public = replace(bot, public_url="https://bot.example.com")
    monkeypatch.setattr(start_worker, "start_bot", lambda _settings: public)
    return lambda: start_worker.start(None)


def used_up(*_args, **_how):
    raise RateLimitedError("used up", method="GET", path="/v2/list")


def test_a_list_too_long_for_the_calls_of_a_minute_does_not_keep_it_from_starting(bot, start, monkeypatch):
    """Starting again would begin with the same calls; the periodic poll goes on with the rest."""
    monkeypatch.setattr(type(bot.client), "get_tasks", used_up)

    assert start().directory == bot.directory


def test_without_webhooks_the_poll_works_alone(workspace, start, clock):
    """ClickUp refuses them, as for a token without the right, or an address it does not like."""
    refusal = {"path": "/api/v2/team/*/webhook", "status": 403}
    requests.post(f"{workspace.url}/sandbox/faults", json=refusal, timeout=5).raise_for_status()
    start()
    clock.forward(hours=24)
    workspace.api("PUT", "/task/86c1va102", status="replicating")

    start()
    with workspace.bot.engine.begin() as connection:
        waiting = connection.execute(text("SELECT task_id FROM deliveries WHERE handled_at IS NULL"))
        assert waiting.scalars().all() == ["86c1va102"]
    workspace.settle("86c1va102")

    assert workspace.status("86c1va102") == "validating"
