"""De-escalating: going back needs a reason, and an old one does not count twice."""

import pytest

from rules.decision import Verdict
from rules.gate.gate import data_needed, decide
from rules.ticket import Unread

FRESH = frozenset({"De-escalation Reasons"})


def test_a_reason_written_in_the_stage_that_is_left_counts(reasons):
    assert reasons("Validating", from_stage="Fixing", written=FRESH) == ""


def test_an_old_reason_has_to_be_written_again(reasons):
    assert reasons("Validating", from_stage="Fixing", written=frozenset()) == (
        "De-escalation Reasons has not been updated since the ticket entered Fixing. "
        'Write a new entry: fill in the "De-escalation Reasons" field.'
    )


def test_a_reason_that_was_cleared_is_not_fresh_but_missing(reasons):
    assert reasons("Validating", {"De-escalation Reasons": " "}, from_stage="Fixing", written=FRESH) == (
        'De-escalation Reasons is empty. Fill in the "De-escalation Reasons" field.'
    )


def test_reopening_is_deescalating_too(reasons):
    assert reasons("Validating", from_stage="Closed (Resolved)", written=frozenset()) == (
        "De-escalation Reasons has not been updated since the ticket entered "
        'Closed (Resolved) ("In Production" in ClickUp). '
        'Write a new entry: fill in the "De-escalation Reasons" field.'
    )


def test_a_reason_that_could_not_be_read_is_not_called_old(judged, read):
    decision = judged(
        "Validating",
        {"De-escalation Reasons": Unread("ClickUp does not answer")},
        from_stage="Fixing",
        written=frozenset(),
    )
    assert read(decision.unknown) == (
        "De-escalation Reasons could not be read: ClickUp does not answer. "
        "The move is checked again as soon as this is known."
    )


def test_going_back_into_another_stage_needs_that_stages_data(reasons):
    assert reasons("Replicating", {"Severity": None}, from_stage="Fixing") == (
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.'
    )


@pytest.mark.parametrize("to_stage", ["Replicating", "Estimating", "Fixing"])
def test_going_back_elsewhere_needs_no_reason(reasons, to_stage):
    assert reasons(to_stage, {"De-escalation Reasons": None}, from_stage="Verifying") == ""


def test_what_is_required_is_said_in_one_sentence(judged):
    decision = judged("Validating", from_stage="Fixing", written=frozenset())
    assert [finding.required for finding in decision.unmet] == [
        "Validating requires De-escalation Reasons, updated since the ticket entered Fixing."
    ]


REASONS_WHEN_BACK = {"datum": "De-escalation Reasons", "when": "de-escalating"}


def test_a_stage_may_ask_for_reasons_only_of_tickets_that_come_back(process_with, ticket, move):
    process, silent = process_with({"Fixing": [REASONS_WHEN_BACK]}), ticket({"De-escalation Reasons": None})

    assert decide(process, silent, move("Fixing")).verdict is Verdict.ALLOWED
    assert decide(process, silent, move("Fixing", from_stage="Verifying")).verdict is Verdict.REJECTED


def test_from_one_closed_stage_to_the_other_is_not_deescalating(process_with, move):
    process = process_with({"Closed (Resolved)": [REASONS_WHEN_BACK]})
    assert data_needed(process, move("Closed (Resolved)", from_stage="Closed (Unresolved)")) == frozenset()


def test_a_reason_that_one_stage_wants_again_has_to_be_new_for_all(process_with, ticket, move):
    process = process_with({"Replicating": [{"datum": "De-escalation Reasons"}]})
    way = move("Replicating", from_stage="Closed (Unresolved)", via=("Validating",), written=frozenset())
    (finding,) = decide(process, ticket(), way).unmet
    assert finding.required == (
        "Validating and Replicating require De-escalation Reasons, "
        "updated since the ticket entered Closed (Unresolved)."
    )
