"""
An installation whose processes die on demand: PostgreSQL, web and worker under the supervisor that
`stagegate run` uses, and a simulated ClickUp that outlives them.
"""

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg
import requests

from app.config.environment import environment_of_child
from app.machine.postgres.server import EmbeddedPostgres
from app.machine.supervisor import ChildProcess, Supervisor
from app.store.migrate import upgrade
from tests.acceptance.conftest import LONGEST_PAUSE_SECONDS, PATIENCE_SECONDS, UNDISTURBED, process_with
from tests.acceptance.people import ClickUp
from tests.ports import free_port

DOOMED = Path(__file__).with_name("doomed.py")
#: The supervisor waits longer each time that something dies soon again, which here is what is wanted.
HASTE = 50.0


class Mortal:
    """Starts on entering, stops on leaving.  Everything in it is looked after while one waits."""

    def __init__(self, folder, *, silence="2"):
        self._folder, self._silence = folder, silence
        self._supervisor = Supervisor(clock=lambda: time.monotonic() * HASTE)
        self._stack = ExitStack()
        self._points = folder / "points"
        self._web = f"http://127.0.0.1:{free_port()}"
        self._sandbox = f"http://127.0.0.1:{free_port()}"
        self._process = folder / "process.yaml"
        self.postgres = EmbeddedPostgres(folder / "database")
        self.workers = []

    def __enter__(self):
        self._points.mkdir(parents=True)
        process_with(self._folder, UNDISTURBED)
        with self._stack as stack:
            stack.callback(self._supervisor.stop, seconds=PATIENCE_SECONDS * HASTE)
            self._supervisor.start(self.postgres)
            upgrade(self.postgres.database_url)
            self._start("sandbox", "-m", "app.cli", "sandbox", *self._sandbox_options())
            self._start("web", str(DOOMED), str(self._points), "shipped", "web", *self._address_of_web())
            self.wait_for(lambda: _answers(f"{self._sandbox}/sandbox/emails"))
            self.clickup = ClickUp(self._sandbox)
            stack.callback(self.clickup.close)
            self.add_worker()
            self.wait_for(self._is_ready)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        self._stack.close()

    def add_worker(self):
        """One more worker; its process."""
        name = f"worker {len(self.workers) + 1}"
        worker = self._start(name, str(DOOMED), str(self._points), self._silence, "worker")
        self.workers.append(worker)
        return worker

    def arm(self, point, how="SIGKILL", *, victim=0):
        """Send a signal when one gets to a point: to the one that does, or to the process with that id."""
        waiting = self._points / "armed soon"
        waiting.write_text(f"{how} {victim}")
        waiting.rename(self._points / point)

    def is_armed(self, point):
        """Whether no one has been there yet."""
        return (self._points / point).exists()

    def look_after(self):
        """Restart what died; to be called often while one waits."""
        self._supervisor.restart_dead()
        time.sleep(0.1)

    def wait_for(self, condition):
        """Look after everything until `condition()` is true; it is asked less often the longer it takes."""
        began = asked = time.monotonic()
        while not condition():
            assert asked - began < PATIENCE_SECONDS, self.last_words()
            ask_at = asked + min((asked - began) / 10, LONGEST_PAUSE_SECONDS)
            self.look_after()
            while (asked := time.monotonic()) < ask_at:
                self.look_after()

    def settle(self):
        """Let everything end that is under way, also what only another worker can end."""
        self.wait_for(self.clickup.is_quiet)

    def last_words(self):
        """The ends of all logs, for people who look for the reason of a failed test."""
        logs = {log.stem: log.read_text().splitlines()[-5:] for log in self._folder.glob("*.log")}
        return "\n".join(f"{name} | {line}" for name, lines in logs.items() for line in lines)

    def _start(self, name, *arguments):
        settings = {
            "DATABASE_URL": self.postgres.database_url,
            "NO_PROXY": "127.0.0.1",
            "STAGEGATE_CLICKUP_TOKEN": "pk_sandbox",
            "STAGEGATE_CLICKUP_API_URL": f"{self._sandbox}/api",
            "STAGEGATE_GITHUB_TOKEN": "gh_sandbox",
            "STAGEGATE_GITHUB_API_URL": f"{self._sandbox}/github",
            "STAGEGATE_PUBLIC_URL": self._web,
            "STAGEGATE_LOG_FORMAT": "json",
            "STAGEGATE_PROCESS": str(self._process),
        }
        child = ChildProcess(
            name,
            [sys.executable, "-P", *arguments],
            env=environment_of_child(settings, keep_ours=False),
            cwd=self._folder,  # no .env there
            log=self._folder / f"{name}.log",
        )
        self._supervisor.start(child)
        return child

    def _sandbox_options(self):
        port = self._sandbox.rpartition(":")[2]
        return "--port", port, "--rate-limit", "1000000", "--data-dir", str(self._folder / "clickup")

    def _address_of_web(self):
        return "127.0.0.1", self._web.rpartition(":")[2]

    def _is_ready(self):
        """Whether web answers and a worker takes jobs; before that it takes the tickets as they are."""
        with psycopg.connect(self.postgres.database_url) as connection:
            worker = connection.execute("SELECT 1 FROM procrastinate_workers").fetchone()
        return worker is not None and _answers(f"{self._web}/readyz")


def _answers(address):
    with requests.Session() as session:
        session.trust_env = False
        try:
            return session.get(address, timeout=120).ok
        except requests.ConnectionError:
            return False
