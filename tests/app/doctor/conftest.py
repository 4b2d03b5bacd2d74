"""A doctor who looks at a sandbox over HTTP, a real receiver and a real database."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import requests
import structlog
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.serving import make_server

from app.bootstrap import start_bot
from app.config.settings import Settings
from app.doctor.canary import Timer
from app.doctor.examine import examine
from app.web.factory import create_app
from app.webhooks import ensure as ensure_webhooks
from app.webhooks.address import PATH


@pytest.fixture(autouse=True)
def logs():
    """What the receiver in this process logs is not the command's output."""
    with structlog.testing.capture_logs() as logs:
        yield logs


@pytest.fixture
def sandbox(sandboxes, workspace_data, receiver):  # noqa: ARG001 - it outlives what delivers to it
    with sandboxes.fresh(workspace_data) as running:
        yield running


@contextmanager
def serving(app):
    """The address of a separate web server."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver(engine):
    """The address of a receiver that runs."""
    with serving(create_app(engine=engine)) as address:
        yield address


@pytest.fixture
def only_receiver(engine):
    """The same behind a proxy that passes nothing on but deliveries."""
    app = create_app(engine=engine)
    with serving(
        lambda environ, start: (app if environ["PATH_INFO"] == PATH else NotFound())(environ, start)
    ) as address:
        yield address


@pytest.fixture
def guard():
    """Something in front of the receiver that lets nothing pass."""
    with serving(Forbidden()) as address:
        yield address


@pytest.fixture
def settings(sandbox, database_url, receiver):
    """Everything is set as it should be."""
    return Settings(
        _env_file=None,
        clickup_token="pk_sandbox",
        clickup_api_url=f"{sandbox.url}/api",
        database_url=database_url,
        public_url=receiver,
        github_token="gh",
        github_api_url=f"{sandbox.url}/github",
    )


@pytest.fixture
def registered(settings):
    """The webhooks are registered, as a worker does at its start."""
    bot = start_bot(settings)
    ensure_webhooks.ensure(bot, settings.public_url)
    yield bot
    bot.close()


class Clock:
    """Waiting takes no time."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds

    def sleep(self, seconds):
        self.seconds += seconds


@pytest.fixture
def look(settings):
    """What the doctor says, by the name of each check; `changes` are other settings."""

    def examined(*, canary=False, now=lambda: datetime.now(UTC), **changes):
        clock = Clock()
        return list(
            examine(
                settings.model_copy(update=changes),
                canary=canary,
                now=now,
                waiting=Timer(clock=clock, sleep=clock.sleep),
            )
        )

    return examined


@pytest.fixture
def said(look):
    """The lines of the checks with such a name."""

    def lines(name, **how):
        return [check.line for check in look(**how) if check.name == name]

    return lines


@pytest.fixture
def steer(sandbox):
    """Change the sandbox as a person can change ClickUp."""

    def steer(method, path, **body):
        requests.request(method, f"{sandbox.url}/sandbox/{path}", json=body, timeout=120).raise_for_status()

    return steer


@pytest.fixture
def field_ids(workspace_data):
    lists = workspace_data["spaces"][0]["lists"]
    return {field["name"]: field["id"] for each in lists for field in reversed(each["fields"])}
