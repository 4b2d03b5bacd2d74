"""What a stop, or the death of a process, leaves behind: nothing is forgotten, and nothing is done twice."""

import psutil
import pytest

from tests.acceptance.conftest import PATIENCE_SECONDS, RunningDemo, wait_for
from tests.acceptance.people import ClickUp, missing

pytestmark = pytest.mark.slow


class Before:
    """Tickets as they were when the demo was stopped: two for tests that go on with them, two to look at."""

    def __init__(self, clickup):
        old_reason = {"De-escalation Reasons": "Not reproducible."}
        self.rejected, looked_at = (
            clickup.ready("validating", due=None, without={"Severity"}) for _ in range(2)
        )
        self.estimated = clickup.ready("estimating", due=None, **old_reason)
        for ticket in (self.rejected, looked_at):
            clickup.drag(ticket, "replicating")
            clickup.wait_for_rejection(ticket, "validating")
        self.untouched = (looked_at, clickup.ready("fixing"))
        clickup.wait_until_quiet()
        self.shown = shown(clickup, self.untouched)


def shown(clickup, tickets):
    """What people see of tickets, and the mails that their clients got."""
    seen = [task for task in clickup.state("tasks")["tasks"] if task["id"] in tickets]
    return seen, [clickup.emails(ticket) for ticket in tickets]


@pytest.fixture(scope="module")
def before(folder, plain):
    """What a first demo left in its folder."""
    with RunningDemo(folder / "restarted", options=plain) as demo:
        demo.wait_until_ready()
        clickup = ClickUp(demo.sandbox)
        try:
            left = Before(clickup)
        finally:
            clickup.close()
        demo.stop()
    return left


@pytest.fixture(scope="module")
def restarted(folder, plain, before):
    """The second demo of that folder, on other ports."""
    del before
    with RunningDemo(folder / "restarted", options=plain) as demo:
        demo.wait_until_ready()
        yield demo


@pytest.fixture(scope="module")
def clickup(restarted):
    clickup = ClickUp(restarted.sandbox)
    yield clickup
    clickup.close()


def test_tickets_comments_and_mails_are_as_they_were(clickup, before):
    clickup.wait_until_quiet()

    assert shown(clickup, before.untouched) == before.shown


def test_a_rejection_from_before_the_restart_is_remembered_and_its_comment_edited(clickup, before):
    [comment] = clickup.comments(before.rejected)

    clickup.drag(before.rejected, "replicating")

    wait_for(lambda: "Tried 2 times." in clickup.comments(before.rejected)[0]["comment_text"])
    assert [each["id"] for each in clickup.comments(before.rejected)] == [comment["id"]]


def test_a_reason_from_before_the_restart_is_remembered_as_old(clickup, before):
    clickup.drag(before.estimated, "validating", by="pm")

    [item] = missing(clickup.wait_for_rejection(before.estimated, "estimating"))
    assert "has not been updated since" in item


def kill(demo, name):
    """End one of the demo's processes, with its own, as no one should; the demo starts another one."""
    found = next(each for each in psutil.Process(demo.pid).children() if name in each.cmdline())
    for process in (found, *found.children(recursive=True)):
        process.kill()


def test_moves_made_while_the_worker_is_dead_are_judged_by_the_next_one(restarted, clickup):
    incomplete = clickup.ready("validating", due=None, without={"Severity"})
    complete = clickup.ready("validating", due=None)
    clickup.wait_until_quiet()  # dying in the middle of a job is another matter: see test_crash.py
    kill(restarted, "worker")

    clickup.drag(incomplete, "replicating")
    clickup.drag(complete, "replicating")

    wait_for(lambda: clickup.comments(incomplete), PATIENCE_SECONDS)
    assert clickup.status(incomplete) == "validating"
    wait_for(lambda: clickup.assignees(complete) == ["Quentin QA"], PATIENCE_SECONDS)
    assert clickup.status(complete) == "replicating"


def test_moves_made_while_the_receiver_is_dead_are_judged_when_clickup_tries_again(restarted, clickup):
    ticket = clickup.ready("validating", due=None, without={"Severity"})
    kill(restarted, "app.web.process")

    clickup.drag(ticket, "replicating")

    # On a machine where the receiver is not back within 15 s the poll finds the move, within two minutes.
    wait_for(lambda: clickup.comments(ticket), 3 * PATIENCE_SECONDS)
    assert clickup.status(ticket) == "validating"
    assert {hook["status"] for hook in clickup.state("webhooks")["webhooks"]} == {"active"}
