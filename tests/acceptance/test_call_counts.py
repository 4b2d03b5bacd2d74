"""
What the bot takes of ClickUp's request budget, as ClickUp counts it; polling lists does not count here.

Nor do cards, which the shared demo writes much later: test_card.py counts those.
"""

from datetime import date
from time import monotonic

import pytest

from tests.acceptance.calls import CHANGE, COMMENT, EDIT_COMMENT, READ, SET_FIELD
from tests.acceptance.conftest import wait_for
from tests.acceptance.people import DUE, milliseconds

pytest_plugins = ["tests.acceptance.fixtures"]
#: An edit and a drag right after it are one look only where no more than 1.5 s lie between them.
in_time = pytest.mark.serial

PM, QA = 54000004, 54000003
EDIT_WAIT_SECONDS = 1.5


@pytest.fixture(scope="module")
def tickets(clickup):
    """
    One ticket a test, made together so that they settle down together.

    Those who are rejected move no other tickets: for many at once there is one comment more.
    """
    tickets = {
        "same owner": clickup.prepare("replicating", due=None),
        "other owner": clickup.prepare("replicating", due=None),
        "date": clickup.prepare("replicating", due=None),
        "owner and date": clickup.prepare("replicating", due=None),
        "edited": clickup.prepare("validating", due=None),
        "echo": clickup.prepare("validating", due=None),
        "rejected": clickup.prepare("validating", due=None, without={"Severity"}),
        "rejected twice": clickup.prepare("validating", due=None, without={"Severity"}),
        "edited and dragged": clickup.prepare("validating", due=None, without={"Severity"}),
    }
    for ticket in tickets.values():
        clickup.wait_until_accepted(ticket)
    for name in ("same owner", "date"):
        clickup.api("PUT", f"/task/{tickets[name]}", assignees={"add": [PM], "rem": [QA]})
    clickup.drag(tickets["rejected twice"], "replicating", by="tech")
    clickup.wait_for_rejection(tickets["rejected twice"], "validating")
    clickup.wait_until_quiet()
    return tickets


@pytest.fixture
def calls_of(clickup, tickets):
    """`calls_of(act)`: what the bot calls because of an act, until it is quiet again; {call: times}."""
    del tickets

    def calls_of(act):
        clickup.wait_until_quiet()
        before = clickup.calls()
        act()
        clickup.wait_until_quiet()
        return dict(clickup.calls() - before)

    return calls_of


def test_a_valid_move_without_another_owner_costs_one_call(clickup, tickets, calls_of):
    ticket = tickets["same owner"]

    assert calls_of(lambda: clickup.drag(ticket, "estimating", by="qa")) == {READ: 1}
    assert clickup.status(ticket) == "estimating"


def test_a_valid_move_with_another_owner_costs_two_calls(clickup, tickets, calls_of):
    ticket = tickets["other owner"]

    assert calls_of(lambda: clickup.drag(ticket, "estimating", by="qa")) == {READ: 1, CHANGE: 1}
    assert clickup.assignees(ticket) == ["Paula PM"]


def test_a_valid_move_with_dates_to_make_equal_costs_two_calls(clickup, tickets, calls_of):
    ticket, due = tickets["date"], milliseconds(DUE)

    assert calls_of(lambda: clickup.drag(ticket, "estimating", by="qa", due_date=due)) == {
        READ: 1,
        SET_FIELD: 1,
    }
    assert clickup.field(ticket, "Estimated Delivery Date") == DUE


@in_time
def test_another_owner_and_another_due_date_are_written_in_one_call(clickup, tickets, calls_of):
    ticket = tickets["owner and date"]

    def date_and_drag():
        clickup.fill(ticket, {"Estimated Delivery Date": DUE}, by="qa")
        clickup.drag(ticket, "estimating", by="qa")

    assert calls_of(date_and_drag) == {READ: 1, CHANGE: 1}
    assert (clickup.assignees(ticket), clickup.due(ticket)) == (["Paula PM"], DUE)


def test_a_rejected_move_costs_three_calls(clickup, tickets, calls_of):
    """Read, put back, comment; hearing of its own putting back and of its comment costs nothing."""
    ticket = tickets["rejected"]

    assert calls_of(lambda: clickup.drag(ticket, "replicating", by="admin")) == {
        READ: 1,
        CHANGE: 1,
        COMMENT: 1,
    }
    assert clickup.status(ticket) == "validating"


def test_the_same_rejection_again_costs_three_calls(clickup, tickets, calls_of):
    ticket = tickets["rejected twice"]

    assert calls_of(lambda: clickup.drag(ticket, "replicating", by="tech")) == {
        READ: 1,
        CHANGE: 1,
        EDIT_COMMENT: 1,
    }


def test_ten_edits_within_a_second_cost_at_most_two_reads(clickup, tickets, calls_of):
    ticket = tickets["edited"]

    took = []

    def edit():
        began = monotonic()
        for number in range(10):
            clickup.fill(ticket, {"Issue Workaround": f"Way {number}."})
        wait_for(lambda: clickup.state("deliveries_unfinished")["deliveries_unfinished"] == 0)
        took.append(monotonic() - began)

    made = calls_of(edit)
    assert set(made) == {READ}
    # On a machine where they take longer than a second, every further wait for edits is one read more.
    assert made[READ] <= 2 + took[0] // EDIT_WAIT_SECONDS


def test_an_echo_of_our_own_write_costs_nothing_more(clickup, tickets, calls_of):
    """One look at the new due date, one write to its mirror field, and that is all."""
    ticket, other = tickets["echo"], date(2026, 12, 8)

    assert calls_of(lambda: clickup.set_due(ticket, other)) == {READ: 1, SET_FIELD: 1}
    assert clickup.field(ticket, "Estimated Delivery Date") == other


@in_time
def test_an_edit_and_a_drag_right_after_it_are_one_look(clickup, tickets, calls_of):
    ticket = tickets["edited and dragged"]

    def edit_and_drag():
        clickup.fill(ticket, {"Issue Workaround": "None."}, by="pm")
        clickup.drag(ticket, "replicating", by="pm")

    assert calls_of(edit_and_drag) == {READ: 1, CHANGE: 1, COMMENT: 1}
