"""The real thing: `stagegate demo` as its own process, driven over HTTP only."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
import requests

from tests.memory import new_folder
from tests.ports import free_port

#: Much more than anything takes; only how long a failing test waits.
PATIENCE_SECONDS = 120.0
#: Between two looks at whether something has happened.
LONGEST_PAUSE_SECONDS = 0.5

SHIPPED_PROCESS = Path(__file__).parents[2] / "rules" / "level_2_support.yaml"


def wait_for(condition, timeout=PATIENCE_SECONDS, *, every=0.05):
    """
    Ask until `condition()` is true and return its answer; fail after `timeout` seconds.

    It asks less often the longer it waits: what is asked has to work for it, on the same machine.
    """
    began = time.monotonic()
    while True:
        answer = condition()
        if answer:
            return answer
        waited = time.monotonic() - began
        assert waited < timeout, f"it did not happen within {timeout} seconds"
        time.sleep(max(every, min(waited / 10, LONGEST_PAUSE_SECONDS)))


class People(requests.Session):
    """A person's (or the bot's) way into the simulated ClickUp: paths like `/task/86c1va102`."""

    def __init__(self, sandbox, token):
        super().__init__()
        self.trust_env = False
        self.headers["Authorization"] = token
        self._base = f"{sandbox}/api/v2"

    def request(self, method, path, **options):
        return super().request(method, f"{self._base}{path}", timeout=120, **options)


class RunningDemo:
    """
    One `stagegate demo`.

    `web` and `sandbox` are its addresses; `output` is what it has printed so far.
    """

    def __init__(self, data_dir, *, port=None, sandbox_port=None, cwd=None, options=()):
        self.port, self.sandbox_port = port or free_port(), sandbox_port or free_port()
        self.web, self.sandbox = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.sandbox_port}"
        self.data_dir = Path(data_dir)
        self.output = ""
        self._sessions = []
        self._began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [
                *(sys.executable, "-P", "-m", "app.cli", "demo"),
                *("--port", str(self.port), "--sandbox-port", str(self.sandbox_port)),
                *("--data-dir", str(self.data_dir), *options),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=cwd,
            env={name: value for name, value in os.environ.items() if not name.startswith("STAGEGATE_")},
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for session in self._sessions:
            session.close()
        self.family()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        finally:
            self._reader.join()
            self._process.stdout.close()

    @property
    def pid(self):
        return self._process.pid

    @property
    def exit_code(self):
        return self._process.poll()

    def wait_until_ready(self):
        """Wait for the guide it prints; the seconds since its start."""
        wait_for(lambda: "Ctrl-C stops everything" in self.output or self._fail_early(), PATIENCE_SECONDS)
        return time.monotonic() - self._began

    def wait_for_first_answer(self):
        """Wait until one of the addresses answers; the seconds since its start."""
        wait_for(
            lambda: self._answers(self.sandbox) or self._answers(f"{self.web}/healthz"), PATIENCE_SECONDS
        )
        return time.monotonic() - self._began

    def wait_for_end(self):
        """Wait until it ended by itself; its exit code."""
        self._process.wait(PATIENCE_SECONDS)
        self._reader.join()
        return self._process.returncode

    def stop(self, how=signal.SIGINT):
        """Stop it as Ctrl-C does; the seconds it took, and the processes that it had."""
        family = self.family()
        began = time.monotonic()
        self._process.send_signal(how)
        self.wait_for_end()
        return time.monotonic() - began, family

    def family(self):
        """Its processes and theirs: [psutil.Process]."""
        if self._process.poll() is not None:
            return []
        me = psutil.Process(self.pid)
        return [me, *me.children(recursive=True)]

    def commands(self):
        """The `curl` lines that it printed."""
        return re.findall(r"^curl .*$", self.output, flags=re.MULTILINE)

    def people(self, token):
        """A session for the simulated ClickUp with someone's token."""
        session = People(self.sandbox, token)
        self._sessions.append(session)
        return session

    def state(self, *parts):
        """Everything that the simulated ClickUp knows, or these parts of it."""
        return self._get(
            f"{self.sandbox}/sandbox/state?{urlencode([('part', part) for part in parts])}"
        ).json()

    def emails(self):
        """What Automations would have mailed."""
        return self._get(f"{self.sandbox}/sandbox/emails").json()["emails"]

    def ticket(self, task_id):
        """One ticket of `state()`, in words."""
        return next(task for task in self.state("tasks")["tasks"] if task["id"] == task_id)

    def secrets(self):
        """Every token and every secret of a webhook that there is now."""
        state = self.state("users", "webhooks")
        tokens, hooks = state["users"], state["webhooks"]
        return {*(user["token"] for user in tokens), *(hook["secret"] for hook in hooks), "gh_sandbox"}

    def logs(self):
        """What every process has logged so far, by the name of its file."""
        return {log.name: log.read_text(errors="replace") for log in (self.data_dir / "logs").iterdir()}

    def _read(self):
        for line in self._process.stdout:
            self.output += line

    def _fail_early(self):
        assert self._process.poll() is None, f"it ended by itself:\n{self.output}"
        return False

    def _answers(self, address):
        self._fail_early()
        try:
            return self._get(address).ok
        except requests.ConnectionError:
            return False

    @staticmethod
    def _get(address):
        with requests.Session() as session:
            session.trust_env = False
            return session.get(address, timeout=120)


def left_over(family):
    """Those of the processes that still live; zombies of foreign parents do not count."""
    give_up_at = time.monotonic() + 5
    while (alive := [process for process in family if lives(process)]) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    return alive


def lives(process):
    """Asked of the process table: psutil's own way to wait breaks on a process that ends just then."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="session")
def folder():
    folder = new_folder()
    yield folder
    shutil.rmtree(folder)


#: Words of the process file by which the bot does nothing by itself that comes while a test looks elsewhere.
UNDISTURBED = {
    "after: 20 seconds": "after: 2 hours",  # cards
    "shown as: {tag: sla}": "shown as:",  # marks of clocks
    "compared in: Fixing": "compared in:",  # remarks on priorities
}


def process_with(folder, changes):
    """A copy of the shipped process file with some words replaced; its path."""
    text = SHIPPED_PROCESS.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = folder / "process.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def plain(folder):
    """
    Options of a demo with any number of calls, and with cards so late that none comes while a test looks.

    test_card.py is about cards; marks and remarks, which come later still, are tests/app/bot's.
    """
    process = process_with(folder, UNDISTURBED)
    return "--rate-limit", "1000000", "--process", str(process)


@pytest.fixture(scope="session")
def demo(folder, plain):
    """The demo that most tests share; at the end Ctrl-C has to stop all of it, and no log has a secret."""
    with RunningDemo(folder / "shared", options=plain) as demo:
        demo.wait_until_ready()
        yield demo
        secrets = demo.secrets()
        _, family = demo.stop()
    assert [(log, secret) for log, text in demo.logs().items() for secret in secrets if secret in text] == []
    assert left_over(family) == []
    assert demo.exit_code == 0


@pytest.fixture(scope="session")
def new_demo(folder):
    """Start a separate demo: `with new_demo("name of its folder") as demo`."""

    def start(name, **options):
        return RunningDemo(folder / name, **options)

    return start


@pytest.fixture(scope="session", name="wait_for")
def wait_for_fixture():
    """`wait_for(condition, timeout)`: tests cannot import from here."""
    return wait_for


@pytest.fixture(scope="session", name="left_over")
def left_over_fixture():
    """`left_over(processes)`."""
    return left_over


@pytest.fixture(scope="session", name="free_port")
def free_port_fixture():
    """`free_port()`."""
    return free_port
