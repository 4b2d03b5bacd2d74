"""The web process as it is run: gunicorn, with threads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from app.settings import Settings
from app.store.engine import connect, read_url
from app.web.factory import create_app

WORKERS = 1
THREADS = 8
#: Well within the 7 s that ClickUp waits.
STATEMENT_TIMEOUT_SECONDS = 3.0
#: A stopping web process finishes the requests that run within this time.
DRAIN_SECONDS = 10


def serve(
    *, settings: Settings, host: str, port: int, workers: int = WORKERS, threads: int = THREADS
) -> None:
    """
    Serve until SIGTERM or SIGINT; ends the process with status 1 when the address is taken.

    Args:
        settings: Tells the database.
        host: The address to listen on, such as `127.0.0.1`; `0.0.0.0` for every one.
        port: The port to listen on.
        workers: Processes.
        threads: Requests that each process answers at once; each needs a database connection.

    Raises:
        DatabaseUrlError: see :func:`app.store.engine.read_url`.
    """
    url = read_url(settings.database_url)

    def load() -> Flask:
        # Called in the process that serves: database connections do not survive a fork.
        engine = connect(
            url,
            pool_size=threads,
            statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS,
            application_name="stagegate web",
        )
        return create_app(engine)

    _Server(load, bind=f"{host}:{port}", threads=threads, workers=workers).run()


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn is not typed
    def __init__(self, load: Callable[[], Flask], **options: Any) -> None:
        self._load = load
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        options = {
            "worker_class": "gthread",
            "graceful_timeout": DRAIN_SECONDS,
            "keepalive": 30,
            "control_socket_disable": True,
            "worker_tmp_dir": _memory_folder(),
            **self._options,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._load()


def _memory_folder() -> str | None:
    """Where gunicorn's sign of life costs no disk: a slow one looks like a dead worker."""
    folder = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file of its own there and unlinks it at once
    return str(folder) if folder.is_dir() else None
