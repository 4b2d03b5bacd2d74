"""The supervisor, with real children that do very little."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from app.machine.child import start_child
from app.machine.supervisor import ChildProcess, Supervisor, seconds_before_restart

SLEEPS = "import time; time.sleep(600)"
ENDS = "pass"
#: Says that it is ready, and then takes no notice of SIGTERM.
IS_DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
HAS_A_CHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
child.wait()
"""


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def supervisor(clock):
    supervisor = Supervisor(clock=clock, sleep=lambda seconds: time.sleep(seconds / 10))
    yield supervisor
    supervisor.stop(seconds=0)


@pytest.fixture
def child(tmp_path):
    """Make a child that runs some Python; whatever is left of it at the end is killed."""
    made = []

    def make(code, name="child", env=None):
        process = ChildProcess(
            name,
            [sys.executable, "-c", code],
            env=os.environ | (env or {}),
            cwd=tmp_path,
            log=tmp_path / f"{name}.log",
        )
        made.append(process)
        return process

    yield make
    for process in made:
        process.close()


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def ended(process):
    return lambda: not process.is_running()


def test_a_child_writes_to_its_log_in_its_folder_and_environment(child, tmp_path):
    process = child("import os; print(os.getcwd(), os.environ['GIVEN'])", env={"GIVEN": "this"})
    process.start()
    wait_for(ended(process))

    assert (tmp_path / "child.log").read_text() == f"{tmp_path} this\n"


def test_a_child_that_dies_is_restarted_after_half_a_second(supervisor, child, clock):
    process = child(SLEEPS)
    supervisor.start(process)
    first = process.pid
    os.kill(first, signal.SIGKILL)
    wait_for(ended(process))

    supervisor.restart_dead()
    clock.now += 0.4
    supervisor.restart_dead()
    assert not process.is_running()

    clock.now += 0.2
    supervisor.restart_dead()
    assert process.is_running()
    assert process.pid != first


def test_a_child_that_lives_is_left_alone(supervisor, child, clock):
    process = child(SLEEPS)
    supervisor.start(process)
    pid = process.pid

    clock.now += 1000
    supervisor.restart_dead()

    assert process.pid == pid


def test_a_child_that_keeps_dying_is_restarted_ever_more_slowly(supervisor, child, clock):
    process = child(ENDS)
    supervisor.start(process)
    delays = []
    for _ in range(4):
        wait_for(ended(process))
        supervisor.restart_dead()
        died = clock.now
        while not process.pid or not process.is_running():
            clock.now += 0.25
            before = process.pid
            supervisor.restart_dead()
            if process.pid != before:
                break
        delays.append(clock.now - died)

    assert delays == [0.5, 1.0, 2.0, 4.0]
    assert supervisor.deaths_of(process) == 4


def test_a_minute_of_life_makes_the_next_death_a_first_one(supervisor, child, clock):
    process = child(SLEEPS)
    supervisor.start(process)
    for lived in (1, 61):
        clock.now += lived
        os.kill(process.pid, signal.SIGKILL)
        wait_for(ended(process))
        supervisor.restart_dead()
        clock.now += 0.5
        supervisor.restart_dead()

    assert process.is_running()
    assert supervisor.deaths_of(process) == 1


@pytest.mark.parametrize(
    ("earlier_deaths", "seconds"),
    [(0, 0.5), (1, 1.0), (2, 2.0), (5, 16.0), (6, 30.0), (7, 30.0), (10_000, 30.0)],
)
def test_delays_double_up_to_half_a_minute(earlier_deaths, seconds):
    assert seconds_before_restart(earlier_deaths) == seconds


def test_everything_is_stopped_in_reverse_order(supervisor, child, tmp_path):
    notes = tmp_path / "notes"
    code = textwrap.dedent(f"""
        import signal, sys, time
        def stop(*_):
            with open({str(notes)!r}, "a") as file:
                file.write(sys.argv[0] + "NAME ")
            sys.exit()
        signal.signal(signal.SIGTERM, stop)
        print("ready", flush=True)
        time.sleep(600)
    """)
    for name in ("first", "second", "third"):
        process = child(code.replace("NAME", name), name)
        supervisor.start(process)
        wait_for(lambda log=process.log: "ready" in log.read_text())

    supervisor.stop(seconds=1000)

    assert notes.read_text().replace("-c", "").split() == ["third", "second", "first"]


def test_a_child_that_does_not_stop_in_time_is_killed(child, clock):
    supervisor = Supervisor(clock=clock, sleep=lambda _seconds: setattr(clock, "now", clock.now + 1))
    process = child(IS_DEAF)
    supervisor.start(process)
    wait_for(lambda: "deaf" in process.log.read_text())
    pid = process.pid

    supervisor.stop(seconds=5)

    assert not psutil.pid_exists(pid)


def test_who_is_in_a_hurry_waits_for_no_one(supervisor, child):
    process = child(IS_DEAF)
    supervisor.start(process)
    wait_for(lambda: "deaf" in process.log.read_text())
    pid = process.pid

    supervisor.stop(seconds=1000, hurry=lambda: True)

    assert not psutil.pid_exists(pid)


def test_what_a_child_started_ends_with_it(child):
    """A web server's own workers hold its port."""
    process = child(HAS_A_CHILD)
    process.start()
    wait_for(lambda: process.log.read_text().endswith("\n"))
    grandchild = psutil.Process(int(process.log.read_text()))

    process.close()

    grandchild.wait(60)


def test_a_restart_ends_first_what_is_left_of_the_dead_one(supervisor, child, clock):
    process = child(HAS_A_CHILD)
    supervisor.start(process)
    wait_for(lambda: process.log.read_text().endswith("\n"))
    grandchild = psutil.Process(int(process.log.read_text()))
    os.kill(process.pid, signal.SIGKILL)
    wait_for(ended(process))

    supervisor.restart_dead()
    clock.now += 1
    supervisor.restart_dead()

    grandchild.wait(60)
    assert process.is_running()


class Refuses:
    """A service whose restarts fail, as PostgreSQL's on a full disk."""

    name = "refuses"

    def __init__(self):
        self.starts = 0

    def start(self):
        self.starts += 1
        if self.starts > 1:
            raise OSError("disk full")

    def is_running(self):
        return False

    def ask_to_stop(self):
        pass

    def kill(self):
        pass

    def close(self):
        pass


def test_a_restart_that_fails_is_tried_again_later_and_stops_no_one_else(supervisor, child, clock):
    refuses, process = Refuses(), child(SLEEPS)
    supervisor.start(refuses)
    supervisor.start(process)

    for _ in range(30):
        supervisor.restart_dead()
        clock.now += 0.5

    assert refuses.starts == 5  # after 0.5, 1, 2 and 4 seconds
    assert process.is_running()


def test_a_first_start_that_fails_is_told_to_the_caller(supervisor):
    refuses = Refuses()
    refuses.starts = 1

    with pytest.raises(OSError, match="disk full"):
        supervisor.start(refuses)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="not here: only Linux ends orphans")
@pytest.mark.parametrize("how", ["SIGTERM", "SIGKILL"])
def test_children_do_not_outlive_a_parent_that_was_killed(tmp_path, how):
    """The parent is its own process here, killed with -9."""
    code = textwrap.dedent(f"""
        import signal, sys, time
        from pathlib import Path
        from app.machine.child import start_child
        child = start_child(
            [sys.executable, "-c", "import time; time.sleep(600)"],
            log=Path({str(tmp_path / "log")!r}), cwd=Path("/"), when_orphaned=signal.{how},
        )
        print(child.pid, flush=True)
        time.sleep(600)
    """)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:  # noqa: S603
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

    child.wait(60)


def test_ctrl_c_at_the_terminal_does_not_reach_a_child(tmp_path):
    """Its parent stops it, in order: so it is in no group of the terminal."""
    process = start_child([sys.executable, "-c", SLEEPS], log=tmp_path / "log", cwd=tmp_path)
    try:
        assert os.getsid(process.pid) == process.pid
    finally:
        process.kill()
        process.wait()
