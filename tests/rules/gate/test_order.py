"""Order: which way a ticket may go, whatever it carries."""

import pytest

from rules.decision import Verdict
from rules.gate.gate import decide
from rules.gate.order import stage_after

OPEN = ("Validating", "Replicating", "Estimating", "Fixing", "Verifying")


def test_a_skipped_stage_is_named(reasons):
    assert reasons("Fixing", from_stage="Validating") == (
        "A ticket moves forward one stage at a time: after Validating comes Replicating, not Fixing. "
        "Move it to Replicating first."
    )


@pytest.mark.parametrize("at", range(1, 5))
def test_the_next_stage_is_in_order(reasons, at):
    assert reasons(OPEN[at], from_stage=OPEN[at - 1]) == ""


@pytest.mark.parametrize(
    ("origin", "target"), [(a, b) for at, a in enumerate(OPEN) for b in OPEN[:at]], ids=" to ".join
)
def test_every_earlier_stage_is_in_order(reasons, origin, target):
    assert reasons(target, from_stage=origin) == ""


def test_closed_resolved_is_entered_only_from_verifying(reasons):
    assert reasons("Closed (Resolved)", from_stage="Fixing") == (
        'A ticket moves to Closed (Resolved) ("In Production" in ClickUp) only from Verifying, '
        "and this one was in Fixing. Move it to Verifying first, stage by stage."
    )


def test_closed_resolved_is_not_entered_from_outside(reasons):
    assert reasons("Closed (Resolved)", from_stage=None) == (
        'A ticket moves to Closed (Resolved) ("In Production" in ClickUp) only from Verifying, '
        "and this one came from outside the process. "
        "It starts in Validating and has to reach Verifying first."
    )


def test_closed_resolved_is_not_entered_from_closed_unresolved(reasons):
    assert reasons("Closed (Resolved)", from_stage="Closed (Unresolved)") == (
        'A ticket moves to Closed (Resolved) ("In Production" in ClickUp) only from Verifying, '
        "and this one was in Closed (Unresolved). Reopen it in Validating first."
    )


@pytest.mark.parametrize("origin", OPEN)
def test_closed_unresolved_is_entered_from_any_open_stage(reasons, origin):
    assert reasons("Closed (Unresolved)", from_stage=origin) == ""


def test_closed_unresolved_is_not_entered_from_outside(reasons):
    assert reasons("Closed (Unresolved)", from_stage=None) == (
        "A ticket moves to Closed (Unresolved) only from an open stage, and this one came from outside the "
        "process. It starts in Validating and can be closed from there."
    )


def test_closed_unresolved_is_not_entered_from_closed_resolved(reasons):
    assert reasons("Closed (Unresolved)", from_stage="Closed (Resolved)") == (
        "A ticket moves to Closed (Unresolved) only from an open stage, and this one was in "
        'Closed (Resolved) ("In Production" in ClickUp). Reopen it in Validating first.'
    )


@pytest.mark.parametrize("origin", ["Closed (Resolved)", "Closed (Unresolved)"])
def test_a_closed_ticket_opens_again_in_validating(reasons, origin):
    assert reasons("Validating", from_stage=origin) == ""


def test_a_closed_ticket_opens_again_nowhere_else(reasons):
    assert reasons("Fixing", from_stage="Closed (Resolved)") == (
        "A closed ticket can be reopened only in Validating, not in Fixing. Move it to Validating."
    )


def test_a_move_from_outside_may_arrive_in_any_open_stage(reasons):
    assert reasons("Fixing", from_stage=None) == ""


def test_a_move_to_the_same_stage_is_no_move(judged):
    decision = judged("Fixing", dict.fromkeys(("Priority", "Estimated Delivery Date")), from_stage="Fixing")
    assert (decision.verdict, decision.findings, decision.ends_in) == (Verdict.ALLOWED, (), "Fixing")


# The settings


@pytest.fixture
def reasons_with(process, ticket, move, read):
    """The reasons against a move when the order's settings are others."""

    def sentences(settings, to_stage, from_stage):
        moves = process.moves.model_copy(update=settings)
        changed = process.model_copy(update={"moves": moves})
        decision = decide(changed, ticket(), move(to_stage, from_stage=from_stage))
        return read(decision.unmet)

    return sentences


def test_a_process_may_allow_to_skip_stages(reasons_with):
    assert reasons_with({"forward": "any later stage"}, "Verifying", "Validating") == ""


def test_a_process_may_forbid_to_move_back(reasons_with):
    assert reasons_with({"backward": "never"}, "Validating", "Fixing") == (
        "A ticket cannot move back, so it cannot go from Fixing to Validating. "
        "Leave it in Fixing or move it forward."
    )


def test_a_process_may_let_tickets_move_back_only_one_stage_at_a_time(reasons_with):
    settings = {"backward": "one stage at a time"}
    assert reasons_with(settings, "Estimating", "Fixing") == ""
    assert reasons_with(settings, "Validating", "Fixing") == (
        "A ticket moves back one stage at a time: before Fixing comes Estimating, not Validating. "
        "Move it to Estimating first."
    )


def test_a_process_may_name_the_stages_from_which_tickets_are_closed(reasons_with):
    settings = {"unresolved_from": ("Validating", "Estimating")}
    assert reasons_with(settings, "Closed (Unresolved)", "Estimating") == ""
    assert reasons_with(settings, "Closed (Unresolved)", "Fixing") == (
        "A ticket moves to Closed (Unresolved) only from Validating or Estimating, "
        "and this one was in Fixing. Move it to Validating or Estimating first, stage by stage."
    )


def test_by_default_tickets_are_resolved_from_the_last_open_stage(reasons_with):
    settings = {"resolved_from": "last open stage"}
    assert reasons_with(settings, "Closed (Resolved)", "Verifying") == ""
    assert reasons_with(settings, "Closed (Resolved)", "Fixing") != ""


def test_a_process_may_let_tickets_open_again_in_any_open_stage(reasons_with):
    assert reasons_with({"reopen_to": "any open stage"}, "Fixing", "Closed (Resolved)") == ""


def test_by_default_tickets_open_again_in_the_first_stage(reasons_with):
    assert reasons_with({"reopen_to": "first stage"}, "Replicating", "Closed (Resolved)") == (
        "A closed ticket can be reopened only in Validating, not in Replicating. Move it to Validating."
    )


@pytest.mark.parametrize(
    ("stage", "after"),
    [
        ("Validating", "Replicating"),
        ("Verifying", "Closed (Resolved)"),
        ("Closed (Resolved)", None),
        ("Closed (Unresolved)", None),
    ],
)
def test_after_a_stage_comes_the_next_open_one_and_after_the_last_the_resolved_one(process, stage, after):
    found = stage_after(process, process.stage(stage))

    assert (found and found.name) == after
