"""What the client is told, and that each thing is told once."""

from datetime import date, timedelta

import pytest
import requests

from app.messages.client.notices import client_notice
from app.messages.comments import fallback
from app.notices import send as send_notices
from tests.app.automations import receive, switch_automations
from tests.app.dates import DAY, OTHER, milliseconds

QA = 54000003
TECH = 54000005


@pytest.fixture
def estimated(ready, workspace):
    """A ticket in Fixing whose client was told the delivery date."""

    def make(**how):
        ticket = ready("estimating", due=DAY, **how)
        workspace.move(ticket, "fixing", by="pm")
        workspace.settle_notices(ticket)
        return ticket

    return make


def notice(kind, ticket, *, day=DAY, notes=None):
    """What the client of a ticket reads who was told nothing before."""
    return client_notice(kind, ticket="Checkout fails", reference=ticket, day=day, told=None, notes=notes)


def kinds(workspace):
    return [email["subject"] for email in workspace.emails()]


def test_entering_fixing_mails_the_estimated_date_to_the_client(workspace, estimated):
    ticket = estimated()

    [email] = workspace.emails()
    assert email["to"] == "client@example.com"
    assert workspace.field(ticket, "Client notice text").value == notice("estimated", ticket)


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


def test_each_change_starts_the_quiet_period_again_and_the_last_day_is_told_once(workspace, estimated, clock):
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
    ("start", "end", "kind"),
    [("verifying", "In Production", "delivered"), ("fixing", "Closed (Unresolved)", "closed")],
)
def test_closing_tells_the_client_how_it_ended_and_why(workspace, ready, start, end, kind):
    ticket = ready(start)

    workspace.move(ticket, end, by="qa")
    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1
    text = workspace.field(ticket, "Client notice text").value
    assert text == notice(kind, ticket, day=None, notes="A rounding error was removed.")


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
    assert comment["comment_text"].startswith(notice("estimated", ticket))
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
    text = notice("delivered", ticket, day=None, notes="A rounding error was removed.")
    asked = fallback.hand_over(text, why=fallback.NOT_CONFIRMED).plain()
    assert comment["comment_text"].startswith(asked)


def test_without_an_address_no_one_waits_for_a_receipt(workspace, ready):
    ticket = ready("verifying", **{"Client email": None})
    workspace.move(ticket, "In Production", by="qa")

    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    text = workspace.comments(ticket)[0]["comment_text"]
    assert fallback.no_address("Client email") in text
    assert workspace.emails() == []


def test_a_receipt_that_no_event_reported_is_seen_when_it_is_due(workspace, estimated, clock):
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
        timeout=120,
    ).raise_for_status()

    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1


def _die(*_args, **_kwargs):
    raise KeyboardInterrupt


def test_a_past_day_is_asked_about_before_the_client_is_told(workspace, ready, clock):
    past = (clock.now - timedelta(days=3)).date()
    ticket = ready("estimating", due=past)
    workspace.move(ticket, "fixing", by="pm")

    assert workspace.settle_notices(ticket) == clock.now
    assert workspace.settle_notices(ticket) == clock.now + timedelta(days=1)
    workspace.settle(ticket)

    assert workspace.emails() == []
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].startswith(fallback.past_day(past).plain())
    assert comment["assignee"]["id"] == TECH

    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1
    assert workspace.field(ticket, "Client notice text").value == notice("estimated", ticket, day=OTHER)
    assert len(workspace.comments(ticket)) == 1


def test_another_past_day_is_not_told_either(workspace, estimated, clock):
    ticket = estimated()
    receive(workspace, ticket)
    past = (clock.now - timedelta(days=1)).date()
    workspace.set_due(ticket, past)
    workspace.settle(ticket)
    clock.forward(minutes=2)
    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1


def test_what_the_client_was_certainly_not_told_is_not_called_told(workspace, ready, clock):
    """It was taken as it stands: the person who put it into Fixing may have told the client, or not."""
    ticket = ready("fixing")
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    clock.forward(minutes=2)
    workspace.settle_notices(ticket)

    assert workspace.field(ticket, "Client notice text").value == notice("rescheduled", ticket, day=OTHER)
