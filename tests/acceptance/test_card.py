"""The card of a ticket and the commands in its comments, of a bot whose cards follow after a second."""

import pytest

from app.messages.comments import answers
from tests.acceptance.calls import CHANGE, COMMENT, EDIT_COMMENT, READ
from tests.acceptance.conftest import process_with, wait_for
from tests.acceptance.installation import Installation

pytestmark = pytest.mark.slow

COMMENTS = "GET /api/v2/task/{task_id}/comment"


@pytest.fixture(scope="module")
def prompt(folder):
    """The ClickUp of a bot that writes its cards a second after the last change."""
    own = folder / "prompt"
    own.mkdir()
    process = process_with(own, {"after: 20 seconds": "after: 1 second"})
    with Installation(own, process) as clickup:
        yield clickup


@pytest.fixture(scope="module")
def ticket(prompt):
    """One that lacks a severity, with its card."""
    ticket = prompt.ready("validating", due=None, without={"Severity"})
    wait_for(lambda: prompt.cards(ticket))
    prompt.wait_until_quiet("card", "command")
    return ticket


def calls_of(clickup, act):
    """What the bot calls because of an act, until it is quiet again; {call: times}."""
    before = clickup.calls()
    act()
    clickup.wait_until_quiet("card", "command")
    return dict(clickup.calls() - before)


def ask(clickup, ticket, words, *, by):
    clickup.api("POST", f"/task/{ticket}/comment", by=by, comment_text=words)


def newest(clickup, ticket):
    return clickup.comments(ticket)[-1]["comment_text"]


def test_a_card_is_ticked_as_data_arrive_and_costs_one_call_then(prompt, ticket):
    [before] = prompt.cards(ticket)
    assert "\nSeverity is not set. Choose one in the " in before["comment_text"]

    assert calls_of(prompt, lambda: prompt.fill(ticket, {"Severity": "Minor"})) == {READ: 1, EDIT_COMMENT: 1}

    [after] = prompt.cards(ticket)
    assert after["id"] == before["id"]
    assert "\nSeverity is filled in.\n" in after["comment_text"]
    prompt.clear(ticket, "Severity")
    prompt.wait_until_quiet("card", "command")


def test_a_card_that_stays_as_it_is_costs_nothing(prompt, ticket):
    assert calls_of(prompt, lambda: prompt.fill(ticket, {"Issue Workaround": "Wait."})) == {READ: 1}


def test_who_asks_why_is_told(prompt, ticket):
    assert calls_of(prompt, lambda: ask(prompt, ticket, "/why", by="qa")) == {READ: 1, COMMENT: 1}

    assert newest(prompt, ticket).startswith(
        "@Quentin QA, this ticket is in Validating.\n\nThe ticket cannot move to Replicating:\n"
    )


def test_what_only_looks_like_a_command_costs_nothing(prompt, ticket):
    assert calls_of(prompt, lambda: ask(prompt, ticket, "As you say, and/or whatever.", by="qa")) == {}


def test_only_those_who_may_overrule_the_gate(prompt, ticket):
    ask(prompt, ticket, "/override Replicating It is urgent.", by="ops")
    refused = f"@Olivia Ops, {answers.may_not(['Project Manager'])}\n"
    wait_for(lambda: newest(prompt, ticket).startswith(refused))
    assert prompt.status(ticket) == "validating"
    prompt.wait_until_quiet("card", "command")

    made = calls_of(prompt, lambda: ask(prompt, ticket, "/override replicating It is urgent.", by="pm"))

    # To see who asked and to move it, then as every move with another owner, the answer, the card, and the
    # answer to /why, which the move settles.
    assert made == {READ: 2, COMMENTS: 1, CHANGE: 2, COMMENT: 1, EDIT_COMMENT: 2}
    assert (prompt.status(ticket), prompt.assignees(ticket)) == ("replicating", ["Quentin QA"])
    assert newest(prompt, ticket).startswith(
        "@Paula PM, I moved this ticket to Replicating, as you asked. Your reason: It is urgent.\n\n"
        "What was missing:\nSeverity is not set.\n"
    )
    [card] = prompt.cards(ticket)
    assert card["comment_text"].startswith("This ticket is in Replicating.")
