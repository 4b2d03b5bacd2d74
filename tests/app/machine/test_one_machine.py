"""The frame around the processes; the demo's acceptance tests have them all."""

import io
import os
import signal

import pytest
from rich.console import Console

from app.config.environment import environment_of_child
from app.machine.one_machine import OneMachine, StartError
from app.machine.stop_signals import StopAsked


@pytest.fixture
def output():
    return io.StringIO()


@pytest.fixture
def machine(tmp_path, output):
    return OneMachine(tmp_path / "data", Console(file=output, width=40), stop_seconds=5)


def start(machine, *arguments):
    env = environment_of_child({}, keep_ours=False)
    return machine.start("web", arguments, env=env, cwd=machine.folder.path)


def test_what_does_not_come_up_is_told_by_the_end_of_its_log(machine):
    with machine:
        child = start(machine, "web")
        with pytest.raises(StartError) as caught:
            machine.wait_until(lambda: False, child=child, what="The receiver was not ready", seconds=600)

    first, *rest = str(caught.value).splitlines()
    assert first == (
        f"The receiver was not ready within 600 seconds. The last lines of {machine.folder.log_of('web')}:"
    )
    assert all(line.startswith("  Error: DATABASE_URL is not set.") for line in rest)


def test_what_a_child_complains_of_is_shown_with_its_name(machine, output):
    with machine:
        child = start(machine, "web")
        with pytest.raises(StartError):
            machine.wait_until(lambda: False, child=child, what="x", seconds=600)

    shown = output.getvalue().splitlines()
    assert shown
    assert all(line.startswith("web | Error: DATABASE_URL is not set. PostgreSQL, ") for line in shown)


def test_what_is_ready_is_not_waited_for(machine):
    with machine:
        child = start(machine, "--help")
        machine.wait_until(lambda: True, child=child, what="x", seconds=0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_without_an_error(machine, output, number):
    with machine:
        os.kill(os.getpid(), number)
        machine.keep_running()

    assert output.getvalue().splitlines() == [
        "Stopping ...",
        f"Everything has stopped. The next start continues with the data in {machine.folder.path}.",
    ]


def test_any_other_error_is_passed_on(machine, output):
    with pytest.raises(ZeroDivisionError), machine:
        _ = 1 / 0

    assert output.getvalue() == ""


def test_a_signal_while_something_is_waited_for_ends_it_too(machine):
    def ask():
        os.kill(os.getpid(), signal.SIGTERM)
        return False

    with machine:
        child = start(machine, "--help")
        with pytest.raises(StopAsked):
            machine.wait_until(ask, child=child, what="x", seconds=600)
