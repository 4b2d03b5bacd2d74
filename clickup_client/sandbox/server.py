"""Serves a sandbox over HTTP with gunicorn: one process, as its state lives in memory, and a few threads."""

import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from clickup_client.sandbox.access.context import EXTENSION
from clickup_client.sandbox.application import close_sandbox, create_sandbox
from clickup_client.sandbox.live.feed import MOST_FOLLOWERS
from clickup_client.sandbox.memory.storage import StorageError
from clickup_client.sandbox.workspace.data_file import load_workspace_file
from clickup_client.sandbox.workspace.definition import WorkspaceFileError

#: For requests. Each board that someone follows has one more.
THREADS = 16

#: Connections that wait to be accepted.
BACKLOG = 256


class ServeError(Exception):
    """The sandbox cannot start; the text says why and what to change."""


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    workspace_file: Path,
    data_dir: Path | None,
    plan: str | None = None,
    rate_limit: int | None = None,
    log_level: str = "warning",
    on_reset: Callable[[], None] | None = None,
) -> None:
    """
    Run until SIGINT, SIGTERM or the terminal is closed, then save and stop.

    Args:
        host: Where to listen.
        port: Where to listen.
        workspace_file: The data file; see :mod:`.workspace.data_file`.
        data_dir: Where the state is kept from start to start; ``None`` forgets it at the end.
        plan: One of ClickUp's plans by name; ``None`` takes the data file's.
        rate_limit: Requests a minute for each token; ``None`` takes what the plan allows.
        log_level: gunicorn's; the default is silent unless something breaks.
        on_reset: Called when everything was set back to the data file, before that is answered.

    Raises:
        ServeError: The port is taken, a file is wrong or the folder cannot be used. Nothing was started.
    """
    try:
        build = partial(
            create_sandbox,
            load_workspace_file(workspace_file),
            data_dir=data_dir,
            plan=plan,
            rate_limit=rate_limit,
            on_reset=on_reset,
        )
        close_sandbox(build())  # a wrong file is told here, not by a worker process that will not start
    except (WorkspaceFileError, StorageError) as error:
        raise ServeError(str(error)) from error
    _Server(build, _listen(host, port), log_level).run()


def _listen(host: str, port: int) -> socket.socket:
    """Open the port ourselves: gunicorn would try a taken one for five seconds, and then exit."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise ServeError(
            f"the sandbox cannot listen on {host}:{port} ({error.strerror}); choose another port"
        ) from error
    return listener


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn, told everything here instead of by files and the environment."""

    def __init__(self, build: Callable[[], Flask], listener: socket.socket, log_level: str) -> None:
        self._build = build
        self._options = {
            "bind": f"fd://{listener.detach()}",  # gunicorn closes it
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS + MOST_FOLLOWERS,
            "keepalive": 30,
            "graceful_timeout": 5,
            "loglevel": log_level,
            "accesslog": None,
            "proc_name": "clickup-sandbox",
            "control_socket_disable": True,
            "on_starting": _end_with_terminal,
            "post_worker_init": _stop_in_peace,
            "worker_exit": _close_with_worker,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in the worker process: threads and memory begin there."""
        return self._build()


#: What ends a worker at once: from a terminal Ctrl-C and its closing, and what gunicorn then sends.
_HASTY_SIGNALS = (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)


def _end_with_terminal(arbiter: Any) -> None:
    """Stop when the terminal is closed; gunicorn would read its configuration again and run on."""
    arbiter.handle_hup = arbiter.handle_term


def _stop_in_peace(worker: Any) -> None:
    """
    Let Ctrl-C stop a worker as SIGTERM does; it would end at once, with the last changes not saved.

    Those who follow what happens are let go first: the worker waits for the requests under way.
    """

    def stop(*signalled: Any) -> None:
        worker.wsgi.extensions[EXTENSION].feed.close()
        worker.handle_exit(*signalled)

    for each in (signal.SIGTERM, *_HASTY_SIGNALS):
        signal.signal(each, stop)


def _close_with_worker(_server: object, worker: Any) -> None:
    for each in _HASTY_SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # it is stopping already
    if isinstance(worker.wsgi, Flask):
        close_sandbox(worker.wsgi)
