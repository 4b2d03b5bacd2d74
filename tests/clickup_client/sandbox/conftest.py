"""A small Workspace, built anew for every test."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from clickup_client.sandbox.application import close_sandbox, create_sandbox

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace() -> dict[str, Any]:
    return {
        "id": "9011",
        "name": "Acme",
        "users": [
            {"id": 1, "username": "Bot", "email": "bot@acme.example", "token": "pk_bot"},
            {"id": 2, "username": "Olivia Ops", "email": "ops@acme.example", "token": "pk_ops", "time_zone": "Europe/Berlin"},
            {"id": 3, "username": "Theo Tech", "email": "tech@acme.example", "token": "pk_tech"},
        ],
        "groups": [{"id": "g-1", "name": "Operations", "members": ["ops@acme.example"]}],
        "spaces": [
            {
                "id": "901",
                "name": "Support",
                "lists": [
                    {
                        "id": "1000",
                        "name": "Tickets",
                        "statuses": [
                            {"status": "to do", "type": "open"},
                            {"status": "Doing"},
                            {"status": "done", "type": "closed"},
                        ],
                        "fields": [
                            {"id": "f-sev", "name": "Severity", "type": "drop_down", "options": ["Major", "Minor"]},
                            {"id": "f-text", "name": "Notes", "type": "text"},
                            {"id": "f-box", "name": "Checked", "type": "checkbox"},
                            {"id": "f-date", "name": "Target", "type": "date"},
                            {"id": "f-num", "name": "Score", "type": "number"},
                            {"id": "f-people", "name": "Reviewers", "type": "users"},
                            {"id": "f-company", "name": "Company", "type": "list_relationship", "list": "1001"},
                            {"id": "f-labels", "name": "Areas", "type": "labels", "options": ["api", "web"]},
                            {"id": "f-mail", "name": "Client email", "type": "email"},
                            {"id": "f-url", "name": "Link", "type": "url"},
                            {"id": "f-notice", "name": "Notice", "type": "drop_down", "options": ["ready", "late"]},
                            {"id": "f-sent", "name": "Notice sent", "type": "checkbox"},
                        ],
                        "tasks": [
                            {"id": "t1", "name": "Login fails", "status": "to do", "created": "-2d"},
                            {"id": "t2", "name": "Totals differ", "status": "Doing", "created": "-1d"},
                        ],
                    },
                    {
                        "id": "1001",
                        "name": "Companies",
                        "statuses": [{"status": "active", "type": "open"}],
                        "tasks": [{"id": "c1", "name": "Initech", "status": "active", "created": "-9d"}],
                    },
                ],
                "folders": [
                    {
                        "id": "902",
                        "name": "Archive",
                        "lists": [{"id": "1002", "name": "Old", "statuses": [{"status": "to do"}, {"status": "kept"}]}],
                    }
                ],
            }
        ],
        "automations": [
            {
                "name": "Client notice",
                "list": "1000",
                "when_field": "Notice",
                "emails": {
                    "ready": {"to_field": "Client email", "subject": "{task_name} is ready", "body": "{task_id} {due_date}"}
                },
                "then_set": {"Notice sent": True},
            }
        ],
        "repositories": [{"name": "acme/shop", "pulls": [{"number": 7, "merged": True}, {"number": 8}]}],
    }


@pytest.fixture
def app(workspace, clock) -> Iterator[Any]:
    app = create_sandbox(workspace, now=clock, rate_limit=1000)
    yield app
    close_sandbox(app)


@pytest.fixture
def sandbox(app):
    return app.extensions["clickup_sandbox"]


class Caller:
    """Calls the API with one token; fails on a status that was not expected."""

    def __init__(self, client: FlaskClient, token: str = "pk_ops") -> None:
        self.client = client
        self.token = token

    def __call__(self, method: str, path: str, *, status: int = 200, **options: Any) -> Any:
        headers = {"Authorization": self.token, **options.pop("headers", {})}
        answer = self.client.open(path, method=method, headers=headers, **options)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json(silent=True)


@pytest.fixture
def call(app) -> Caller:
    return Caller(app.test_client())


@pytest.fixture
def bot(app) -> Caller:
    return Caller(app.test_client(), "pk_bot")
