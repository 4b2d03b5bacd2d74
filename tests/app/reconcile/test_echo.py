"""Our own echo needs no look at the ticket, but what waits beside it may."""

import pytest

from app.reconcile import poll


@pytest.fixture
def put_back(workspace, ready, clock):
    """A ticket that the bot put back; ClickUp's delivery of that is still on its way."""
    poll.poll_lists(workspace.bot)
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    clock.forward(minutes=1)
    return ticket


def echo(workspace, ticket):
    workspace.tell_of_move(ticket, "replicating", "validating", by="bot")


def test_a_move_that_only_a_poll_found_is_judged(workspace, put_back):
    workspace.api("PUT", f"/task/{put_back}", by="qa", status="fixing")
    poll.poll_lists(workspace.bot)
    echo(workspace, put_back)

    workspace.settle(put_back)

    assert workspace.status(put_back) == "validating"
    assert len(workspace.comments(put_back)) == 2


def test_the_echo_alone_costs_no_call(workspace, put_back):
    echo(workspace, put_back)

    assert workspace.settle(put_back) == 0
