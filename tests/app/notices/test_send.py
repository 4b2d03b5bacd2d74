"""What the client is told, and that each thing is told once."""

from datetime import date, timedelta

import pytest
import requests

from app.notices import send as send_notices
from tests.app.automations import receive, switch_automations
from tests.app.dates import DAY, OTHER, milliseconds

QA = 54000003


@pytest.fixture
def estimated(ready, workspace):
    """A ticket in Fixing whose client was told the delivery date."""

    def make(**how):
        ticket = ready("estimating", due=DAY, **how)
        workspace.move(ticket, "fixing", by="pm")
        workspace.settle_notices(ticket)
        return ticket

    return make


def kinds(workspace):
    return [email["subject"] for email in workspace.emails()]


def test_entering_fixing_mails_the_estimated_date_to_the_client(workspace, estimated):
    ticket = estimated()

    [email] = workspace.emails()
    assert email["to"] == "client@example.com"
    assert workspace.field(ticket, "Client notice text").value == (
        "Hello,\n"
        "\n"
        'we have looked into "Checkout fails" and expect to deliver the solution '
        "on Thursday, 3 December 2026.\n"
        "We will write again when it is delivered, or if that date changes.\n"
        "\n"
        f"Your reference: {ticket}"
    )


def test_a_notice_is_not_sent_again(workspace, estimated, clock):
    ticket = estimated()
    receive(workspace, ticket)
    clock.forward(hours=1)

    assert workspace.settle_notices(ticket) is None
    assert len(workspace.emails()) == 1


def test_a_changed_due_date_is_told_after_the_quiet_period(workspace, estimated, clock):
    ticket = estimated()
    receive(workspace, ticket)
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)

    assert workspace.settle_notices(ticket) == clock.now + timedelta(minutes=2)
    assert len(workspace.emails()) == 1

    clock.forward(minutes=2)
    workspace.settle_notices(ticket)
    assert len(workspace.emails()) == 2
    assert (
        "We now expect to deliver it on Thursday, 10 December 2026, not on Thursday, 3 December 2026 "
        "as we told you before." in workspace.field(ticket, "Client notice text").value
    )


def test_each_change_starts_the_quiet_period_anew_and_the_last_day_is_told_once(workspace, estimated, clock):
    ticket = estimated()
    receive(workspace, ticket)
    for day in (date(2026, 12, 7), date(2026, 12, 8), OTHER):
        workspace.set_due(ticket, day)
        workspace.settle(ticket)
        clock.forward(minutes=1)
        workspace.settle_notices(ticket)
    clock.forward(minutes=1)
    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 2
    assert "10 December" in workspace.field(ticket, "Client notice text").value


def test_a_date_that_went_back_to_the_day_told_is_not_told(workspace, estimated, clock):
    ticket = estimated()
    receive(workspace, ticket)
    for day in (OTHER, DAY):
        workspace.set_due(ticket, day)
        workspace.settle(ticket)
    clock.forward(minutes=5)

    assert workspace.settle_notices(ticket) is None
    assert len(workspace.emails()) == 1


def test_another_time_of_the_same_day_is_not_told(workspace, estimated, clock):
    ticket = estimated()
    receive(workspace, ticket)
    noon = milliseconds(DAY) + 8 * 3_600_000
    workspace.api("PUT", f"/task/{ticket}", by="pm", due_date=noon, due_date_time=True)
    workspace.tell(ticket, "due_date", by="pm", after=str(noon))
    workspace.settle(ticket)
    clock.forward(minutes=5)

    assert workspace.settle_notices(ticket) is None


def test_the_second_change_of_date_is_mailed_as_well(workspace, estimated, clock):
    """The Automation acts when the kind of the notice changes, so the same kind has to be cleared first."""
    ticket = estimated()
    receive(workspace, ticket)
    for day in (OTHER, date(2026, 12, 17)):
        workspace.set_due(ticket, day)
        workspace.settle(ticket)
        clock.forward(minutes=3)
        workspace.settle_notices(ticket)
        receive(workspace, ticket)

    assert len(workspace.emails()) == 3


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("verifying", "In Production", 'the solution for "Checkout fails" is delivered and in production.'),
        ("fixing", "Closed (Unresolved)", 'we have closed "Checkout fails" without a change to the product.'),
    ],
)
def test_closing_tells_the_client_how_it_ended_and_why(workspace, ready, start, end, sentence):
    ticket = ready(start)

    workspace.move(ticket, end, by="qa")
    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1
    text = workspace.field(ticket, "Client notice text").value
    assert sentence in text
    assert "A rounding error was removed." in text


def test_going_back_to_fixing_with_the_same_date_tells_nothing_new(workspace, estimated):
    ticket = estimated()
    receive(workspace, ticket)
    workspace.move(ticket, "verifying", by="tech")
    workspace.move(ticket, "fixing", by="qa")

    assert workspace.settle_notices(ticket) is None


def test_without_a_receipt_the_client_is_told_on_their_own_ticket(workspace, ready, clock):
    switch_automations(workspace, on=False)
    ticket = ready("estimating", linked="86c1cs801")
    workspace.move(ticket, "fixing", by="pm")
    workspace.settle_notices(ticket)
    clock.forward(minutes=5)

    workspace.settle_notices(ticket)
    workspace.settle("86c1cs801")

    assert workspace.comments(ticket) == []
    [comment] = workspace.comments("86c1cs801")
    assert 'we have looked into "Checkout fails" and expect to deliver' in comment["comment_text"]
    assert workspace.settle_notices(ticket) is None


def test_without_a_ticket_of_the_clients_own_the_owner_is_asked_to_tell_them(workspace, ready, clock):
    switch_automations(workspace, on=False)
    ticket = ready("verifying")
    workspace.move(ticket, "In Production", by="qa")
    workspace.settle_notices(ticket)
    clock.forward(minutes=5)

    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert comment["assignee"]["id"] == QA
    assert comment["comment_text"].startswith(
        "Please tell the client yourself. The e-mail was not confirmed in time.\n"
        "\n"
        "A text that is ready to send:\n"
        "\n"
        "Hello,\n"
    )


def test_without_an_address_nobody_waits_for_a_receipt(workspace, ready):
    ticket = ready("verifying", **{"Client email": None})
    workspace.move(ticket, "In Production", by="qa")

    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    text = workspace.comments(ticket)[0]["comment_text"]
    assert 'The field "Client email" is empty, so no e-mail was sent.' in text
    assert workspace.emails() == []


def test_a_receipt_that_no_event_told_of_is_seen_when_it_is_due(workspace, estimated, clock):
    ticket = estimated()
    clock.forward(minutes=5)

    assert workspace.settle_notices(ticket) == clock.now
    assert workspace.settle_notices(ticket) is None
    assert workspace.comments(ticket) == []


def test_a_crash_after_the_trigger_mails_once(workspace, ready, monkeypatch):
    ticket = ready("estimating")
    workspace.move(ticket, "fixing", by="pm")
    monkeypatch.setattr(send_notices.tickets, "note", _die)
    with pytest.raises(KeyboardInterrupt):
        workspace.settle_notices(ticket)
    monkeypatch.undo()

    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1


def test_a_lost_answer_to_the_trigger_mails_once(workspace, ready):
    ticket = ready("estimating")
    workspace.move(ticket, "fixing", by="pm")
    kind = workspace.fields["Client notice"].id
    requests.post(
        f"{workspace.url}/sandbox/faults",
        json={
            "path": f"/api/v2/task/*/field/{kind}",
            "method": "POST",
            "after": True,
            "drop": True,
            "count": 1,
        },
        timeout=5,
    ).raise_for_status()

    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1


def _die(*_args, **_kwargs):
    raise KeyboardInterrupt
