"""A small Workspace, built again for every test, and someone who listens for its webhooks."""

import http.server
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from clickup_client.sandbox.access.context import EXTENSION
from clickup_client.sandbox.application import close_sandbox, create_sandbox
from clickup_client.sandbox.deliveries.sender import REPEAT_DELAYS_SECONDS
from clickup_client.sandbox.in_thread import running_sandbox
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import read_workspace

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def workspace():
    """Two Lists and one in a Folder; Olivia lives in Berlin, the others in UTC."""
    return {
        "id": "9011",
        "name": "Acme",
        "users": [
            {"id": 1, "username": "Bot", "email": "bot@acme.example", "token": "pk_bot"},
            {
                "id": 2,
                "username": "Olivia Ops",
                "email": "ops@acme.example",
                "token": "pk_ops",
                "time_zone": "Europe/Berlin",
            },
            {"id": 3, "username": "Theo Tech", "email": "tech@acme.example", "token": "pk_tech"},
        ],
        "apps": [
            {
                "name": "Gate",
                "client_id": "APP1",
                "client_secret": "APP-SECRET",
                "redirect_urls": ["https://gate.example/back", "http://127.0.0.1/back"],
            }
        ],
        "groups": [{"id": "g-1", "name": "Operations", "members": ["ops@acme.example"]}],
        "spaces": [
            {
                "id": "901",
                "name": "Support",
                "lists": [_tickets(), _companies()],
                "folders": [{"id": "902", "name": "Archive", "lists": [_old()]}],
            }
        ],
        "automations": [
            {
                "name": "Client notice",
                "list": "1000",
                "when_field": "Notice",
                "emails": {
                    "ready": {
                        "to_field": "Client email",
                        "subject": "{task_name} is ready",
                        "body": "{task_id} {status} {due_date} {priority} {assignees}",
                    }
                },
                "then_set": {"Notice sent": True},
            }
        ],
        "behaviours": {"local_webhook_addresses": True},
        "repositories": [{"name": "acme/shop", "pulls": [{"number": 7, "merged": True}, {"number": 8}]}],
    }


def _tickets():
    return {
        "id": "1000",
        "name": "Tickets",
        "statuses": [
            {"status": "to do", "type": "open", "color": "#87909e"},
            {"status": "Doing", "color": "#1090e0"},
            {"status": "done", "type": "closed", "color": "#008844"},
        ],
        "fields": [
            {
                "id": "f-severity",
                "name": "Severity",
                "type": "drop_down",
                "options": [{"id": "o-major", "name": "Major"}, {"id": "o-minor", "name": "Minor"}],
            },
            {"id": "f-notes", "name": "Notes", "type": "text"},
            {"id": "f-checked", "name": "Checked", "type": "checkbox"},
            {"id": "f-target", "name": "Target", "type": "date"},
            {"id": "f-score", "name": "Score", "type": "number"},
            {"id": "f-reviewers", "name": "Reviewers", "type": "users"},
            {"id": "f-company", "name": "Company", "type": "list_relationship", "list": "1001"},
            {
                "id": "f-areas",
                "name": "Areas",
                "type": "labels",
                "options": [{"id": "l-api", "name": "api"}, {"id": "l-web", "name": "web"}],
            },
            {"id": "f-email", "name": "Client email", "type": "email"},
            {"id": "f-link", "name": "Link", "type": "url"},
            {"id": "f-stars", "name": "Stars", "type": "emoji", "type_config": {"count": 3}},
            {"id": "f-progress", "name": "Progress", "type": "manual_progress"},
            {"id": "f-place", "name": "Place", "type": "location"},
            {
                "id": "f-notice",
                "name": "Notice",
                "type": "drop_down",
                "options": [{"id": "o-ready", "name": "ready"}, {"id": "o-late", "name": "late"}],
            },
            {"id": "f-sent", "name": "Notice sent", "type": "checkbox"},
        ],
        "tasks": [
            {"id": "t1", "name": "Login fails", "status": "to do", "created": "-2d", "custom_id": "SUP-1"},
            {"id": "t2", "name": "Totals differ", "status": "Doing", "created": "-1d"},
        ],
    }


def _companies():
    return {
        "id": "1001",
        "name": "Companies",
        "statuses": [{"status": "active", "type": "open"}],
        "tasks": [{"id": "c1", "name": "Initech", "status": "active", "created": "-9d"}],
    }


def _old():
    return {"id": "1002", "name": "Old", "statuses": [{"status": "to do"}, {"status": "kept"}]}


@pytest.fixture(scope="session")
def apps():
    """The Flask app that all tests share: putting it together takes longer than most of them."""
    return []


@pytest.fixture
def app(apps, workspace, clock):
    """The sandbox without a network, new inside; its limit is far away."""
    if not apps:
        apps.append(create_sandbox(workspace))
    [app] = apps
    app.extensions[EXTENSION] = Sandbox(
        read_workspace(workspace),
        memory=None,
        rate_limit=1000,
        now=clock,
        storage=None,
        repeat_delays_seconds=REPEAT_DELAYS_SECONDS,
    )
    yield app
    close_sandbox(app)


@pytest.fixture
def sandbox(app):
    """The inside, to build a situation that the API cannot."""
    return app.extensions[EXTENSION]


class Caller:
    """Calls the API with one token; fails on a status that was not expected."""

    def __init__(self, client, token):
        self.client = client
        self.token = token
        self.answer = None

    def __call__(self, method, path, body=None, *, status=200, **options):
        headers = {"Authorization": self.token, **options.pop("headers", {})}
        self.answer = self.client.open(path, method=method, headers=headers, json=body, **options)
        assert self.answer.status_code == status, self.answer.get_data(as_text=True)
        return self.answer.get_json(silent=True)


@pytest.fixture
def call(app):
    """Olivia."""
    return Caller(app.test_client(), "pk_ops")


@pytest.fixture
def bot(app):
    return Caller(app.test_client(), "pk_bot")


@pytest.fixture
def field_of(call):
    """A custom field of a task as ``GET /task`` shows it."""

    def read(field_id, task_id="t1"):
        fields = call("GET", f"/api/v2/task/{task_id}")["custom_fields"]
        return next(each for each in fields if each["id"] == field_id)

    return read


@pytest.fixture
def events(sandbox, call):
    """What webhooks hear, in order, without sending it: one webhook for all events of the Workspace."""
    call("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://127.0.0.1:1/", "events": ["*"]})
    heard = []
    sandbox.deliveries.send = lambda parcel: heard.append(json.loads(parcel.body))
    return heard


@dataclass
class Receiver:
    """
    A webhook receiver: keeps what arrives and answers as told.

    ``answers`` are the statuses of the next answers; 200 when there are none left.
    """

    url: str = ""
    answers: list = field(default_factory=list)
    bodies: list = field(default_factory=list)
    headers: list = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def take(self, body, headers):
        with self.arrived:
            self.bodies.append(body)
            self.headers.append(headers)
            self.arrived.notify_all()
            return self.answers.pop(0) if self.answers else 200

    def wait_for(self, count):
        """The first ``count`` deliveries; fails when they do not come."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.bodies) >= count, 10), self.bodies
        return self.payloads

    @property
    def payloads(self):
        return [json.loads(body) for body in self.bodies]


@pytest.fixture
def receiver():
    receiver = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(receiver.take(body, dict(self.headers)))

        def do_GET(self):
            self._answer(200)  # where a redirect leads, and no delivery may go

        def _answer(self, status):
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def over_http(workspace):
    """The sandbox on its own port; repeats its deliveries without waiting."""
    with running_sandbox(workspace, rate_limit=100_000, repeat_delays_seconds=(0.0,) * 4) as running:
        yield running
