"""Due dates and what the client is told about them, with waiting times of seconds instead of minutes."""

from datetime import date

import pytest

from app.messages.client.notices import client_notice
from app.messages.comments import fallback, gate
from clickup_client.comment import text
from tests.acceptance.conftest import UNDISTURBED, process_with, wait_for
from tests.acceptance.installation import Installation
from tests.acceptance.people import CLIENTS, DUE

pytest_plugins = ["tests.acceptance.fixtures"]

OTHER, THIRD, LAST = date(2026, 12, 10), date(2026, 12, 17), date(2026, 12, 18)


def estimated(ticket):
    """What the client of a ticket reads that has entered Fixing."""
    return client_notice(
        "estimated", ticket="Checkout fails", reference=ticket, day=DUE, told=None, notes=None
    )


@pytest.fixture(scope="module")
def hasty(folder):
    """The ClickUp of a bot that waits for seconds where the shipped process waits for minutes."""
    own = folder / "hasty"
    own.mkdir()
    process = process_with(
        own,
        {
            "quiet period: 2 minutes": "quiet period: 1 second",
            "receipt within: 5 minutes": "receipt within: 2 seconds",
            **UNDISTURBED,
        },
    )
    with Installation(own, process) as clickup:
        yield clickup


@pytest.fixture
def without_automations(hasty):
    """Someone switched ClickUp's Automations off: no mail, no receipt."""
    hasty.sandbox("POST", "/automations", enabled=False)
    yield
    hasty.sandbox("POST", "/automations", enabled=True)


@pytest.fixture(scope="module")
def told(hasty):
    """
    What people did to promised dates, and what came of it.

    All at once, since each takes its time; the bot is quiet again, so whatever was to be told has been.
    """
    promised = ("left alone", "changed", "changed thrice", "changed back", "field changed")
    tickets = {what: hasty.prepare("fixing") for what in promised}
    tickets["not promised"] = hasty.prepare("estimating")
    for ticket in tickets.values():
        hasty.wait_until_accepted(ticket)
    tickets["client's own"] = hasty.create(where=CLIENTS, name="Your checkout is broken")
    hasty.link(tickets["left alone"], tickets["client's own"])
    hasty.wait_until_quiet()

    hasty.set_due(tickets["changed"], OTHER)
    for day in (OTHER, THIRD, LAST):
        hasty.set_due(tickets["changed thrice"], day)
    hasty.set_due(tickets["changed back"], OTHER)
    hasty.fill(tickets["field changed"], {"Estimated Delivery Date": OTHER}, by="tech")
    hasty.set_due(tickets["not promised"], OTHER)
    wait_for(lambda: hasty.field(tickets["changed back"], "Estimated Delivery Date") == OTHER)
    hasty.set_due(tickets["changed back"], DUE)
    hasty.wait_until_quiet()
    return tickets


@pytest.fixture(scope="module")
def dated(clickup):
    """
    What people did to the two dates of tickets, all at once; the bot is quiet again.

    This bot waits two minutes before it tells a client of a new date.
    """
    changed = ("due date", "field", "both", "cleared")
    tickets = {what: clickup.prepare("estimating") for what in changed}
    tickets["promised"], tickets["promised and cleared"] = (clickup.prepare("fixing") for _ in range(2))
    for ticket in tickets.values():
        clickup.wait_until_accepted(ticket)

    clickup.set_due(tickets["due date"], OTHER)
    clickup.fill(tickets["field"], {"Estimated Delivery Date": OTHER}, by="pm")
    clickup.fill(tickets["both"], {"Estimated Delivery Date": OTHER}, by="pm")
    clickup.set_due(tickets["both"], THIRD)
    clickup.set_due(tickets["cleared"], None)
    clickup.set_due(tickets["promised"], OTHER)
    clickup.set_due(tickets["promised and cleared"], None, by="tech")
    clickup.wait_until_quiet()
    return tickets


def dates(clickup, ticket):
    """Due Date and Estimated Delivery Date."""
    return clickup.due(ticket), clickup.field(ticket, "Estimated Delivery Date")


# --- two fields for one date ------------------------------------------------------------------------------


def test_the_estimated_delivery_date_follows_the_due_date(clickup, dated):
    assert dates(clickup, dated["due date"]) == (OTHER, OTHER)


def test_the_due_date_follows_the_estimated_delivery_date(clickup, dated):
    assert dates(clickup, dated["field"]) == (OTHER, OTHER)


def test_the_due_date_wins_when_both_were_changed(clickup, dated):
    assert dates(clickup, dated["both"]) == (THIRD, THIRD)


def test_before_fixing_a_cleared_due_date_clears_the_estimated_delivery_date(clickup, dated):
    assert dates(clickup, dated["cleared"]) == (None, None)


def test_from_fixing_on_a_cleared_due_date_is_put_back_with_a_comment(clickup, dated):
    ticket = dated["promised and cleared"]

    assert dates(clickup, ticket) == (DUE, DUE)
    [comment] = clickup.comments(ticket)
    restored = gate.date_restored(DUE, text("@Theo Tech"), told=False).plain()  # no mail went out
    assert comment["comment_text"].startswith(restored)


# --- the client is told -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_changed_due_date_is_told_to_the_client(hasty, told):
    _, mail = hasty.emails(told["changed"])

    assert (mail["trigger"], mail["to"]) == ("rescheduled", "client@example.com")
    assert "10 December 2026" in mail["body"]
    assert hasty.field(told["changed"], "Client notice text") == client_notice(
        "rescheduled", ticket="Checkout fails", reference=told["changed"], day=OTHER, told=DUE, notes=None
    )


@pytest.mark.slow
def test_several_changes_within_the_quiet_period_are_told_once_with_the_last_date(hasty, told):
    _, mail = hasty.emails(told["changed thrice"])

    assert mail["trigger"] == "rescheduled"
    assert "18 December 2026" in mail["body"]


@pytest.mark.slow
def test_a_due_date_that_is_changed_back_is_not_told(hasty, told):
    assert [mail["trigger"] for mail in hasty.emails(told["changed back"])] == ["estimated"]
    assert hasty.field(told["changed back"], "Estimated Delivery Date") == DUE


@pytest.mark.slow
def test_a_date_changed_in_the_estimated_delivery_date_field_is_told_as_well(hasty, told):
    _, mail = hasty.emails(told["field changed"])

    assert mail["trigger"] == "rescheduled"
    assert "10 December 2026" in mail["body"]


@pytest.mark.slow
def test_before_fixing_a_changed_due_date_is_not_told(hasty, told):
    assert hasty.emails(told["not promised"]) == []
    assert hasty.field(told["not promised"], "Estimated Delivery Date") == OTHER


def test_a_changed_due_date_is_not_told_before_the_quiet_period_is_over(clickup, dated):
    assert dates(clickup, dated["promised"]) == (OTHER, OTHER)
    assert [mail["trigger"] for mail in clickup.emails(dated["promised"])] == ["estimated"]


# --- receipts, and other ways -----------------------------------------------------------------------------


@pytest.mark.slow
def test_with_a_receipt_the_client_is_told_once_and_no_one_is_bothered(hasty, told):
    """Quiet means that the time for the receipt is over, too."""
    assert [mail["trigger"] for mail in hasty.emails(told["left alone"])] == ["estimated"]
    assert hasty.comments(told["left alone"]) == []
    assert hasty.comments(told["client's own"]) == []


@pytest.mark.slow
@pytest.mark.usefixtures("without_automations")
def test_without_a_receipt_the_clients_own_ticket_gets_the_notice_as_a_comment(hasty):
    own = hasty.create(where=CLIENTS, name="Your checkout is broken")
    ticket = hasty.ready("estimating")
    hasty.link(ticket, own)

    hasty.drag(ticket, "fixing", by="pm")

    [comment] = hasty.wait_for_comments(own, 1)
    assert comment["comment_text"].rstrip("\n") == estimated(ticket)
    assert hasty.comments(ticket) == []


@pytest.mark.slow
@pytest.mark.usefixtures("without_automations")
def test_without_a_receipt_and_a_clients_ticket_the_owner_is_asked_to_tell_the_client(hasty):
    ticket = hasty.ready("estimating")

    hasty.drag(ticket, "fixing", by="pm")

    [comment] = hasty.wait_for_comments(ticket, 1)
    assert comment["assignee"]["username"] == "Theo Tech"
    asked = fallback.hand_over(estimated(ticket), why=fallback.NOT_CONFIRMED).plain()
    assert comment["comment_text"].startswith(asked)


@pytest.mark.slow
def test_without_an_address_the_owner_is_asked_at_once(hasty):
    ticket = hasty.ready("estimating", without={"Client email"})

    hasty.drag(ticket, "fixing", by="pm")

    [comment] = hasty.wait_for_comments(ticket, 1)
    assert comment["assignee"]["username"] == "Theo Tech"
    asked = fallback.hand_over(estimated(ticket), why=fallback.no_address("Client email")).plain()
    assert comment["comment_text"].startswith(asked)
    assert hasty.emails(ticket) == []
