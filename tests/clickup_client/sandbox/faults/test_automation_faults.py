"""Automations that run late."""

import threading

import pytest


@pytest.fixture
def timers(monkeypatch):
    """The waits, each with a way to end it."""
    timers = []

    class Timer:
        def __init__(self, seconds, function):
            self.seconds, self.end = seconds, function
            timers.append(self)

        def start(self):
            pass

        def cancel(self):
            self.end = None

    monkeypatch.setattr(threading, "Timer", Timer)
    return timers


@pytest.fixture
def mailed(call):
    """How many mails went out."""
    return lambda: len(call("GET", "/sandbox/emails")["emails"])


@pytest.fixture
def notice(call):
    call("POST", "/api/v2/task/t1/field/f-email", {"value": "client@example.com"})

    def notice(option="o-ready"):
        call("POST", "/api/v2/task/t1/field/f-notice", {"value": option})

    return notice


@pytest.fixture
def late(call):
    def late(**how):
        call("POST", "/sandbox/faults", {"automation": "Client*", "delay_ms": 10_000, **how})

    return late


def test_an_automation_runs_late_and_finds_the_task_as_it_is_then(
    call, timers, late, notice, mailed, field_of
):
    late()
    notice()
    assert ([timer.seconds for timer in timers], mailed()) == ([10.0], 0)
    assert call("GET", "/sandbox/state")["automations_waiting"] == 1
    call("PUT", "/api/v2/task/t1", {"name": "Login works"})

    timers[0].end()

    (email,) = call("GET", "/sandbox/emails")["emails"]
    assert (email["trigger"], email["subject"]) == ("ready", "Login works is ready")
    assert field_of("f-sent")["value"] == "true"
    assert call("GET", "/sandbox/state")["automations_waiting"] == 0


@pytest.mark.usefixtures("timers")
def test_only_so_many_runs_and_only_of_its_name(late, notice, mailed):
    late(automation="Other")
    late(count=1)

    notice("o-ready")
    notice("o-late")
    notice("o-ready")

    assert mailed() == 1


def test_nothing_runs_on_a_task_that_was_deleted_meanwhile(call, timers, late, notice, mailed):
    late()
    notice()
    call("DELETE", "/api/v2/task/t1", status=204)

    timers[0].end()

    assert mailed() == 0


def test_a_reset_forgets_what_waits(call, timers, late, notice):
    late()
    notice()

    call("POST", "/sandbox/reset")

    assert timers[0].end is None
    assert call("GET", "/sandbox/state")["automations_waiting"] == 0


def test_a_wait_ends_by_itself(call, notice, sandbox):
    done = threading.Event()
    call("POST", "/sandbox/faults", {"automation": "*", "delay_ms": 1})
    perform = sandbox.touch
    sandbox.touch = lambda: (perform(), done.set() if sandbox.memory.emails else None)

    notice()

    assert done.wait(10)


@pytest.mark.parametrize("rule", [{}, {"delay_ms": 0}, {"lose": True}])
def test_an_impossible_rule_is_refused(call, rule):
    call("POST", "/sandbox/faults", {"automation": "*", **rule}, status=400)
