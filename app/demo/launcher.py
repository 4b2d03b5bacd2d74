"""Starts the demo's processes in order, waits until everything works, and says what to try."""

import shlex
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psycopg
import requests
from pydantic import SecretStr
from rich.console import Console

from app.bootstrap import start_bot
from app.config.settings import Settings, bypass_proxies, environment_of_child
from app.demo.choice import Choice, choose
from app.demo.first_minute import first_minute
from app.demo.guide import FORM_KEY, Addresses, print_guide
from app.machine.one_machine import OneMachine
from app.machine.supervisor import ChildProcess
from clickup_client.errors import ClickUpError

HOST = "127.0.0.1"
START_SECONDS = 60.0
#: A busy worker handles only one ticket when the demo stops, so a shorter wait than in production is enough.
STOP_SECONDS = 8.0
_BOT_TOKEN = "pk_sandbox"  # noqa: S105 - public, opens only the sandbox
#: Choosing tickets must not use up the bot's own requests: ClickUp limits them for each token.
_READER_TOKEN = "pk_admin"  # noqa: S105 - likewise
_GITHUB_TOKEN = "gh_sandbox"  # noqa: S105 - likewise


class Demo:
    """
    One run of the demo in the data folder of `settings`.

    Of `settings` only the log level, the API keys of `POST /intake` and what leads to GitLab are used: a
    `.env` for a real workspace must not get mixed up with the simulated one.  `process` is the user's own
    process file to try.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        port: int,
        sandbox_port: int,
        rate_limit: int,
        process: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = Console()
        self._clock = clock
        self._rate_limit = rate_limit
        self._sandbox_port = sandbox_port
        self._port = port
        self._machine = OneMachine(settings.data_dir, self._console, stop_seconds=STOP_SECONDS)
        self._at = Addresses(
            web=f"http://{HOST}:{port}",
            sandbox=f"http://{HOST}:{sandbox_port}",
            folder=self._machine.folder,
            program=_program(),
        )
        self._settings = settings.model_copy(
            update={
                "clickup_token": SecretStr(_BOT_TOKEN),
                "clickup_api_url": f"{self._at.sandbox}/api",
                "public_url": self._at.web,
                "github_token": SecretStr(_GITHUB_TOKEN),
                "github_api_url": f"{self._at.sandbox}/github",
                "workspace": None,
                "process": process,
            }
        )

    def run(self) -> None:
        """
        Run until Ctrl-C or SIGTERM.

        Raises:
            StartError, EmbeddedPostgresError, DataFolderError: It could not start; nothing is left running.
        """
        began = self._clock()
        bypass_proxies(HOST)
        with self._machine, ExitStack() as stack:
            self._console.print(
                "Starting the database, the simulated ClickUp, the receiver and the worker ..."
            )
            database_url = self._machine.start_postgres()
            self._start_processes(database_url)
            stack.callback(self._at.folder.demo_settings.unlink, missing_ok=True)
            self._at.folder.demo_settings.write_text(self._as_lines(database_url), encoding="utf-8")
            choice = self._choose(database_url)
            self._show_on_board(choice)
            print_guide(self._console, self._at, choice, seconds=self._clock() - began)
            self._machine.keep_running()

    def _start_processes(self, database_url: str) -> None:
        env = environment_of_child(self._variables(database_url), keep_ours=False)
        sandbox = self._start(
            "sandbox",
            "--port",
            str(self._sandbox_port),
            "--rate-limit",
            str(self._rate_limit),
            "--data-dir",
            str(self._at.folder.path),
            "--with-bot",
            env=env,
        )
        web = self._start("web", "--port", str(self._port), env=env)
        with requests.Session() as session:
            session.trust_env = False  # no proxy on the way to our own machine
            self._wait(lambda: _answers(session, f"{self._at.sandbox}/sandbox/emails"), sandbox)
            # The worker asks ClickUp at once who it is, so ClickUp starts first.
            worker = self._start("worker", env=env, when_orphaned=signal.SIGKILL)
            self._wait(lambda: _answers(session, f"{self._at.web}/healthz"), web)
            self._wait(lambda: self._hears(session) and _works(database_url), worker)

    def _start(
        self,
        name: str,
        *arguments: str,
        env: Mapping[str, str],
        when_orphaned: signal.Signals = signal.SIGTERM,
    ) -> ChildProcess:
        # The data folder has no .env.
        return self._machine.start(
            name, [name, *arguments], env=env, cwd=self._at.folder.path, when_orphaned=when_orphaned
        )

    def _wait(self, is_ready: Callable[[], bool], child: ChildProcess) -> None:
        self._machine.wait_until(
            is_ready, child=child, what=f"The process {child.name!r} was not ready", seconds=START_SECONDS
        )

    def _variables(self, database_url: str) -> dict[str, str]:
        """Our settings as the children's environment."""
        return {
            "DATABASE_URL": database_url,
            "STAGEGATE_CLICKUP_TOKEN": _BOT_TOKEN,
            "STAGEGATE_CLICKUP_API_URL": self._settings.clickup_api_url,
            "STAGEGATE_PUBLIC_URL": self._at.web,
            "STAGEGATE_GITHUB_TOKEN": _GITHUB_TOKEN,
            "STAGEGATE_INTAKE_FORMS": f"demo:{FORM_KEY}",
            "STAGEGATE_GITHUB_API_URL": self._settings.github_api_url,
            "STAGEGATE_DATA_DIR": str(self._at.folder.path),
            "STAGEGATE_LOG_FORMAT": "console",
            "STAGEGATE_LOG_LEVEL": self._settings.log_level,
            "STAGEGATE_GITLAB_API_URL": self._settings.gitlab_api_url,
        } | {name: value for name, value in self._if_set().items() if value}

    def _as_lines(self, database_url: str) -> str:
        """Our settings for commands that people call beside the demo."""
        values = self._variables(database_url)
        for of_processes in ("STAGEGATE_LOG_FORMAT", "STAGEGATE_DATA_DIR"):
            del values[of_processes]
        return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())

    def _if_set(self) -> dict[str, str]:
        """What is the user's own choice."""
        settings, told = self._settings, {"STAGEGATE_PROCESS": str(self._settings.process or "")}
        if settings.intake_keys is not None:
            told["STAGEGATE_INTAKE_KEYS"] = settings.intake_keys.get_secret_value()
        if settings.gitlab_token is not None:
            told["STAGEGATE_GITLAB_TOKEN"] = settings.gitlab_token.get_secret_value()
        return told

    def _hears(self, session: requests.Session) -> bool:
        """Whether ClickUp has an active webhook that leads to our receiver."""
        state = f"{self._at.sandbox}/sandbox/state?part=webhooks"
        hooks = session.get(state, timeout=5.0).json()["webhooks"]
        return any(hook["endpoint"].startswith(self._at.web) and hook["status"] == "active" for hook in hooks)

    def _choose(self, database_url: str) -> Choice | str:
        """The tickets to try things on, or the reason why they could not be read."""
        update = {"clickup_token": SecretStr(_READER_TOKEN), "database_url": database_url}
        try:
            bot = start_bot(self._settings.model_copy(update=update))
            with ExitStack() as stack:
                stack.callback(bot.engine.dispose)
                stack.enter_context(closing(bot.session))
                stack.enter_context(closing(bot.client))
                return choose(bot, bot.client.get_tasks(bot.directory.tickets_list).tasks)
        except ClickUpError as error:  # for example with a very small --rate-limit; the demo itself runs
            return str(error)

    def _show_on_board(self, choice: Choice | str) -> None:
        """Let the board suggest what to try. A board without it works as well."""
        guide = None if isinstance(choice, str) else first_minute(choice)
        if guide is not None:
            with requests.Session() as session, suppress(requests.RequestException):
                session.trust_env = False  # no proxy on the way to our own machine
                session.put(f"{self._at.sandbox}/sandbox/guide", json=guide, timeout=5.0)


def _program() -> str:
    """Our command: by its name where the shell finds it, else where this environment has it."""
    name = "stagegate"
    return name if shutil.which(name) else str(Path(sys.executable).with_name(name))


def _answers(session: requests.Session, address: str) -> bool:
    try:
        return session.get(address, timeout=2.0).ok
    except requests.RequestException:
        return False


def _works(database_url: str) -> bool:
    """Whether a worker registered with the queue since the database started."""
    with psycopg.connect(database_url) as connection:
        found = connection.execute(
            "SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > pg_postmaster_start_time()"
        ).fetchone()
    return found is not None
