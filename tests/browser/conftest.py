"""The web process in a thread, on the bot's own database, for a real browser to look at."""

from threading import Thread

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from app.intake import publish
from app.web.factory import create_app
from app.web.form.guard import Access
from tests.app.conftest import (
    bot,
    clock,
    fresh_answers,
    process,
    sandbox,
    sandboxes,
    shipped_process,
    workspace_data,
)
from tests.browser.webdriver import browser

__all__ = [
    "bot",
    "clock",
    "fresh_answers",
    "process",
    "sandbox",
    "sandboxes",
    "shipped_process",
    "workspace_data",
]


class Quiet(WSGIRequestHandler):
    def log(self, *_):
        pass


@pytest.fixture(scope="module")
def window():
    """A real browser."""
    with browser() as opened:
        yield opened


@pytest.fixture
def form(bot, engine):
    """The address of a form that is served."""
    publish.publish(bot)
    app = create_app(engine, access=Access(forms={"report": "website"}))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/intake/form/report"
    server.shutdown()
    thread.join()
    server.server_close()
