"""What a worker does before its first job."""

from dataclasses import replace

import pytest
import requests
from sqlalchemy import text
from structlog.testing import capture_logs

from app.store import tickets
from app.web.health import check_all
from app.worker import start as start_worker
from app.workspace.directory import Assignees, Missing
from clickup_client.errors import RateLimitedError
from tests.app.faults import fault


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
    requests.post(f"{workspace.url}/sandbox/faults", json=refusal, timeout=120).raise_for_status()
    start()
    clock.forward(hours=24)
    workspace.api("PUT", "/task/86c1va102", status="replicating")

    start()
    with workspace.bot.engine.begin() as connection:
        waiting = connection.execute(text("SELECT task_id FROM deliveries WHERE handled_at IS NULL"))
        assert waiting.scalars().all() == ["86c1va102"]
    workspace.settle("86c1va102")

    assert workspace.status("86c1va102") == "validating"


def test_whoever_is_missing_is_named_and_the_rest_is_gated(workspace, start, bot, monkeypatch):
    missing = (Missing("person", "qa@stagegate.example", "QA"), Missing("list", "Companies", "the companies"))
    owners = {**bot.directory.owners, "QA": Assignees()}
    found = replace(bot.directory, owners=owners, companies_list=None, missing=missing)
    monkeypatch.setattr(start_worker, "start_bot", lambda _settings: replace(bot, directory=found))

    with capture_logs() as logs:
        workspace.bot = start()

    sentences = [
        "qa@stagegate.example (QA) is not in the workspace",
        'the list "Companies" (the companies) cannot be found',
    ]
    assert [line["what"] for line in logs if line.get("action") == "missing"] == sentences
    assert check_all(bot.engine, bot.now())["workspace"] == {"status": "warn", "reasons": sentences}
    workspace.move("86c1va102", "replicating")
    assert workspace.status("86c1va102") == "validating"


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_list_that_cannot_be_read_now_keeps_no_ticket_from_being_gated(workspace, start, bot, status):
    fault(workspace, path=f"/api/v2/list/{bot.directory.companies_list}/task", status=status)
    fault(workspace, path=f"/api/v2/list/{bot.directory.first_level_list}/task", status=status)

    start()

    with bot.engine.begin() as connection:
        assert tickets.get(connection, "86c1va102").stage == "Validating"


def test_a_list_of_tickets_that_cannot_be_read_now_does_not_keep_it_from_starting(workspace, start, bot):
    fault(workspace, path="/api/v2/list/*/task", status=200, body="<html>Sorry</html>")

    assert start().directory == bot.directory
