"""`stagegate run`: the bot for real on one machine, here on a simulated ClickUp beside it."""

import os
import signal
import subprocess
import sys

import psutil
import pytest
import requests


def stagegate(*arguments, log, env=None):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STAGEGATE_")}
    clean.pop("DATABASE_URL", None)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-P", "-m", "app.cli", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=log.parent,
            env=clean | (env or {}),
        )


def answers(address):
    try:
        return requests.get(address, timeout=120).ok
    except requests.ConnectionError:
        return False


def stop(process):
    process.send_signal(signal.SIGTERM)
    return process.wait(60)


@pytest.fixture(scope="module")
def place(folder):
    place = folder / "run"
    place.mkdir()
    return place


@pytest.fixture(scope="module")
def sandbox(place, free_port, wait_for):
    """The address of a simulated ClickUp."""
    port = free_port()
    process = stagegate(
        *("sandbox", "--port", str(port), "--data-dir", str(place / "clickup")), log=place / "sandbox.log"
    )
    wait_for(lambda: answers(f"http://127.0.0.1:{port}/sandbox/emails"), timeout=120)
    yield f"http://127.0.0.1:{port}"
    stop(process)


@pytest.fixture(scope="module")
def start(place, sandbox, free_port, wait_for):
    """Start a `stagegate run` that hears of changes, unless one runs: (process, its address)."""
    running = []

    def start():
        if running and running[0][0].poll() is None:
            return running[0]
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        process = stagegate(
            *("run", "--port", str(port), "--data-dir", str(place / "bot")),
            log=place / "bot.log",
            env={
                "STAGEGATE_CLICKUP_TOKEN": "pk_sandbox",
                "STAGEGATE_CLICKUP_API_URL": f"{sandbox}/api",
                "STAGEGATE_PUBLIC_URL": address,
            },
        )
        running[:] = [(process, address)]
        wait_for(lambda: answers(f"{address}/readyz") and address in str(webhooks(sandbox)), timeout=120)
        return running[0]

    yield start
    for process, _ in running:
        if process.poll() is None:
            stop(process)


def webhooks(sandbox):
    return requests.get(f"{sandbox}/sandbox/state?part=webhooks", timeout=120).json()["webhooks"]


def test_it_registers_its_webhooks_and_its_database_comes_back_when_it_is_killed(start, place, wait_for):
    _, address = start()
    wait_for(lambda: requests.get(f"{address}/readyz", timeout=120).json()["status"] == "ok", timeout=60)
    pid_file = place / "bot" / "postgres" / "postmaster.pid"
    killed = pid_file.read_text().split("\n", 1)[0]

    os.kill(int(killed), signal.SIGKILL)

    wait_for(
        lambda: pid_file.exists() and pid_file.read_text().split("\n", 1)[0] not in ("", killed), timeout=120
    )
    wait_for(lambda: answers(f"{address}/readyz"), timeout=120)


def test_sigterm_stops_all_of_it(start, place, left_over):
    process, _ = start()
    me = psutil.Process(process.pid)
    family = [me, *me.children(recursive=True)]

    assert stop(process) == 0

    assert left_over(family) == []
    assert (place / "bot.log").read_text().splitlines()[-1] == (
        f"Everything has stopped. The next start continues with the data in {place / 'bot'}."
    )
