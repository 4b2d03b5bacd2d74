"""The sandbox as its own process, served by gunicorn."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from clickup_client.sandbox.live.feed import MOST_FOLLOWERS
from clickup_client.sandbox.memory.storage import FILE_NAME
from clickup_client.sandbox.server import ServeError, serve

PROGRAM = """
import sys
from pathlib import Path
from clickup_client.sandbox.server import serve
serve(port=int(sys.argv[1]), workspace_file=Path(sys.argv[2]), data_dir=Path(sys.argv[3]), rate_limit=100)
"""
OPS = {"Authorization": "pk_ops"}


@pytest.fixture
def workspace_file(workspace, tmp_path):
    path = tmp_path / "workspace.json"
    path.write_text(json.dumps(workspace))
    return path


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def start(workspace_file, tmp_path, free_port):
    """Start a process and wait until it answers; all of them are stopped at the end."""
    processes = []

    def start():
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", PROGRAM, str(free_port), str(workspace_file), str(tmp_path / "data")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        deadline = time.monotonic() + 60
        while True:
            try:
                requests.get(f"http://127.0.0.1:{free_port}/sandbox/emails", timeout=120).raise_for_status()
            except requests.ConnectionError:
                assert process.poll() is None, process.communicate()[0]
                assert time.monotonic() < deadline, "the sandbox did not answer within a minute"
                time.sleep(0.05)
            else:
                return process

    yield start
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def rename(free_port):
    def rename(name):
        url = f"http://127.0.0.1:{free_port}/api/v2/task/t1"
        return requests.put(url, json={"name": name}, headers=OPS, timeout=120)

    return rename


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_saves_everything_and_says_nothing(start, rename, tmp_path, stop):
    process = start()
    rename("Saved at the end")

    os.killpg(process.pid, stop)  # a Ctrl-C reaches the worker process as well

    output, _ = process.communicate(timeout=120)
    assert (process.returncode, output) == (0, "")
    saved = json.loads((tmp_path / "data" / FILE_NAME).read_text())
    assert saved["tasks"]["t1"]["name"] == "Saved at the end"


def test_ctrl_c_lets_a_request_finish_and_saves_what_it_changed(start, rename, tmp_path, free_port):
    """The terminal sends it to the worker as well, which must not end in the middle of a request."""
    process = start()
    slow = {"method": "PUT", "latency_ms": 1000, "count": 1}
    requests.post(f"http://127.0.0.1:{free_port}/sandbox/faults", json=slow, timeout=120)

    with ThreadPoolExecutor() as pool:
        answer = pool.submit(rename, "Asked before the Ctrl-C")
        wait_until_in_progress(free_port)
        os.killpg(process.pid, signal.SIGINT)

        assert answer.result(60).json()["name"] == "Asked before the Ctrl-C"

    output, _ = process.communicate(timeout=120)
    assert (process.returncode, output) == (0, "")
    saved = json.loads((tmp_path / "data" / FILE_NAME).read_text())
    assert saved["tasks"]["t1"]["name"] == "Asked before the Ctrl-C"


def test_boards_that_are_open_hold_up_neither_requests_nor_the_end(start, rename, free_port):
    process = start()
    watched = f"http://127.0.0.1:{free_port}/board/events?list=1000"
    boards = [requests.get(watched, stream=True, timeout=120) for _ in range(MOST_FOLLOWERS + 1)]

    assert rename("Asked while others look").json()["name"] == "Asked while others look"
    lines = [board.iter_lines() for board in boards]
    told = [any(b"Asked while others look" in line for line in each) for each in lines]
    os.killpg(process.pid, signal.SIGTERM)
    for each in lines:
        list(each)  # to its end: none is cut off
    output, _ = process.communicate(timeout=120)

    assert told == [False] + [True] * MOST_FOLLOWERS  # one too many ended the oldest
    assert (process.returncode, output) == (0, "")


def wait_until_in_progress(port):
    """Wait until the sandbox has counted a PUT, which it does before the latency of a fault begins."""
    deadline = time.monotonic() + 60
    while True:
        state = requests.get(f"http://127.0.0.1:{port}/sandbox/state", timeout=120).json()
        if any(call.startswith("PUT ") for call in state["calls"]["by_call"]):
            return
        assert time.monotonic() < deadline, "the request did not arrive within a minute"
        time.sleep(0.01)


def test_a_second_start_goes_on_where_the_first_stopped(start, rename, free_port):
    first = start()
    rename("From before")
    os.killpg(first.pid, signal.SIGTERM)
    first.communicate(timeout=120)

    start()

    task = requests.get(f"http://127.0.0.1:{free_port}/api/v2/task/t1", headers=OPS, timeout=120).json()
    assert task["name"] == "From before"


def test_a_dropped_connection_is_no_error_in_the_log(start, rename, free_port):
    process = start()
    rule = {"method": "PUT", "drop": True, "after": True, "count": 1}
    requests.post(f"http://127.0.0.1:{free_port}/sandbox/faults", json=rule, timeout=120)

    with pytest.raises(requests.ConnectionError):
        rename("Nobody heard")

    assert rename("Nobody heard").json()["name"] == "Nobody heard"
    os.killpg(process.pid, signal.SIGTERM)
    assert process.communicate(timeout=120)[0] == ""


def test_a_taken_port_is_named(workspace_file):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError) as refusal:
            serve(port=port, workspace_file=workspace_file, data_dir=None)

    assert str(refusal.value) == (
        f"the sandbox cannot listen on 127.0.0.1:{port} (Address already in use); choose another port"
    )


def test_a_wrong_workspace_file_is_told_before_anything_starts(workspace, workspace_file):
    workspace["users"] = []
    workspace_file.write_text(json.dumps(workspace))

    with pytest.raises(ServeError, match="users: Tuple should have at least 1 item"):
        serve(port=1, workspace_file=workspace_file, data_dir=None)


def test_a_workspace_file_that_cannot_be_read_is_told_before_anything_starts(tmp_path):
    with pytest.raises(ServeError, match=r"cannot read the workspace file .*: No such file or directory"):
        serve(port=1, workspace_file=tmp_path / "missing.yaml", data_dir=None)


def test_a_damaged_state_is_told_before_anything_starts(workspace_file, tmp_path):
    (tmp_path / FILE_NAME).write_text("{")

    with pytest.raises(ServeError, match=f"{FILE_NAME} is damaged"):
        serve(port=1, workspace_file=workspace_file, data_dir=tmp_path)
