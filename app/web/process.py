"""
Runs the web process: gunicorn with threads, `python -m app.web.process HOST PORT WORKERS THREADS`.

The process that runs this module supervises the serving processes.  It stays small because it imports
nothing of the program; only :func:`load` does, which runs in the serving processes.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication

if TYPE_CHECKING:
    from flask import Flask

    from app.config.settings import Settings
    from app.web.fill.sign_in import App

#: Well within the 7 s that ClickUp waits.
STATEMENT_TIMEOUT_SECONDS = 3.0
#: A stopping web process finishes running requests within this time.
DRAIN_SECONDS = 10
#: How long an idle connection is kept: longer than the usual 60 s of a proxy in front.  Otherwise the proxy
#: sometimes sends a delivery into a connection that is just being closed.
KEEPALIVE_SECONDS = 75


def load(*, threads: int) -> "Flask":
    """Build the program in the serving process: database connections do not survive a fork."""
    from app import garbage  # noqa: PLC0415 - see the module's text, also for those below

    garbage.look_seldom()
    from app.config.logs import configure_logs  # noqa: PLC0415
    from app.config.settings import read_settings  # noqa: PLC0415
    from app.store.engine import connect  # noqa: PLC0415
    from app.web.factory import create_app  # noqa: PLC0415
    from app.web.form.guard import Access  # noqa: PLC0415

    settings = read_settings()
    configure_logs(log_format=settings.log_format, level=settings.log_level, secrets=settings.secrets())
    engine = connect(
        settings.database_url,
        pool_size=threads,
        statement_timeout_seconds=STATEMENT_TIMEOUT_SECONDS,
        application_name="stagegate web",
    )
    program = create_app(
        engine,
        access=Access(api_keys=settings.api_keys(), forms=settings.forms()),
        sign_in=_app(settings),
        secure=(settings.public_url or "").startswith("https:"),
        trusted_proxies=settings.trusted_proxies,
    )
    garbage.freeze()
    return program


def _app(settings: "Settings") -> "App | None":
    """The OAuth app with which people sign in, as far as the web process needs to know it."""
    from app.config.sign_in import authorise_url, redirect_url  # noqa: PLC0415
    from app.web.fill.sign_in import App  # noqa: PLC0415

    if settings.oauth_client_id is None:
        return None
    settings.require_public_url()
    return App(
        client_id=settings.oauth_client_id,
        authorise_url=authorise_url(settings),
        redirect_url=redirect_url(settings),
    )


class Server(BaseApplication):  # type: ignore[misc] # gunicorn is not typed
    """Gunicorn, configured by arguments instead of a file."""

    def __init__(self, *, host: str, port: int, workers: int, threads: int) -> None:
        self._threads = threads
        self._options = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "app.web.patient_worker.PatientWorker",
            "graceful_timeout": DRAIN_SECONDS,
            "keepalive": KEEPALIVE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_tmp_dir": _memory_folder(),
        }
        super().__init__()

    def load_config(self) -> None:
        """Set the configuration; called by gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":
        """Return the program; called by gunicorn."""
        return load(threads=self._threads)


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM or SIGINT."""
    host, port, workers, threads = arguments
    Server(host=host, port=int(port), workers=int(workers), threads=int(threads)).run()


def _memory_folder() -> str | None:
    """A folder in memory for gunicorn's heartbeat: on a slow disk a live worker looks dead."""
    folder = Path("/dev/shm")  # noqa: S108 - gunicorn unlinks its file there at once # nosec B108
    return str(folder) if folder.is_dir() else None


if __name__ == "__main__":
    main(sys.argv[1:])
