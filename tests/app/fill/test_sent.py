"""What becomes of what someone fills in: written, moved, judged once, in their name."""

from unittest import mock

import pytest

from app.card import card
from app.fill import take
from app.inspect.explain import explain
from app.messages import fill as words
from app.messages.comments import card as card_words
from app.messages.comments.card import UP_TO_DATE
from app.store import fillings
from app.web.form.guard import FORM_OF_ADDRESS
from clickup_client.client import ClickUpClient
from clickup_client.errors import ServerBrokenError
from tests.app.faults import dying_at
from tests.app.people import QA


def test_what_is_right_is_saved_and_moves_the_ticket_in_the_persons_name(
    refused, person, workspace, moves, minor
):
    ticket, address = refused(Severity=None)
    person.open(address)
    assert person.send(severity=minor).startswith(f"{words.SAVING} ")

    page = person.settle(ticket)
    assert page.startswith(f"{words.entered('Replicating')} {words.entered('Replicating')} Saved: Severity.")
    assert workspace.status(ticket) == "replicating"
    assert moves(ticket)[-1] == (QA, "Qa", "allowed")


def test_what_is_still_missing_is_said_beside_it_and_the_rest_is_kept(
    refused, person, workspace, moves, minor
):
    ticket, address = refused(Severity=None, Company=None)
    person.open(address)
    person.send(severity=minor)
    page = person.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert moves(ticket)[-1] == (QA, "Qa", "rejected")
    assert (
        "There is a problem The ticket is back in Validating: it is not ready for Replicating yet. " in page
    )
    assert "Saved: Severity. Company Tier is not known: no Company is linked." in page
    person.send(company="kino terminus")
    assert person.settle(ticket).startswith(words.entered("Replicating"))


def test_what_clickup_drops_without_a_word_is_not_called_saved(refused, person):
    ticket, address = refused(**{"Target URL": None, "Acceptance Criteria": None})
    person.open(address)
    person.send(target_url="on the first page", acceptance_criteria="It works.")
    page = person.settle(ticket)

    assert "Saved: Acceptance Criteria. Target URL is empty." in page
    assert person.value("target_url") == "on the first page"


def test_what_clickup_refuses_leaves_the_ticket_where_it_is_and_says_what_was_saved(
    refused, person, workspace, moves, minor
):
    ticket, address = refused(Severity=None, Company=None)
    person.open(address)
    person.send(severity=minor, company="Nobody Knows")
    page = person.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert len(moves(ticket)) == 1
    assert (
        f"{words.partly('Validating')} Saved: Severity. Not saved: Company. "
        f"Company: {words.no_company('Nobody Knows')}"
    ) in page
    assert person.value("company") == "Nobody Knows"


def test_an_outage_is_waited_for_and_nothing_is_written_twice(refused, person, workspace, clock, minor):
    ticket, address = refused(Severity=None, Company=None)
    person.open(address)
    person.send(severity=minor, company="Kino Terminus")
    away = ServerBrokenError("away", method="PUT", path="/v2/task")
    with (
        mock.patch.object(ClickUpClient, "update_task", side_effect=away),
        pytest.raises(ServerBrokenError),
    ):
        take.take_fillings(workspace.bot, ticket)
    clock.forward(seconds=21)
    assert f"{words.STILL_TRYING} Saved: Severity, Company." in person.look()
    before = workspace.calls()["by_call"]

    assert person.settle(ticket).startswith(words.entered("Replicating"))
    field = "POST /api/v2/task/{task_id}/field/{field_id}"
    assert workspace.calls()["by_call"].get(field) == before.get(field)


def test_the_same_page_sent_twice_is_one(refused, person, moves, minor):
    ticket, address = refused(Severity=None)
    person.open(address)
    token, form = person.token, person.page
    person.send(severity=minor, token=token)
    first = person.address
    person.page = form
    person.send(severity=minor, token=token)
    assert person.address == first

    person.settle(ticket)
    assert len(moves(ticket)) == 2


def test_the_same_page_sent_with_something_else_is_asked_about(refused, person, workspace, minor):
    _, address = refused(Severity=None)
    person.open(address)
    token, form = person.token, person.page
    person.send(severity=minor, token=token)
    person.page = form

    assert words.SENT_ALREADY in person.send(severity=workspace.option("Severity", "Major"), token=token)
    assert person.status == 409


def test_another_site_cannot_send_the_page(refused, person):
    _, address = refused(Severity=None)
    person.open(address)

    assert words.NO_COOKIE in person.send(token="made up")
    assert person.status == 403


def test_far_too_much_is_refused_with_the_way_back(refused, person):
    _, address = refused(Severity=None)
    person.open(address)

    assert words.TOO_LARGE_TEXT in person.send(severity="x" * 300_000)
    assert person.status == 413


def test_who_saves_too_often_waits(refused, person, minor):
    _, address = refused(Severity=None)
    person.open(address)
    form = person.page
    for _ in range(FORM_OF_ADDRESS.most):
        person.page = form
        person.send(token="made up")
    person.page = form

    assert words.too_often(10) in person.send(severity=minor)
    assert person.status == 429


def test_what_comes_after_the_ticket_moved_is_not_carried_out(refused, person, workspace, minor):
    ticket, address = refused(Severity=None)
    person.open(address)
    person.send(severity=minor)
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Major"))
    workspace.move(ticket, "replicating", by="ops")

    assert person.settle(ticket).startswith(words.MOVED_MEANWHILE)
    assert workspace.bot.client.get_task(ticket).field("Severity").value == 1  # Major


def test_a_due_date_is_set_with_the_move(ready, workspace, person, link_of):
    ticket = ready("estimating", due=None)
    workspace.move(ticket, "fixing", by="pm")
    person.open(link_of(ticket))
    person.send(due_date="2026-12-09")

    assert person.settle(ticket).startswith(words.entered("Fixing"))
    assert "Saved: Due date." in person.text


def test_it_costs_a_call_for_each_field_and_three_more(refused, person, workspace, minor):
    ticket, address = refused(Severity=None, Company=None)
    person.open(address)
    person.send(severity=minor, company="Kino Terminus")
    before = workspace.calls()["total"]
    person.settle(ticket)

    assert workspace.calls()["total"] - before == 2 + 3


def test_the_comment_on_a_refusal_names_the_person_and_not_the_bot(refused, person, workspace, minor):
    ticket, address = refused(Severity=None, Company=None)
    person.open(address)
    person.send(severity=minor)
    workspace.tell_of_move(ticket, "validating", "replicating", by="bot")
    person.settle(ticket)

    assert workspace.texts(ticket)[-1].startswith(
        "@Quentin QA moved this ticket from Validating to Replicating"
    )
    assert explain(workspace.bot, ticket).moves[0]["mover_name"] == "Qa"


def test_the_card_names_the_person_until_the_ticket_moves_on(refused, person, workspace, minor):
    ticket, address = refused(Severity=None)
    person.open(address)
    person.send(severity=minor)
    person.settle(ticket)
    sentence = card_words.filled_in_by("Qa").plain().strip()
    assert sentence in the_card(workspace, ticket)

    workspace.set_field(ticket, "De-escalation Reasons", "It cannot be replicated.")
    workspace.move(ticket, "validating", by="ops")
    assert workspace.status(ticket) == "validating"
    assert sentence not in the_card(workspace, ticket)
    workspace.move(ticket, "replicating", by="ops")
    assert workspace.status(ticket) == "replicating"
    assert sentence not in the_card(workspace, ticket)


def the_card(workspace, ticket):
    workspace.clock.forward(seconds=20)
    card.write(workspace.bot, ticket)
    return next(said for said in workspace.texts(ticket) if UP_TO_DATE in said)


@pytest.mark.parametrize(
    ("place", "name", "when"),
    [
        pytest.param(ClickUpClient, "set_field", "after", id="after a field was written"),
        pytest.param(fillings, "note", "after", id="after that was kept"),
        pytest.param(ClickUpClient, "update_task", "after", id="after the ticket moved"),
        pytest.param(take, "hint_made_for", "after", id="after the hint"),
    ],
)
def test_a_crash_leaves_one_move_and_one_result(refused, person, workspace, moves, place, name, when, minor):
    ticket, address = refused(Severity=None)
    person.open(address)
    person.send(severity=minor)
    with dying_at(place, name, when), pytest.raises(KeyboardInterrupt):
        take.take_fillings(workspace.bot, ticket)

    assert person.settle(ticket).startswith(words.entered("Replicating"))
    assert [verdict for *_, verdict in moves(ticket)] == ["rejected", "allowed"]


def test_what_someone_else_did_meanwhile_is_read_all_the_same(refused, person, workspace, minor):
    """The look at the move takes ClickUp's answer to it, unless something newer was heard."""
    ticket, address = refused(Severity=None)
    person.open(address)
    person.send(severity=minor)
    take.take_fillings(workspace.bot, ticket)
    workspace.clock.forward(seconds=1)
    workspace.clear_field(ticket, "Severity")

    assert "it is not ready for Replicating yet" in person.settle(ticket)
    assert workspace.status(ticket) == "validating"


def test_a_ticket_that_is_gone_is_not_written(refused, person, workspace, minor):
    ticket, address = refused(Severity=None)
    person.open(address)
    person.send(severity=minor)
    workspace.api("DELETE", f"/task/{ticket}", by="admin")

    assert person.settle(ticket).startswith(words.MOVED_MEANWHILE)


def test_through_a_link_that_is_no_ones_it_was_someone(ready, workspace, person, link_of, moves, minor):
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", status="replicating")
    workspace.tell_of_move(ticket, "validating", "replicating", by="an Automation")
    workspace.settle(ticket)
    person.open(link_of(ticket))
    person.send(severity=minor)

    assert person.settle(ticket).startswith(words.entered("Replicating"))
    assert moves(ticket)[-1] == (None, None, "allowed")
