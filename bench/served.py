"""Serves a WSGI app under gunicorn, as what is measured is served: one process, with threads."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class Served(BaseApplication):  # type: ignore[misc] # gunicorn is not typed
    """
    `run` serves until SIGTERM.  `build` makes the app in the serving process, where its threads begin.

    `close` is called with the app at the end of that process.
    """

    def __init__(
        self,
        build: Callable[[], Flask],
        *,
        port: int,
        threads: int,
        close: Callable[[Flask], None] = lambda _app: None,
    ) -> None:
        self._build = build

        def leave(_server: object, worker: Any) -> None:
            if isinstance(worker.wsgi, Flask):  # it is there once the app was made
                close(worker.wsgi)

        self._options = {
            "bind": f"127.0.0.1:{port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": threads,
            "keepalive": 30,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_exit": leave,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._build()
