"""What arrives after a move was judged, but happened before it, costs no second read."""

from datetime import date

import pytest

from app.reconcile import poll

OTHER_DAY = date(2026, 12, 10)


@pytest.fixture
def at(clock):
    """`at(n)`: ClickUp's time of something, n ms from now."""
    return lambda n: str(int(clock.now.timestamp() * 1000) + n)


@pytest.fixture
def drag_with_date(workspace, at):
    """One change of a status and the due date; ClickUp tells of the second later, when it is asked to."""

    def drag(ticket, status, day, *, by="qa"):
        before, due = workspace.status(ticket), workspace.task(ticket)["due_date"]
        workspace.set_due_silently(ticket, day, by=by, status=status)
        workspace.tell(
            ticket, "status", by=by, before={"status": before}, after={"status": status}, date=at(500)
        )
        after = workspace.task(ticket)["due_date"]
        return lambda: workspace.tell(ticket, "due_date", by=by, before=due, after=after, date=at(500))

    return drag


def test_a_move_and_a_date_in_one_change_are_one_read(workspace, ready, drag_with_date):
    ticket = ready("replicating", due=None, assignees=[54000003])
    tell_late = drag_with_date(ticket, "estimating", OTHER_DAY)

    assert workspace.settle(ticket) == 3  # read, owner, mirror field
    tell_late()

    assert workspace.settle(ticket) == 0
    assert workspace.settle(ticket) == 0, "it is handled"


def test_beside_our_own_echo_it_costs_no_read_either(workspace, ready, drag_with_date, at):
    ticket = ready("replicating", due=None)
    tell_late = drag_with_date(ticket, "estimating", OTHER_DAY)
    workspace.settle(ticket)
    tell_late()
    mirror = workspace.field(ticket, "Estimated Delivery Date")
    field = {"id": mirror.id, "name": mirror.name}
    workspace.tell(ticket, "custom_field", by="bot", after=mirror.value, custom_field=field, date=at(600))

    assert workspace.settle(ticket) == 0


def test_a_field_that_was_filled_before_a_rejected_move_is_not_read_again(workspace, ready, at):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating", by="pm")
    workspace.settle(ticket)
    workaround = workspace.fields["Issue Workaround"]
    field = {"id": workaround.id, "name": workaround.name}
    workspace.tell(ticket, "custom_field", by="pm", after="Call us.", custom_field=field, date=at(0))

    assert workspace.settle(ticket) == 0


def test_reasons_that_were_written_before_a_rejected_move_count(workspace, ready, clock, at):
    """Also when they are the same words: whether they are new cannot be seen on the ticket."""
    ticket = ready("estimating", **{"De-escalation Reasons": "Not reproducible."})
    clock.forward(minutes=1)
    workspace.drag(ticket, "validating", by="pm")
    workspace.settle(ticket)
    assert workspace.status(ticket) == "estimating"
    reasons = workspace.fields["De-escalation Reasons"]
    field = {"id": reasons.id, "name": reasons.name}
    workspace.tell(ticket, "custom_field", by="pm", after="Not reproducible.", custom_field=field, date=at(0))
    workspace.settle(ticket)

    workspace.move(ticket, "validating", by="pm")

    assert workspace.status(ticket) == "validating"


@pytest.mark.parametrize(
    ("by", "ms"),
    [
        pytest.param("qa", 501, id="after the move"),
        pytest.param("pm", 499, id="by someone else"),
        pytest.param("automation", 499, id="by ClickBot"),
    ],
)
def test_anything_else_is_looked_at(workspace, ready, drag_with_date, at, by, ms):
    ticket = ready("replicating")
    drag_with_date(ticket, "estimating", OTHER_DAY)
    workspace.settle(ticket)
    workspace.tell(ticket, "due_date", by=by, after="1", date=at(ms))

    assert workspace.settle(ticket) == 1


def test_what_was_cleared_is_looked_at(workspace, ready, at):
    ticket = ready("fixing")
    workspace.drag(ticket, "verifying", by="tech")
    workspace.settle(ticket)
    workspace.tell(ticket, "priority", by="tech", after=None, date=at(0))

    assert workspace.settle(ticket) == 1


def test_a_poll_s_hint_beside_it_is_looked_at(workspace, ready, drag_with_date, clock):
    poll.poll_lists(workspace.bot)
    ticket = ready("replicating", due=None)
    tell_late = drag_with_date(ticket, "estimating", OTHER_DAY)
    workspace.settle(ticket)
    tell_late()
    clock.forward(minutes=1)
    workspace.api("PUT", f"/task/{ticket}", by="ops", status="fixing")
    poll.poll_lists(workspace.bot)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "fixing"
    assert workspace.task(ticket)["assignees"][0]["username"] == "Theo Tech"


def test_a_write_of_ours_that_was_written_over_is_no_longer_ours(workspace, ready, at):
    """A person who shares the bot's user and writes the same again is not taken for its echo."""
    ticket = ready("estimating", due=None)
    mirror = workspace.fields["Estimated Delivery Date"]
    workspace.set_due(ticket, date(2026, 12, 3), by="pm")
    workspace.settle(ticket)  # writes the mirror field
    ours = workspace.field(ticket, "Estimated Delivery Date").value
    workspace.drag(ticket, "fixing", by="pm")
    workspace.settle(ticket)
    field = {"id": mirror.id, "name": mirror.name}
    workspace.tell(ticket, "custom_field", by="pm", after="1", custom_field=field, date=at(0))
    assert workspace.settle(ticket) == 0

    workspace.tell(ticket, "custom_field", by="bot", after=ours, custom_field=field)

    assert workspace.settle(ticket) == 1
