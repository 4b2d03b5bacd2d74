"""A real browser, and what it looks at: the web process in a thread, or a whole demo."""

import shutil
from threading import Thread

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from app.intake import publish
from app.web.factory import create_app
from app.web.form.guard import Access
from tests.acceptance.conftest import RunningDemo, process_with
from tests.app.conftest import (
    bot,
    clock,
    demo_data,
    fresh_answers,
    process,
    sandbox,
    sandboxes,
    shipped_process,
    workspace_data,
)
from tests.browser.window import browser, window
from tests.memory import new_folder

__all__ = [
    "bot",
    "clock",
    "demo_data",
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
def chromium():
    """A real browser; of a module, since no event loop of others can run beside it."""
    with browser() as opened:
        yield opened


@pytest.fixture
def page(chromium):
    """One window."""
    with window(chromium) as opened:
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


@pytest.fixture(scope="session")
def demo():
    """A demo for board and links, with more calls than the tests need; clients are told of new dates soon."""
    folder = new_folder()
    own = process_with(folder, {"quiet period: 2 minutes": "quiet period: 1 second"})
    options = ("--rate-limit", "1000", "--process", str(own))
    with RunningDemo(folder / "board", options=options) as demo:
        demo.wait_until_ready()
        yield demo
    shutil.rmtree(folder)
