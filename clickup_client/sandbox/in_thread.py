"""Runs a sandbox in a thread of this process, on a free port: for tests and short scripts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from clickup_client.sandbox.access.context import EXTENSION
from clickup_client.sandbox.application import close_sandbox, create_sandbox
from clickup_client.sandbox.state import Sandbox


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """
    A sandbox that answers.

    Args:
        url: Its address without a slash at the end; ClickUp's API is at ``url + "/api"``.
        app: The Flask app.
    """

    url: str
    app: Flask

    @property
    def sandbox(self) -> Sandbox:
        """Its inside, for tests that look there."""
        sandbox: Sandbox = self.app.extensions[EXTENSION]
        return sandbox


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def running_sandbox(workspace: dict[str, Any], **options: Any) -> Iterator[RunningSandbox]:
    """Serve ``create_sandbox(workspace, **options)`` on 127.0.0.1 for the length of a ``with`` block."""
    app = create_sandbox(workspace, **options)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="sandbox-server"
    )
    thread.start()
    try:
        yield RunningSandbox(f"http://127.0.0.1:{server.port}", app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        close_sandbox(app)
