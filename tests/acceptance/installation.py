"""A bot with its own process file: `stagegate run`, and `stagegate sandbox` as its ClickUp."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import requests

from tests.acceptance.conftest import PATIENCE_SECONDS, wait_for
from tests.acceptance.people import ClickUp
from tests.ports import free_port


class Installation:
    """Starts on entering, stops on leaving, also when something failed in between."""

    def __init__(self, folder, process):
        self._folder, self._process = folder, process
        self._port = free_port()
        self._address = f"http://127.0.0.1:{self._port}"
        self._stack = ExitStack()

    def __enter__(self):
        with ExitStack() as stack:
            sandbox = self._start_all(stack)
            wait_for(lambda: _answer(f"{sandbox}/sandbox/emails"), PATIENCE_SECONDS, every=0.1)
            clickup = ClickUp(sandbox)
            stack.callback(clickup.close)
            wait_for(lambda: self._is_ready(clickup), PATIENCE_SECONDS, every=0.1)
            self._stack = stack.pop_all()
        return clickup

    def __exit__(self, *error):
        self._stack.close()

    def _start_all(self, stack):
        """Both at once: a worker that finds no ClickUp yet is started again.  ClickUp's address."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        self._start(
            *(stack, "sandbox", "--port", str(port), "--rate-limit", "1000000"),
            STAGEGATE_DATA_DIR=str(self._folder / "clickup"),
        )
        self._start(
            *(stack, "run", "--port", str(self._port)),
            STAGEGATE_DATA_DIR=str(self._folder / "bot"),
            STAGEGATE_CLICKUP_TOKEN="pk_sandbox",
            STAGEGATE_CLICKUP_API_URL=f"{address}/api",
            STAGEGATE_PUBLIC_URL=self._address,
            STAGEGATE_PROCESS=str(self._process),
        )
        return address

    def _start(self, stack, *arguments, **settings):
        ours = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("STAGEGATE_") and name not in {"DATABASE_URL", "PORT"}
        }
        log = stack.enter_context((self._folder / f"{arguments[0]}.log").open("w"))
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "app.cli", *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=self._folder,  # no .env there
            env=ours | {"NO_PROXY": "127.0.0.1"} | settings,
        )
        stack.callback(_stop, process)

    def _is_ready(self, clickup):
        hooks = clickup.state("webhooks")["webhooks"]
        hears = any(each["endpoint"].startswith(self._address) for each in hooks)
        return hears and _answer(f"{self._address}/readyz").get("checks", {}).get("queue", {}).get("workers")


def _stop(process):
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE_SECONDS)
    finally:
        process.kill()


def _answer(address):
    """What an address answers, as a dict; an empty one where it does not yet."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.get(address, timeout=120)
        except requests.ConnectionError:
            return {}
    return answer.json() if answer.ok else {}
