"""How long somebody who drags a ticket waits for the verdict."""

from statistics import median, quantiles
from time import monotonic

import pytest

from tests.acceptance.conftest import wait_for

pytest_plugins = ["tests.acceptance.fixtures"]

#: The promise, for a ClickUp that answers at once.
MEDIAN_SECONDS = 0.150
#: Edits are looked at after 1.5 s; a drag must not wait for them.
EDIT_WAIT_SECONDS = 1.5
MOVERS = ("ops", "qa", "pm", "tech")
#: A machine that is busy with something else gets another chance.
ATTEMPTS = 3


@pytest.fixture(scope="module")
def tickets(clickup):
    """Incomplete tickets: nobody gets them through."""
    tickets = [clickup.prepare("validating", due=None, without={"Severity"}) for _ in range(8)]
    for ticket in tickets:
        clickup.wait_until_accepted(ticket)
    clickup.wait_until_quiet()
    return tickets


def test_a_drag_is_judged_put_back_and_explained_while_one_looks(clickup, tickets, capsys):
    for attempt in range(1, ATTEMPTS + 1):
        plain, edited = [], []
        for mover in MOVERS:
            for number, ticket in enumerate(tickets):
                after_edit = number % 2 == 1
                seconds = verdict_seconds(clickup, ticket, mover, attempt, after_edit=after_edit)
                (edited if after_edit else plain).append(seconds)
        with capsys.disabled():
            print(f"\ndrags: {figures(plain)}; right after an edit: {figures(edited)}")  # noqa: T201 - for people
        if median(plain + edited) <= MEDIAN_SECONDS and median(edited) < EDIT_WAIT_SECONDS:
            break
        clickup.wait_until_quiet()
    assert len(plain + edited) >= 30
    assert median(plain + edited) <= MEDIAN_SECONDS
    assert median(edited) < EDIT_WAIT_SECONDS


def verdict_seconds(clickup, ticket, mover, attempt, *, after_edit):
    """From the drag until the ticket is back and the comment to its mover stands there."""
    before = clickup.api("GET", f"/task/{ticket}/comment")["comments"]
    if after_edit:
        clickup.fill(ticket, {"Issue Workaround": f"Way {mover} {attempt}."})
    began = monotonic()
    clickup.drag(ticket, "replicating", by=mover)
    wait_for(lambda: clickup.api("GET", f"/task/{ticket}/comment")["comments"] != before, every=0.002)
    wait_for(lambda: clickup.status(ticket) == "validating", every=0.002)
    return monotonic() - began


def figures(seconds):
    """Median and worst tenth in milliseconds."""
    return f"median {median(seconds) * 1000:.0f} ms, p90 {quantiles(seconds, n=10)[-1] * 1000:.0f} ms"
