"""What the client is told when things happen at the same time, in an odd order, or only by half."""

from datetime import date, timedelta

import pytest
import requests

from app.messages.comments import fallback
from app.notices import send as send_notices
from app.store import notices, tickets
from clickup_client.errors import NoAnswerError
from tests.app.automations import receive, switch_automations
from tests.app.dates import DAY, OTHER, milliseconds
from tests.app.faults import clear_faults, die, fault, rename_field


@pytest.fixture
def told(ready, workspace):
    """A ticket in Fixing whose client was told the delivery date, and has confirmed it."""
    ticket = ready("estimating", due=DAY)
    workspace.move(ticket, "fixing", by="pm")
    workspace.settle_notices(ticket)
    receive(workspace, ticket)
    return ticket


def known(bot, ticket):
    with bot.engine.begin() as connection:
        return tickets.get(connection, ticket)


def still_open(bot, ticket):
    with bot.engine.begin() as connection:
        return [notice.kind for notice in notices.open_of(connection, ticket)]


def triggers(workspace):
    return [email["trigger"] for email in workspace.emails()]


def send_all(workspace, ticket, clock):
    """Let every open notice run its course."""
    for _ in range(20):
        if (again := workspace.settle_notices(ticket)) is None:
            return
        clock.now = max(again, clock.now)
    raise AssertionError("the notices never come to an end")


def test_a_date_changed_just_before_a_drag_is_told(workspace, told, clock):
    """The drag is not delayed like the edit, so both are looked at together."""
    workspace.set_due(told, OTHER)
    workspace.drag(told, "verifying", by="tech")
    workspace.settle(told)

    assert workspace.settle_notices(told) == clock.now + timedelta(minutes=2)
    send_all(workspace, told, clock)
    assert triggers(workspace) == ["estimated", "rescheduled"]


def test_a_date_changed_just_before_a_drag_that_is_put_back_is_told(workspace, told, clock):
    workspace.clear_field(told, "Pull Request")
    workspace.set_due(told, OTHER)
    workspace.drag(told, "verifying", by="tech")
    workspace.settle(told)
    send_all(workspace, told, clock)

    assert workspace.status(told) == "fixing"
    assert triggers(workspace) == ["estimated", "rescheduled"]


def test_going_back_to_estimating_takes_back_a_date_not_told_yet(workspace, told, clock):
    workspace.set_due(told, OTHER)
    workspace.settle(told)
    workspace.move(told, "estimating", by="pm")
    send_all(workspace, told, clock)

    assert triggers(workspace) == ["estimated"]


def test_a_ticket_that_came_to_verifying_from_outside_owes_no_change_of_date(workspace, ready, bot, clock):
    ticket = ready("verifying", due=DAY)
    with bot.engine.begin() as connection:
        tickets.mark_gone(connection, ticket, clock.now)
    workspace.tell(ticket, "section_moved", before={"id": "1"}, after={"id": "901200000001"})
    workspace.settle(ticket)
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)

    assert still_open(bot, ticket) == []


def test_into_fixing_twice_before_anything_was_sent_is_told_once(workspace, ready, clock):
    ticket = ready("estimating", due=DAY)
    for status in ("fixing", "estimating", "fixing"):
        workspace.move(ticket, status, by="pm")
        clock.forward(seconds=1)
    send_all(workspace, ticket, clock)

    assert triggers(workspace) == ["estimated"]


def test_an_estimate_is_not_told_once_the_ticket_went_back(workspace, ready, bot, clock):
    ticket = ready("estimating", due=DAY)
    workspace.move(ticket, "fixing", by="pm")
    workspace.move(ticket, "estimating", by="pm")
    send_all(workspace, ticket, clock)

    assert workspace.emails() == []
    assert known(bot, ticket).told_day is None


def test_what_is_owed_is_told_in_order_one_after_the_other(workspace, ready, clock):
    ticket = ready("estimating", due=DAY)
    workspace.move(ticket, "fixing", by="pm")
    workspace.move(ticket, "verifying", by="tech")
    workspace.move(ticket, "In Production", by="qa")

    assert workspace.settle_notices(ticket) == clock.now
    assert triggers(workspace) == ["estimated"]
    receive(workspace, ticket)
    send_all(workspace, ticket, clock)
    assert triggers(workspace) == ["estimated", "delivered"]


def test_the_next_notice_waits_for_the_receipt_of_the_one_before(workspace, ready, clock):
    """They use the same fields, so the second would take the receipt of the first."""
    switch_automations(workspace, on=False)
    ticket = ready("estimating", due=DAY)
    workspace.move(ticket, "fixing", by="pm")
    workspace.settle_notices(ticket)
    workspace.move(ticket, "verifying", by="tech")
    workspace.move(ticket, "In Production", by="qa")

    assert workspace.settle_notices(ticket) == clock.now + timedelta(minutes=5)


def test_a_crash_between_mail_and_record_mails_once_even_if_the_ticket_is_renamed(
    workspace, ready, monkeypatch
):
    ticket = ready("verifying")
    workspace.move(ticket, "In Production", by="qa")
    monkeypatch.setattr(send_notices, "_note_sent", die)
    with pytest.raises(KeyboardInterrupt):
        workspace.settle_notices(ticket)
    monkeypatch.undo()
    workspace.api("PUT", f"/task/{ticket}", name="Checkout failed")

    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1
    assert "Checkout fails" in workspace.field(ticket, "Client notice text").value


def test_a_crash_between_mail_and_record_does_not_hide_a_new_date(workspace, told, clock, monkeypatch):
    workspace.set_due(told, OTHER)
    workspace.settle(told)
    clock.forward(minutes=2)
    monkeypatch.setattr(send_notices, "_note_sent", die)
    with pytest.raises(KeyboardInterrupt):
        workspace.settle_notices(told)
    monkeypatch.undo()
    workspace.set_due(told, date(2026, 12, 17))
    workspace.settle(told)
    send_all(workspace, told, clock)

    assert triggers(workspace) == ["estimated", "rescheduled", "rescheduled"]
    assert "17 December" in workspace.field(told, "Client notice text").value


def test_a_date_told_another_way_counts_as_told(workspace, ready, bot):
    ticket = ready("estimating", due=DAY, **{"Client email": None})
    workspace.move(ticket, "fixing", by="pm")
    workspace.settle_notices(ticket)
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)

    assert known(bot, ticket).told_day == DAY
    assert still_open(bot, ticket) == []


def test_fields_that_clickup_does_not_take_are_no_reason_to_tell_no_one(workspace, ready, bot):
    ticket = ready("verifying")
    workspace.move(ticket, "In Production", by="qa")
    fault(workspace, path="/api/v2/task/*/field/*", method="POST", status=400)

    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    assert still_open(bot, ticket) == []
    text = workspace.comments(ticket)[0]["comment_text"]
    assert fallback.NOT_ACCEPTED in text


def test_a_kind_without_its_option_is_handed_over(workspace, ready):
    ticket = ready("verifying")
    workspace.move(ticket, "In Production", by="qa")
    rename_field(workspace, "Client notice", "Old notice")
    rename_field(workspace, "Severity", "Client notice")

    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    assert fallback.no_option("Client notice", "delivered") in workspace.comments(ticket)[0]["comment_text"]


def test_a_ticket_that_is_deleted_owes_nothing_any_more(workspace, ready, bot, clock):
    ticket = ready("estimating")
    workspace.move(ticket, "fixing", by="pm")
    requests.delete(
        f"{workspace.url}/api/v2/task/{ticket}", headers={"Authorization": "pk_admin"}, timeout=120
    ).raise_for_status()

    send_all(workspace, ticket, clock)

    assert still_open(bot, ticket) == []
    assert workspace.emails() == []


@pytest.mark.parametrize(
    ("start", "end", "mails"), [("estimating", "fixing", []), ("verifying", "In Production", ["delivered"])]
)
def test_a_ticket_that_left_the_list_still_tells_how_it_ended_but_no_dates(
    workspace, ready, bot, clock, start, end, mails
):
    ticket = ready(start)
    workspace.move(ticket, end, by="qa")
    with bot.engine.begin() as connection:
        tickets.mark_gone(connection, ticket, clock.now)

    send_all(workspace, ticket, clock)

    assert triggers(workspace) == mails


def test_switching_to_shadow_mode_sends_nothing_that_was_owed(workspace, ready, clock):
    ticket = ready("estimating")
    workspace.move(ticket, "fixing", by="pm")
    workspace.change_process(mode="shadow")

    send_all(workspace, ticket, clock)

    assert workspace.emails() == []


def test_two_tickets_of_one_client_are_told_about_once_each(workspace, ready, clock):
    """The comment belongs to the client's ticket, and to the one job that works on that."""
    switch_automations(workspace, on=False)
    both = [ready("estimating", linked="86c1cs801") for _ in range(2)]
    for ticket in both:
        workspace.move(ticket, "fixing", by="pm")
        workspace.settle_notices(ticket)
    clock.forward(minutes=5)
    for ticket in both:
        workspace.settle_notices(ticket)
    workspace.settle("86c1cs801")

    texts = [comment["comment_text"] for comment in workspace.comments("86c1cs801")]
    assert sorted(ticket for text in texts for ticket in both if ticket in text) == sorted(both)


def test_the_comment_for_the_client_is_queued_with_the_record(workspace, ready, bot):
    ticket = ready("verifying", linked="86c1cs801", **{"Client email": None})
    workspace.move(ticket, "In Production", by="qa")
    workspace.settle_notices(ticket)

    with bot.engine.begin() as connection:
        locks = connection.exec_driver_sql("SELECT lock FROM procrastinate_jobs").scalars().all()
    assert "task:86c1cs801" in locks


def test_a_due_date_with_a_time_is_told_as_a_day(workspace, told, clock):
    """A time of day far from midnight does not make it another day."""
    late = milliseconds(OTHER) + 19 * 3_600_000 + 59 * 60_000
    workspace.api("PUT", f"/task/{told}", by="pm", due_date=late, due_date_time=True)
    workspace.tell(told, "due_date", by="pm", after=str(late))
    workspace.settle(told)
    send_all(workspace, told, clock)

    assert "10 December" in workspace.field(told, "Client notice text").value


@pytest.fixture
def unsure(ready, workspace, lose_the_answer):
    """A ticket whose client was mailed the delivery date, but the bot got no answer to that."""
    ticket = ready("estimating", due=DAY)
    workspace.move(ticket, "fixing", by="pm")
    lose_the_answer(ticket)
    return ticket


@pytest.fixture
def lose_the_answer(workspace):
    """Let the bot send the notices of a ticket without getting an answer."""

    def lose(ticket, *, after=True):
        path = f"/api/v2/task/*/field/{workspace.fields['Client notice'].id}"
        fault(workspace, path=path, method="POST", after=after, drop=True)
        with pytest.raises(NoAnswerError):
            workspace.settle_notices(ticket)
        clear_faults(workspace)

    return lose


def test_a_date_that_changed_after_a_lost_answer_is_told_as_a_change(workspace, unsure, clock):
    workspace.set_due(unsure, OTHER)
    workspace.settle(unsure)
    workspace.settle_notices(unsure)
    workspace.settle_notices(unsure)
    assert triggers(workspace) == ["estimated"]

    send_all(workspace, unsure, clock)
    assert triggers(workspace) == ["estimated", "rescheduled"]


def test_a_date_that_came_back_after_a_lost_answer_is_told_too(workspace, told, clock, lose_the_answer):
    """The client was mailed the other day, whatever the bot heard of that."""
    workspace.set_due(told, OTHER)
    workspace.settle(told)
    clock.forward(minutes=2)
    lose_the_answer(told)
    workspace.set_due(told, DAY)
    workspace.settle(told)

    send_all(workspace, told, clock)
    assert triggers(workspace) == ["estimated", "rescheduled", "rescheduled"]


def test_a_lost_answer_needs_no_second_receipt(workspace, unsure, bot):
    workspace.settle_notices(unsure)

    assert still_open(bot, unsure) == []
    assert triggers(workspace) == ["estimated"]


def test_a_lost_call_that_did_not_send_is_followed_by_the_day_of_now(
    workspace, ready, clock, lose_the_answer
):
    ticket = ready("estimating", due=DAY)
    workspace.move(ticket, "fixing", by="pm")
    lose_the_answer(ticket, after=False)
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)

    send_all(workspace, ticket, clock)
    assert triggers(workspace) == ["estimated"]
    assert known(workspace.bot, ticket).told_day == OTHER
