"""Starts the web process."""

import os
import sys
from pathlib import Path

from app.config.settings import Settings
from app.machine.child import python_module
from app.store.engine import read_url

#: One process handles more than ClickUp ever sends, has complete `/metrics`, and is small.
WORKERS = 1
THREADS = 8


def serve(
    *, settings: Settings, host: str, port: int, workers: int = WORKERS, threads: int = THREADS
) -> None:
    """
    Replace this process with the web process, which serves until SIGTERM or SIGINT.  Never returns.

    The web process reads the same settings again.  gunicorn's own process, which only supervises the serving
    one, does not load the program: 25 MB instead of 85.

    Args:
        settings: Checked here, where a mistake can still be explained.
        host: The address to listen on, such as `127.0.0.1`; `0.0.0.0` for every one.
        port: The port to listen on.  If it is taken, the process ends with status 1.
        workers: Processes.
        threads: Requests that each process answers at the same time; each needs a database connection.

    Raises:
        DatabaseUrlError: see :func:`app.store.engine.read_url`.
    """
    read_url(settings.database_url)
    command = python_module("app.web.process", cwd=Path.cwd())
    os.execv(sys.executable, [*command, host, str(port), str(workers), str(threads)])  # noqa: S606 - ourselves
