"""Starts the demo's processes in order, waits until everything works, and says what to try."""

import secrets
import shlex
import shutil
import signal
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from app.config.environment import bypass_proxies, environment_of_child
from app.config.settings import Settings
from app.config.token_keys import KEY_BYTES
from app.demo.guide import FORM_KEY, Addresses, print_guide
from app.machine.one_machine import OneMachine
from app.machine.supervisor import ChildProcess

HOST = "127.0.0.1"
START_SECONDS = 60.0
#: A busy worker handles only one ticket when the demo stops, so a shorter wait than in production is enough.
STOP_SECONDS = 8.0
_BOT_TOKEN = "pk_sandbox"  # noqa: S105 - public, opens only the sandbox
#: Choosing tickets must not use up the bot's own requests: ClickUp limits them for each token.
_READER_TOKEN = "pk_admin"  # noqa: S105 - likewise
_GITHUB_TOKEN = "gh_sandbox"  # noqa: S105 - likewise
#: Of the OAuth app in the data file of the simulated workspace.
_CLIENT_ID = "SANDBOX0APP0OF0STAGEGATE"
_CLIENT_SECRET = "SANDBOX0SECRET0OF0STAGEGATE"  # noqa: S105 - likewise


class Demo:
    """
    One run of the demo in the data folder of `settings`.

    Of `settings` only the log level, the API keys of `POST /intake` and what leads to GitLab are used: a
    `.env` for a real workspace must not get mixed up with the simulated one.  `process` is the user's own
    process file to try.  With `sign_in` people sign in to fill in what is missing.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        port: int,
        sandbox_port: int,
        rate_limit: int,
        process: Path | None = None,
        sign_in: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = Console()
        self._clock = clock
        self._rate_limit = rate_limit
        self._sandbox_port = sandbox_port
        self._port = port
        self._sign_in = sign_in
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
            self._machine.own_folder()
            self._say("Starting the simulated ClickUp, the database, the receiver and the worker ...")
            sandbox = self._start_sandbox()
            # Imported while the sandbox starts: this takes as long.
            from app.demo import readiness as its  # noqa: PLC0415

            with its.new_session() as session:
                self._wait(lambda: its.answers(session, f"{self._at.sandbox}/sandbox/emails"), sandbox)
                self._say(f"The board is at [cyan]{self._at.sandbox}/[/]. The bot starts now.")
                database_url = self._machine.start_postgres()
                variables = self._variables(database_url)
                stack.callback(self._at.folder.demo_settings.unlink, missing_ok=True)
                self._at.folder.demo_settings.write_text(_as_lines(variables), encoding="utf-8")
                env = environment_of_child(variables, keep_ours=False)
                web = self._start("web", "--port", str(self._port), env=env)
                worker = self._start("worker", env=env, when_orphaned=signal.SIGKILL)
                self._wait(lambda: its.answers(session, f"{self._at.web}/healthz"), web)
                self._wait(lambda: its.hears(session, self._at) and its.works(database_url), worker)
                update = {"clickup_token": SecretStr(_READER_TOKEN), "database_url": database_url}
                choice = its.chosen(self._settings.model_copy(update=update))
                its.show_on_board(session, self._at, choice)
            print_guide(self._console, self._at, choice, seconds=self._clock() - began)
            self._machine.keep_running()

    def _say(self, line: str) -> None:
        self._console.print(line, soft_wrap=True, highlight=False)

    def _start_sandbox(self) -> ChildProcess:
        return self._start(
            "sandbox",
            "--port",
            str(self._sandbox_port),
            "--rate-limit",
            str(self._rate_limit),
            "--data-dir",
            str(self._at.folder.path),
            "--with-bot",
            env=environment_of_child(self._of_all(), keep_ours=False),
        )

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
        """Our settings as the environment of the bot's processes."""
        return (
            self._of_all()
            | {
                "DATABASE_URL": database_url,
                "STAGEGATE_CLICKUP_TOKEN": _BOT_TOKEN,
                "STAGEGATE_CLICKUP_API_URL": self._settings.clickup_api_url,
                "STAGEGATE_PUBLIC_URL": self._at.web,
                "STAGEGATE_GITHUB_TOKEN": _GITHUB_TOKEN,
                "STAGEGATE_INTAKE_FORMS": f"demo:{FORM_KEY}",
                "STAGEGATE_GITHUB_API_URL": self._settings.github_api_url,
                "STAGEGATE_GITLAB_API_URL": self._settings.gitlab_api_url,
            }
            | (_sign_in() if self._sign_in else {})
            | {name: value for name, value in self._if_set().items() if value}
        )

    def _of_all(self) -> dict[str, str]:
        """What each process is told."""
        return {
            "STAGEGATE_DATA_DIR": str(self._at.folder.path),
            "STAGEGATE_LOG_FORMAT": "console",
            "STAGEGATE_LOG_LEVEL": self._settings.log_level,
        }

    def _if_set(self) -> dict[str, str]:
        """What is the user's own choice."""
        settings, told = self._settings, {"STAGEGATE_PROCESS": str(self._settings.process or "")}
        if settings.intake_keys is not None:
            told["STAGEGATE_INTAKE_KEYS"] = settings.intake_keys.get_secret_value()
        if settings.gitlab_token is not None:
            told["STAGEGATE_GITLAB_TOKEN"] = settings.gitlab_token.get_secret_value()
        return told


def _sign_in() -> dict[str, str]:
    """The settings with which people sign in; the key is another one at each start."""
    return {
        "STAGEGATE_OAUTH_CLIENT_ID": _CLIENT_ID,
        "STAGEGATE_OAUTH_CLIENT_SECRET": _CLIENT_SECRET,
        "STAGEGATE_TOKEN_KEY": urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
    }


def _as_lines(variables: Mapping[str, str]) -> str:
    """The bot's settings for commands that people call beside the demo."""
    of_processes = ("STAGEGATE_LOG_FORMAT", "STAGEGATE_DATA_DIR")
    return "".join(
        f"{name}={shlex.quote(value)}\n" for name, value in variables.items() if name not in of_processes
    )


def _program() -> str:
    """Our command: by its name where the shell finds it, else where this environment has it."""
    name = "stagegate"
    return name if shutil.which(name) else str(Path(sys.executable).with_name(name))
