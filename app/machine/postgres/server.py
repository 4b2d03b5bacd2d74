"""
The embedded PostgreSQL, for a machine that has none: data, socket and log in the data folder, no network.

Every user who can reach the socket is trusted; its folder is closed to other users (0700).
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from app.machine.child import start_child
from app.machine.data_folder import DataFolderLock, open_data_folder
from app.machine.postgres.cluster import choose_socket_folder, last_lines, make_cluster
from app.machine.postgres.install import EmbeddedPostgresError, Install, find_install, open_way_to
from app.machine.postgres.leftover import clear_leftover

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]

START_SECONDS = 60.0
#: After a kill -9 of the server, its children hold the shared memory for a moment; a start then fails.
MEMORY_FREE_SECONDS = 10.0
STOP_SECONDS = 10.0
_POLL_SECONDS = 0.05


class EmbeddedPostgres:
    """
    One server in one data folder, owned by one process.

    `data_dir` is created if it is missing.  `options` are PostgreSQL settings (`{"fsync": "off"}`).
    After a crash, call :meth:`start` again; the address stays the same.

    Start it from the main thread (see :func:`app.machine.child.start_child`).
    """

    name = "postgres"

    def __init__(
        self,
        data_dir: Path,
        *,
        options: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = open_data_folder(data_dir)
        self._lock = DataFolderLock(self._folder)
        self._options = dict(options or {})
        self._sleep = sleep
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_folder: Path | None = None
        self.log = self._folder.log_of(self.name)

    @property
    def database_url(self) -> str:
        """`postgresql://...`, for psycopg and SQLAlchemy.  Known after :meth:`start`."""
        if self._socket_folder is None:
            raise EmbeddedPostgresError("The embedded PostgreSQL has not been started yet.")
        return f"postgresql://postgres@/postgres?host={quote(str(self._socket_folder))}"

    @property
    def pid(self) -> int | None:
        """The server's main process; None before the first start."""
        return None if self._process is None else self._process.pid

    def own_folder(self) -> None:
        """Take the data folder before the start, or raise :exc:`app.machine.data_folder.DataFolderError`."""
        self._lock.take()

    def start(self) -> None:
        """
        Start the server and return when it answers; does nothing if it is already running.

        Raises :exc:`EmbeddedPostgresError` or :exc:`app.machine.data_folder.DataFolderError`; then nothing is
        left running, and the data folder stays taken until :meth:`close` only if it was taken before.
        """
        if self.is_running():
            return
        first = self._process is None
        install = find_install()
        self._lock.take()
        try:
            open_way_to(self._folder.postgres, install)
            clear_leftover(self._folder.postgres, sleep=self._sleep, clock=self._clock)
            make_cluster(self._folder.postgres, install, log=self.log)
            self._launch(install)
        except BaseException:
            self._end()
            if first:
                self.close()
            raise

    def is_running(self) -> bool:
        """Whether its process is alive.  It is our child, so a stale pid or a zombie cannot mislead us."""
        return self._process is not None and self._process.poll() is None

    def is_answering(self) -> bool:
        """Whether a client can connect right now."""
        try:
            with psycopg.connect(self.database_url, connect_timeout=2) as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def ask_to_stop(self) -> None:
        """Fast shutdown: disconnects clients, keeps everything committed.  Returns at once."""
        if self._process is not None and self.is_running():
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """Immediate shutdown; the next start replays the log."""
        if self._process is not None and self.is_running():
            self._process.send_signal(signal.SIGQUIT)

    def close(self) -> None:
        """Release the data folder after the server has ended."""
        if self._process is not None:
            self._process.wait()
        if self._socket_folder not in (None, self._folder.postgres):
            shutil.rmtree(str(self._socket_folder), ignore_errors=True)
        self._socket_folder = None
        self._lock.give_back()

    def stop(self) -> None:
        """Stop the server, wait until it ends, and release the data folder."""
        self._end()
        self.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end(self) -> None:
        if self._process is None:
            return
        self.ask_to_stop()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()

    def _launch(self, install: Install) -> None:
        if self._socket_folder is None:
            self._socket_folder = choose_socket_folder(self._folder.postgres, install)
        argv = [install.program("postgres"), "-D", str(self._folder.postgres)]
        for name, value in (self._settings() | self._options).items():
            argv += ["-c", f"{name}={value}"]
        give_up_at = self._clock() + START_SECONDS
        memory_free_at = self._clock() + MEMORY_FREE_SECONDS
        while True:
            log_start = self.log.stat().st_size if self.log.exists() else 0
            self._process = start_child(
                argv, log=self.log, cwd=Path("/"), user=install.user, when_orphaned=signal.SIGINT
            )
            while self.is_running():
                if self.is_answering():
                    return
                if self._clock() > give_up_at:
                    raise self._failure(f"does not answer after {START_SECONDS:.0f} seconds", since=log_start)
                self._sleep(_POLL_SECONDS)
            if self._clock() > memory_free_at or "shared memory block" not in self._log_text(log_start):
                raise self._failure("did not start", since=log_start)
            self._sleep(_POLL_SECONDS)

    def _settings(self) -> dict[str, str]:
        return {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self._socket_folder}"',
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "lc_messages": "C",
            # Our statements contain people's texts; the error line says enough.
            "log_min_error_statement": "panic",
        }

    def _failure(self, what: str, *, since: int) -> EmbeddedPostgresError:
        return EmbeddedPostgresError(
            f"The embedded PostgreSQL {what}. {last_lines(self.log, self._log_text(since))}"
        )

    def _log_text(self, since: int) -> str:
        with self.log.open("rb") as file:
            file.seek(since)
            return file.read().decode(errors="replace")
