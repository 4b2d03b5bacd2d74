"""Due Date and Estimated Delivery Date are one date."""

from datetime import date

from app.messages.comments import gate
from clickup_client.comment import text
from tests.app.automations import receive
from tests.app.dates import DAY, OTHER, due, milliseconds, mirror


def test_a_changed_due_date_is_written_to_the_field_in_two_calls(workspace, ready):
    ticket = ready("estimating", due=DAY)
    workspace.set_due(ticket, OTHER)

    assert workspace.settle(ticket) == 2
    assert mirror(workspace, ticket) == OTHER


def test_a_changed_field_is_written_to_the_due_date_in_two_calls(workspace, ready):
    ticket = ready("estimating", due=DAY)
    workspace.set_field(ticket, "Estimated Delivery Date", milliseconds(OTHER))

    assert workspace.settle(ticket) == 2
    assert due(workspace, ticket) == OTHER


def test_the_due_date_wins_if_both_were_changed(workspace, ready):
    ticket = ready("estimating", due=DAY)
    workspace.set_field(ticket, "Estimated Delivery Date", milliseconds(date(2026, 12, 20)))
    workspace.set_due(ticket, OTHER)

    workspace.settle(ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (OTHER, OTHER)


def test_the_echo_of_the_written_date_costs_no_call(workspace, ready):
    ticket = ready("estimating", due=DAY)
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    field = workspace.fields["Estimated Delivery Date"].id
    workspace.tell(
        ticket,
        "custom_field",
        by="bot",
        before=str(milliseconds(DAY)),
        after=str(milliseconds(OTHER)),
        custom_field={"id": field},
    )

    assert workspace.settle(ticket) == 0


def test_the_estimated_delivery_date_alone_lets_a_ticket_into_fixing(workspace, ready):
    ticket = ready("estimating", due=None)
    workspace.set_field(ticket, "Estimated Delivery Date", milliseconds(DAY))

    workspace.move(ticket, "fixing", by="pm")

    assert workspace.status(ticket) == "fixing"
    assert due(workspace, ticket) == DAY


def test_a_due_date_cleared_in_fixing_is_put_back_with_a_comment(workspace, ready):
    ticket = ready("fixing", due=DAY)
    workspace.set_due(ticket, None)

    workspace.settle(ticket)

    assert due(workspace, ticket) == DAY
    said = gate.date_restored(DAY, text("@Paula PM"), told=False).plain()
    assert workspace.comments(ticket)[0]["comment_text"] == f"{said}Stagegate, reference 1"


def test_a_day_that_the_client_confirmed_to_have_is_called_told(workspace, ready):
    ticket = ready("estimating", due=DAY)
    workspace.move(ticket, "fixing", by="pm")
    workspace.settle_notices(ticket)
    receive(workspace, ticket)
    workspace.set_due(ticket, None)
    workspace.settle(ticket)

    assert workspace.texts(ticket)[-1].startswith(
        gate.date_restored(DAY, text("@Paula PM"), told=True).plain()
    )


def test_a_due_date_cleared_before_fixing_stays_cleared(workspace, ready):
    ticket = ready("estimating", due=DAY)
    workspace.set_due(ticket, None)

    workspace.settle(ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (None, None)


def test_ten_edits_waiting_together_are_one_read(workspace, ready):
    ticket = ready("validating")
    for number in range(10):
        workspace.set_field(ticket, "Issue Workaround", f"Try {number}")

    assert workspace.settle(ticket) == 1
