"""All of Stagegate on one machine: PostgreSQL, web and worker under one supervisor."""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Never, Self

from rich.console import Console

from app.config.environment import environment_of_child
from app.config.settings import Settings
from app.errors import ForPeopleError
from app.machine.child import python_module
from app.machine.child_logs import ChildLog
from app.machine.data_folder import DataFolder, open_data_folder
from app.machine.postgres.server import EmbeddedPostgres
from app.machine.stop_signals import StopAsked, StopSignals
from app.machine.supervisor import ChildProcess, Supervisor

#: How long each process may take to finish its work.  The worker's own limit is 30 s.
STOP_SECONDS = 32.0
_LOOK_SECONDS = 0.1
#: A child that dies this often while we wait for it will not start.
_TOO_MANY_DEATHS = 3
_LOG_LINES_SHOWN = 15


class StartError(ForPeopleError):
    """A process did not start; the text names it and shows the end of its log."""


class OneMachine:
    """
    The processes of one data folder, for one `with` block.

    Leaving stops them in reverse order; :exc:`StopAsked` (Ctrl-C, SIGTERM) ends the block without an
    error.  Warnings of the children appear on `console`; their whole output is in `folder.logs`.
    """

    def __init__(
        self,
        data_dir: Path,
        console: Console,
        *,
        stop_seconds: float = STOP_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder: DataFolder = open_data_folder(data_dir)
        self.console = console
        self._signals = StopSignals()
        self._supervisor = Supervisor()
        self._stop_seconds = stop_seconds
        self._clock = clock
        self._logs: dict[str, ChildLog] = {}
        self._postgres = EmbeddedPostgres(self.folder.path, sleep=self._signals.pause)

    def __enter__(self) -> Self:
        self._signals.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        asked = isinstance(error, StopAsked)
        if asked:
            self._say("Stopping ...")
        self._supervisor.stop(seconds=self._stop_seconds, hurry=self._signals.is_hurried)
        if asked:
            self._say(
                f"Everything has stopped. The next start continues with the data in {self.folder.path}."
            )
        self._signals.__exit__(kind, error, trace)
        return asked

    def own_folder(self) -> None:
        """Take the data folder before anything starts in it. Raises :exc:`DataFolderError`."""
        self._postgres.own_folder()

    def start_postgres(self) -> str:
        """Start the embedded PostgreSQL, migrate it, and return its address."""
        self._logs[self._postgres.name] = ChildLog(self._postgres.log, shown=False)
        self._supervisor.start(self._postgres)
        _upgrade(self._postgres.database_url)
        return self._postgres.database_url

    def start(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        when_orphaned: signal.Signals = signal.SIGTERM,
    ) -> ChildProcess:
        """Start `stagegate <arguments>` and keep it alive."""
        log = self.folder.log_of(name)
        child = ChildProcess(
            name,
            [*python_module("app.cli", cwd=cwd), *arguments],
            env=env,
            cwd=cwd,
            log=log,
            when_orphaned=when_orphaned,
        )
        self._logs[name] = ChildLog(log)
        self._supervisor.start(child)
        return child

    def wait_until(
        self, is_ready: Callable[[], bool], *, child: ChildProcess, what: str, seconds: float
    ) -> None:
        """
        Wait until `is_ready()`.

        Raises :exc:`StartError` ("`what` within ...") if `child` keeps dying or the time is over.
        """
        give_up_at = self._clock() + seconds
        while not is_ready():
            if self._supervisor.deaths_of(child) >= _TOO_MANY_DEATHS or self._clock() > give_up_at:
                raise StartError(f"{what} within {seconds:.0f} seconds. {self._end_of_log(child)}")
            self._look_after_all()

    def keep_running(self) -> Never:
        """Keep everything alive until :exc:`StopAsked`."""
        while True:
            self._look_after_all()

    def _look_after_all(self) -> None:
        self._supervisor.restart_dead()
        for name, log in self._logs.items():
            for line in log.new_warnings():
                # Programs may read JSON lines, so these stay unchanged.
                self._say(line if line.startswith("{") else f"{name} | {line}")
        self._signals.pause(_LOOK_SECONDS)

    def _end_of_log(self, child: ChildProcess) -> str:
        lines = self._logs[child.name].last_lines(_LOG_LINES_SHOWN)
        return "\n".join((f"The last lines of {child.log}:", *(f"  {line}" for line in lines)))

    def _say(self, text: str) -> None:
        with suppress(OSError):  # its terminal may be closed
            self.console.print(text, markup=False, highlight=False, soft_wrap=True)


def run_for_real(settings: Settings) -> None:
    """
    Keep web and worker running until someone stops them; start the embedded PostgreSQL if none is set.

    Raises:
        EmbeddedPostgresError, DataFolderError: The embedded PostgreSQL cannot run.
        DatabaseUrlError, sqlalchemy.exc.OperationalError: The given database cannot be used.
    """
    console = Console(stderr=True)
    with OneMachine(settings.data_dir, console) as machine:
        if settings.database_url:
            database_url = settings.database_url
            _upgrade(database_url)
        else:
            database_url = machine.start_postgres()
        env = environment_of_child({"DATABASE_URL": database_url}, keep_ours=True)
        here = Path.cwd()  # .env is read there
        address = ["--host", settings.web_host, "--port", str(settings.web_port)]
        machine.start("web", ["web", *address], env=env, cwd=here)
        machine.start("worker", ["worker"], env=env, cwd=here, when_orphaned=signal.SIGKILL)
        console.print(
            f"Stagegate is listening on http://{settings.web_host}:{settings.web_port}. "
            f"Logs: {machine.folder.logs}. Stop it with Ctrl-C or SIGTERM.",
            soft_wrap=True,
        )
        machine.keep_running()


def _upgrade(database_url: str) -> None:
    from app.store.migrate import upgrade  # noqa: PLC0415 - Alembic takes long; the demo imports it late

    upgrade(database_url)
