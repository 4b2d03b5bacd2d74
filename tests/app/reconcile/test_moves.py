"""What happens to a ticket that someone drags."""

import pytest

from app.messages.comments.commands import hint
from app.messages.comments.gate import IN_THE_WAY
from app.process.file import load_process
from tests.app.people import MERGED, OPS, PM, QA, TECH

HINT = hint(load_process(None)).plain()


def test_a_rejected_move_is_put_back_with_one_comment_in_three_calls(workspace, ready):
    ticket = ready("validating", **{"Severity": None, "Acceptance Criteria": "  "})

    calls = workspace.move(ticket, "replicating")

    assert calls == 3
    assert workspace.status(ticket) == "validating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"] == (
        "@Olivia Ops moved this ticket from Validating to Replicating, but it is not ready for that stage. "
        "I moved it back to Validating.\n"
        "\n"
        f"{IN_THE_WAY}\n"
        'Acceptance Criteria is empty. Fill in the "Acceptance Criteria" field.\n'
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.\n'
        "\n"
        "When this is done, move the ticket to Replicating again.\n"
        f"{HINT}"
        "Stagegate, reference 1"
    )


def test_the_mover_is_mentioned_and_each_missing_item_is_an_open_box(workspace, ready):
    ticket = ready("validating", Severity=None)

    workspace.move(ticket, "replicating")

    runs = workspace.comments(ticket)[0]["comment"]
    assert runs[0]["type"] == "tag"
    assert runs[0]["user"]["id"] == OPS
    assert {"list": {"list": "unchecked"}} in [run.get("attributes") for run in runs]


def test_a_valid_move_is_let_through_and_the_owner_changes_in_two_calls(workspace, ready):
    ticket = ready("validating", assignees=[OPS])

    calls = workspace.move(ticket, "replicating")

    assert calls == 2
    assert workspace.status(ticket) == "replicating"
    assert workspace.assignees(ticket) == {QA}
    assert workspace.comments(ticket) == []


def test_a_valid_move_to_the_owner_who_has_it_already_takes_one_call(workspace, ready):
    ticket = ready("replicating", assignees=[PM])

    assert workspace.move(ticket, "estimating", by="qa") == 1
    assert workspace.status(ticket) == "estimating"


def test_only_the_previous_owners_are_replaced(workspace, ready):
    ticket = ready("validating")
    workspace.api("PUT", f"/task/{ticket}", by="admin", assignees={"add": [OPS, TECH], "rem": []})

    workspace.move(ticket, "replicating")

    assert workspace.assignees(ticket) == {QA, TECH}


def test_the_same_rejection_again_edits_the_comment_in_three_calls(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")

    calls = workspace.move(ticket, "replicating")

    assert calls == 3
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].endswith("Tried 2 times. Stagegate, reference 1")


def test_another_rejection_is_another_comment(workspace, ready):
    """Someone who filled in one of two things is told what is left, with a notification."""
    ticket = ready("validating", **{"Severity": None, "Acceptance Criteria": None})
    workspace.move(ticket, "replicating")
    workspace.set_field(ticket, "Acceptance Criteria", "It works.")

    workspace.move(ticket, "replicating")

    assert len(workspace.comments(ticket)) == 2


def test_getting_through_resolves_what_was_said_before(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"
    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [True]


def test_the_same_rejection_after_getting_through_is_a_new_comment(workspace, ready):
    ticket = ready("estimating", due=None)
    workspace.move(ticket, "fixing", by="pm")
    workspace.set_due(ticket, workspace.clock.now.date())
    workspace.move(ticket, "fixing", by="pm")
    workspace.move(ticket, "estimating", by="pm")
    workspace.move(ticket, "verifying", by="pm")

    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [False, True]


def test_an_echo_of_our_own_writes_costs_no_call(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    workspace.tell_of_move(ticket, "replicating", "validating", by="bot")

    assert workspace.settle(ticket) == 0


def test_a_person_who_shares_the_bots_user_is_judged_all_the_same(workspace, ready):
    ticket = ready("validating", Severity=None)

    workspace.move(ticket, "replicating", by="sandbox")

    assert workspace.status(ticket) == "validating"


def test_skipping_a_stage_names_the_next_one(workspace, ready):
    ticket = ready("validating")

    workspace.move(ticket, "fixing")

    assert workspace.status(ticket) == "validating"
    assert (
        "A ticket moves forward one stage at a time: after Validating comes Replicating, not Fixing."
        in workspace.comments(ticket)[0]["comment_text"]
    )


def test_two_quick_valid_drags_are_both_let_through(workspace, ready):
    ticket = ready("replicating")
    workspace.drag(ticket, "estimating")
    workspace.drag(ticket, "fixing")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "fixing"


def test_dragging_back_before_the_bot_looked_is_no_move(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    workspace.drag(ticket, "validating")

    assert workspace.settle(ticket) == 1
    assert workspace.comments(ticket) == []


def test_a_duplicate_delivery_changes_nothing(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    workspace.tell_of_move(ticket, "validating", "replicating")

    workspace.settle(ticket)

    assert len(workspace.comments(ticket)) == 1
    assert workspace.status(ticket) == "validating"


@pytest.mark.parametrize("status", ["In Production", "in production", "IN PRODUCTION"])
def test_a_status_may_have_another_name_than_its_stage_in_any_capitals(workspace, ready, status):
    ticket = ready("verifying", **{"Resolution Notes": None})

    workspace.move(ticket, status, by="qa")

    assert workspace.status(ticket) == "verifying"
    text = workspace.comments(ticket)[0]["comment_text"]
    assert 'from Verifying to Closed (Resolved) ("In Production" in ClickUp)' in text


def test_an_automation_that_moves_a_ticket_is_not_mentioned(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", by="admin", status="replicating")
    workspace.tell_of_move(ticket, "validating", "replicating", by="clickbot")

    workspace.settle(ticket)

    assert workspace.comments(ticket)[0]["comment_text"].startswith("An Automation moved this ticket")


def test_a_de_escalation_needs_a_reason_written_since(workspace, ready):
    ticket = ready("replicating", **{"De-escalation Reasons": "An old reason."})

    workspace.move(ticket, "validating", by="qa")
    assert workspace.status(ticket) == "replicating"

    workspace.set_field(ticket, "De-escalation Reasons", "It cannot be reproduced.", by="qa")
    workspace.settle(ticket)
    workspace.move(ticket, "validating", by="qa")
    assert workspace.status(ticket) == "validating"


def test_the_same_reason_written_again_counts(workspace, ready):
    """Only ClickUp's history tells that someone wrote it again."""
    ticket = ready("replicating", **{"De-escalation Reasons": "Not reproducible."})
    workspace.clear_field(ticket, "De-escalation Reasons", by="qa")
    workspace.settle(ticket)
    workspace.set_field(ticket, "De-escalation Reasons", "Not reproducible.", by="qa")

    workspace.move(ticket, "validating", by="qa")

    assert workspace.status(ticket) == "validating"


def test_a_reason_is_used_up_by_the_de_escalation(workspace, ready):
    ticket = ready("replicating")
    workspace.set_field(ticket, "De-escalation Reasons", "Not reproducible.", by="qa")
    workspace.move(ticket, "validating", by="qa")
    workspace.move(ticket, "replicating")

    workspace.move(ticket, "validating", by="qa")

    assert workspace.status(ticket) == "replicating"


def test_a_closed_ticket_reopens_only_to_validating(workspace, ready):
    ticket = ready("In Production")
    workspace.set_field(ticket, "De-escalation Reasons", "It came back.")

    workspace.move(ticket, "fixing")
    assert workspace.status(ticket) == "In Production"

    workspace.move(ticket, "validating")
    assert workspace.status(ticket) == "validating"


@pytest.mark.parametrize("closed", ["In Production", "Closed (Unresolved)"])
def test_a_reopened_ticket_loses_the_owners_of_the_stage_that_it_was_closed_in(workspace, ready, closed):
    ticket = ready("fixing", assignees=[TECH, PM])
    for status, by in (("verifying", "tech"), (closed, "qa")):
        workspace.move(ticket, status, by=by)
    assert workspace.assignees(ticket) == {QA, PM}
    workspace.set_field(ticket, "De-escalation Reasons", "It came back.")

    workspace.move(ticket, "validating")

    assert workspace.assignees(ticket) == {OPS, PM}


def test_a_ticket_that_was_closed_before_us_loses_the_owners_of_the_stage_before(workspace, ready):
    ticket = ready("In Production", assignees=[QA, PM])
    workspace.set_field(ticket, "De-escalation Reasons", "It came back.")

    workspace.move(ticket, "validating")

    assert workspace.assignees(ticket) == {OPS, PM}


def test_a_stage_without_owners_on_the_way_does_not_keep_them_for_good(workspace, ready):
    workspace.change_stage("Estimating", owner=None)
    ticket = ready("validating", assignees=[OPS])
    for status in ("replicating", "estimating", "fixing"):
        workspace.move(ticket, status)

    assert workspace.assignees(ticket) == {TECH}


def test_the_first_stage_is_not_left_without_what_it_requires(workspace, ready):
    ticket = ready("validating", Category=None)

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    [said] = workspace.texts(ticket)
    assert "Category is not set." in said


def test_from_outside_the_data_of_all_stages_up_to_there_count(workspace):
    made = workspace.create("verifying", fields={"Pull Request": MERGED})
    workspace.tell_of_creation(made, "verifying")
    workspace.settle(made)

    assert workspace.status(made) == "validating"
    [said] = workspace.texts(made)
    for name in ("Category", "Severity", "Issue Workaround", "Priority"):
        assert f"{name} is " in said
