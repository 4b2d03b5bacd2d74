"""The comment that someone finds on a ticket that was put back."""

from app.messages.comments.commands import hint
from app.messages.comments.gate import IN_THE_WAY
from app.process.file import load_process
from tests.acceptance.conftest import wait_for
from tests.acceptance.people import missing

HINT = hint(load_process(None)).plain()

pytest_plugins = ["tests.acceptance.fixtures"]

ADMIN = 54000006


def test_the_gate_comment_says_who_moved_what_where_all_that_is_missing_and_what_to_do(clickup):
    ticket = clickup.ready("validating", due=None, without={"Severity"}, **{"Acceptance Criteria": " "})

    clickup.drag(ticket, "replicating")

    text, end, reference = clickup.wait_for_rejection(ticket, "validating").rpartition("\n")
    assert text + end == (
        "Olivia Ops moved this ticket from Validating to Replicating, but it is not ready for that stage. "
        "I moved it back to Validating.\n"
        "\n"
        f"{IN_THE_WAY}\n"
        'Acceptance Criteria is empty. Fill in the "Acceptance Criteria" field.\n'
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.\n'
        "\n"
        "When this is done, move the ticket to Replicating again.\n"
        "Fill in what is missing\n"
        f"{HINT}"
    )
    assert reference.startswith("Stagegate, reference ")


def test_the_gate_comment_mentions_the_mover_and_makes_a_checklist(clickup):
    """Ada, since the others move many tickets just now."""
    ticket = clickup.ready("validating", due=None, without={"Severity"})

    clickup.drag(ticket, "replicating", by="admin")

    [comment] = clickup.wait_for_comments(ticket, 1)
    first, *rest = comment["comment"]
    assert (first["type"], first["user"]["id"]) == ("tag", ADMIN)
    assert [run.get("attributes") for run in rest].count({"list": {"list": "unchecked"}}) == 1


def test_the_same_rejection_again_edits_the_comment(clickup):
    ticket = clickup.ready("validating", due=None, without={"Severity"})
    clickup.drag(ticket, "replicating")
    clickup.wait_for_rejection(ticket, "validating")
    [first] = clickup.comments(ticket)

    clickup.drag(ticket, "replicating")

    wait_for(lambda: "Tried 2 times." in clickup.comments(ticket)[0]["comment_text"])
    assert [comment["id"] for comment in clickup.comments(ticket)] == [first["id"]]


def test_another_rejection_is_a_comment_of_its_own(clickup):
    """So that someone who did half of it is told about the other half, with a notification."""
    ticket = clickup.ready("validating", due=None, without={"Severity", "Acceptance Criteria"})
    clickup.drag(ticket, "replicating")
    clickup.wait_for_rejection(ticket, "validating")
    clickup.fill(ticket, {"Severity": "Minor"})

    clickup.drag(ticket, "replicating")

    _, second = clickup.wait_for_comments(ticket, 2)
    [item] = missing(second["comment_text"])
    assert item.startswith("Acceptance Criteria is empty. ")


def test_a_ticket_that_gets_through_has_its_gate_comment_resolved(clickup):
    ticket = clickup.ready("validating", due=None, without={"Severity"})
    clickup.drag(ticket, "replicating")
    clickup.wait_for_rejection(ticket, "validating")
    clickup.fill(ticket, {"Severity": "Minor"})

    clickup.drag(ticket, "replicating")

    wait_for(lambda: [comment["resolved"] for comment in clickup.comments(ticket)] == [True])
    assert clickup.status(ticket) == "replicating"
