"""The gate as a whole: what is judged, where the ticket ends, what is asked."""

from rules.decision import Outcome, Verdict
from rules.gate.gate import data_needed, decide, lookups, missing_inside
from rules.ticket import Move, Ticket, Unread

NO_CATEGORY = (
    'Category is not set. Choose one in the "Category" field: Bugs/Defects, '
    "Infrastructure & Networking Issues, Security Issues or Data Issues."
)


def codes(findings):
    return [finding.code for finding in findings]


# The verdict


def test_an_allowed_ticket_belongs_where_it_was_moved(judged):
    decision = judged("Replicating")
    assert (decision.verdict, decision.ends_in) == (Verdict.ALLOWED, "Replicating")


def test_a_rejected_ticket_belongs_where_it_came_from(judged):
    decision = judged("Replicating", {"Severity": None})
    assert (decision.verdict, decision.ends_in) == (Verdict.REJECTED, "Validating")


def test_an_undecided_ticket_stays_where_it_is(judged):
    decision = judged("Replicating", {"Severity": Unread("ClickUp does not answer")})
    assert (decision.verdict, decision.ends_in) == (Verdict.UNDECIDED, "Replicating")


def test_one_unmet_requirement_rejects_whatever_the_unknown_ones_say(judged):
    unread = Unread("ClickUp does not answer")
    assert judged("Replicating", {"Severity": None, "Target URL": unread}).verdict is Verdict.REJECTED


def test_everything_unmet_is_reported_at_once(judged):
    decision = judged("Fixing", {"Priority": None, "Estimated Delivery Date": None}, from_stage="Validating")
    assert codes(decision.unmet) == ["order", "datum:Estimated Delivery Date", "datum:Priority"]


def test_what_is_met_is_reported_too(judged, process):
    decision = judged("Fixing", {"Priority": None})
    assert [(finding.code, finding.outcome) for finding in decision.findings] == [
        (f"datum:{need.datum}", Outcome.UNMET if need.datum == "Priority" else Outcome.MET)
        for need in process.stage("Fixing").requires
    ]


def test_the_decision_names_its_ticket_and_move(judged, move):
    decision = judged("Fixing")
    assert (decision.task_id, decision.move) == ("86cx1k2ab", move("Fixing"))


# From outside


def test_a_ticket_created_without_category_stays_in_validating_and_is_asked(judged, read):
    decision = judged("Validating", {"Category": None})
    assert (decision.verdict, decision.ends_in, decision.findings) == (Verdict.ALLOWED, "Validating", ())
    assert read(decision.asks) == NO_CATEGORY


def test_what_could_not_be_read_is_not_asked_for(judged):
    assert judged("Validating", {"Category": Unread("ClickUp does not answer")}).asks == ()


def test_a_ticket_created_in_a_later_stage_goes_to_validating_if_it_fails(judged):
    decision = judged("Fixing", {"Priority": None}, from_stage=None)
    assert (decision.verdict, decision.ends_in, decision.asks) == (Verdict.REJECTED, "Validating", ())


def test_a_ticket_created_in_a_later_stage_needs_what_all_stages_up_to_it_require(judged):
    nothing = dict.fromkeys(["Category", "Company Tier", "Issue Workaround", "Priority"])
    decision = judged("Fixing", nothing, from_stage=None)
    assert codes(decision.unmet) == [f"datum:{name}" for name in nothing]
    assert (decision.ends_in, decision.asks) == ("Validating", ())


def test_a_ticket_created_in_a_later_stage_stays_there_if_it_has_all_its_data(judged):
    later = dict.fromkeys(["Pull Request", "Resolution Notes"])
    decision = judged("Fixing", later, from_stage=None)
    assert (decision.verdict, decision.ends_in, decision.asks) == (Verdict.ALLOWED, "Fixing", ())


def test_from_outside_a_stage_that_may_be_skipped_does_not_count(process, ticket):
    leaping = process.model_copy(
        update={"moves": process.moves.model_copy(update={"forward": "any later stage"})}
    )
    decision = decide(
        leaping, ticket({"Severity": None, "Category": None}), Move(from_stage=None, to_stage="Fixing")
    )
    assert codes(decision.unmet) == ["datum:Category"]


def test_a_ticket_that_goes_on_from_where_it_came_in_needs_the_stages_up_to_there_as_well(judged):
    nothing = dict.fromkeys(["Category", "Company Tier", "Pull Request"])
    decision = judged("Verifying", nothing, from_stage=None, via=("Fixing",))
    assert codes(decision.unmet) == [f"datum:{name}" for name in nothing]


def test_a_closed_stage_cannot_be_entered_from_outside(judged, read):
    decision = judged("Closed (Unresolved)", {"Category": None, "Severity": None}, from_stage=None)
    assert (codes(decision.unmet), read(decision.asks)) == (["order"], NO_CATEGORY)


def test_the_first_stage_is_not_left_without_what_it_requires(judged):
    assert codes(judged("Replicating", {"Category": None}).unmet) == ["datum:Category"]


def test_a_ticket_that_is_closed_without_a_solution_may_lack_what_the_first_stage_requires(judged):
    decision = judged("Closed (Unresolved)", {"Category": None}, from_stage="Validating")
    assert decision.verdict is Verdict.ALLOWED


def test_what_must_be_so_in_the_first_stage_is_asked_for_and_holds_a_ticket(process_with, ticket, read):
    process = process_with({"Validating": [{"datum": "Ops Can Reproduce the Issue", "is": "yes"}]})
    told_no = ticket({"Ops Can Reproduce the Issue": False})
    created = decide(process, told_no, Move(from_stage=None, to_stage="Validating"))
    assert codes(created.asks) == ["datum:Ops Can Reproduce the Issue"]
    going_on = decide(process, told_no, Move(from_stage="Validating", to_stage="Replicating"))
    assert codes(going_on.unmet) == ["datum:Ops Can Reproduce the Issue"]
    assert read(going_on.unmet) == read(created.asks)


def test_what_the_first_stage_wants_fresh_need_not_be_newer_than_the_ticket(process_with, ticket):
    process = process_with({"Validating": [{"datum": "Severity", "fresh": True}], "Replicating": []})
    decision = decide(process, ticket(), Move(from_stage="Validating", to_stage="Replicating"))
    assert decision.verdict is Verdict.ALLOWED


def test_nothing_is_asked_twice(process_with, ticket, move):
    process = process_with({"Validating": [{"datum": "Priority"}, {"datum": "Severity"}]})
    decision = decide(process, ticket({"Priority": None}), move("Fixing", from_stage=None))
    assert (codes(decision.unmet), decision.asks) == (["datum:Priority"], ())


def test_an_old_entry_counts_for_a_ticket_from_outside(process_with, ticket):
    process = process_with({"Fixing": [{"datum": "De-escalation Reasons", "fresh": True}]})
    decision = decide(process, ticket(), Move(from_stage=None, to_stage="Fixing"))
    assert decision.verdict is Verdict.ALLOWED


def test_a_rejected_ticket_from_inside_is_not_asked_for_more(judged):
    assert judged("Replicating", {"Severity": None, "Category": None}).asks == ()


# Dragged through several stages


def test_stages_on_the_way_have_their_say(reasons):
    assert reasons(
        "Estimating", {"Client Target Date": None}, from_stage="Validating", via=("Replicating",)
    ) == ('Client Target Date is not set. Choose a day in the "Client Target Date" field.')


def test_a_datum_that_several_stages_require_is_reported_once(judged):
    decision = judged("Estimating", {"Severity": None}, from_stage="Validating", via=("Replicating",))
    (finding,) = decision.unmet
    assert finding.required == "Replicating and Estimating require Severity."


def test_each_hop_is_judged_for_order(reasons):
    assert reasons("Verifying", from_stage="Validating", via=("Replicating",)) == (
        "A ticket moves forward one stage at a time: after Replicating comes Estimating, not Verifying. "
        "Move it to Estimating first."
    )


def test_a_detour_that_came_back_to_the_start_is_no_move(judged):
    decision = judged("Validating", from_stage="Validating", via=("Fixing",))
    assert (decision.verdict, decision.findings) == (Verdict.ALLOWED, ())


def test_a_detour_that_came_back_on_the_way_does_not_count(reasons):
    way = ("Replicating", "Fixing", "Replicating")
    assert reasons("Estimating", {"Priority": None}, from_stage="Validating", via=way) == ""


def test_a_detour_over_the_start_does_not_count(reasons):
    assert reasons("Replicating", from_stage="Validating", via=("Fixing", "Validating")) == ""


def test_a_stage_that_could_have_been_passed_by_has_no_say(reasons):
    """From Replicating back to Validating needs nothing of Estimating, wherever the mouse went."""
    assert (
        reasons("Validating", {"Issue Workaround": None}, from_stage="Replicating", via=("Estimating",)) == ""
    )


def test_a_wrong_turn_that_ends_in_a_legal_place_is_forgiven(reasons):
    assert reasons("Replicating", from_stage="Validating", via=("Fixing",)) == ""


def test_reopening_on_the_way_needs_its_reasons(reasons):
    assert reasons(
        "Replicating",
        {"De-escalation Reasons": None},
        from_stage="Closed (Resolved)",
        via=("Validating",),
    ) == ('De-escalation Reasons is empty. Fill in the "De-escalation Reasons" field.')


def test_the_stricter_demand_on_a_datum_counts(judged):
    decision = judged("Closed (Resolved)", from_stage="Fixing", via=("Verifying",))
    assert [finding.required for finding in decision.findings] == [
        "Verifying and Closed (Resolved) require Pull Request to be merged.",
        "Closed (Resolved) requires Resolution Notes.",
    ]


def test_the_stricter_demand_counts_whichever_comes_first(process_with, move):
    merged, filled = {"datum": "Pull Request", "is": "merged"}, {"datum": "Pull Request"}
    process = process_with({"Verifying": [merged], "Closed (Resolved)": [filled]})
    way = move("Closed (Resolved)", from_stage="Fixing", via=("Verifying",))
    assert lookups(process, way) == {"Pull Request"}


# Stages that the process does not know, because its file was changed meanwhile


def test_an_unknown_stage_leaves_the_move_undecided(process, ticket, read):
    move = Move(from_stage="Validating", to_stage="Triage", via=("Fixing",))
    decision = decide(process, ticket(), move)
    assert (decision.verdict, decision.ends_in) == (Verdict.UNDECIDED, "Triage")
    assert read(decision.findings) == (
        '"Triage" is not a stage of Level 2 Support. The stages are Validating, Replicating, Estimating, '
        "Fixing, Verifying, Closed (Resolved) and Closed (Unresolved)."
    )


def test_a_move_from_an_unknown_stage_comes_from_outside(judged):
    decision = judged("Fixing", {"Priority": None}, from_stage="Triage")
    assert (codes(decision.unmet), decision.ends_in) == (["datum:Priority"], "Validating")


def test_an_unknown_stage_on_the_way_is_passed_over(reasons):
    assert reasons("Replicating", from_stage="Validating", via=("Triage",)) == ""


# Required while inside


def test_a_datum_that_is_cleared_inside_is_missing(process, ticket, read):
    findings = missing_inside(process, ticket({"Priority": None}), "Fixing")
    assert read(findings) == "Priority is not set. Set the ticket's priority: Urgent, High, Normal or Low."


def test_a_ticket_with_its_data_lacks_nothing_inside(process, ticket):
    assert missing_inside(process, ticket(), "Fixing") == ()


def test_inside_no_one_asks_again_whether_a_reason_is_fresh_or_a_pull_request_merged(process, ticket):
    values = {"De-escalation Reasons": None, "Pull Request": None}
    assert missing_inside(process, ticket(values), "Validating") == ()
    (finding,) = missing_inside(process, ticket(values), "Closed (Resolved)")
    assert finding.required == "Closed (Resolved) requires Pull Request."


def test_a_stage_that_the_process_does_not_know_lacks_nothing(process):
    assert missing_inside(process, Ticket("1", {}), "Triage") == ()


# What the application has to gather


def test_only_a_merge_that_matters_is_looked_up(process, move):
    assert lookups(process, move("Closed (Resolved)")) == {"Pull Request"}
    assert lookups(process, move("Verifying")) == frozenset()


def test_the_word_of_a_person_is_not_looked_up(process_with, move):
    by_word = {"datum": "Issue affects other clients", "is": "yes"}
    assert lookups(process_with({"Fixing": [by_word]}), move("Fixing")) == frozenset()


def test_a_merge_on_the_way_matters_too(process):
    assert lookups(process, Move(from_stage="Verifying", to_stage="Validating")) == frozenset()
    way = Move(from_stage="Fixing", to_stage="Closed (Resolved)", via=("Verifying",))
    assert lookups(process, way) == {"Pull Request"}


def test_only_the_data_that_are_judged_are_needed(process, move):
    assert data_needed(process, move("Fixing")) == {need.datum for need in process.stage("Fixing").requires}


def test_from_outside_the_data_of_the_first_stage_are_needed_as_well(process, move):
    assert data_needed(process, move("Validating")) == {"Category"}
    assert data_needed(process, move("Closed (Unresolved)", from_stage=None)) == {
        "Resolution Notes",
        "Category",
    }


def test_deescalating_needs_its_reasons(process, move):
    assert data_needed(process, move("Validating", from_stage="Fixing")) == {
        "Category",
        "De-escalation Reasons",
    }
