"""The table of the customer's process document, sentence by sentence, as a person reads it."""

from datetime import timedelta

import pytest

from rules.notices import owed_on_date, owed_on_entry
from rules.process.durations import WorkingTime

STAGES = (
    "Validating",
    "Replicating",
    "Estimating",
    "Fixing",
    "Verifying",
    "Closed (Resolved)",
    "Closed (Unresolved)",
)


def test_the_stages_are_those_of_the_table_in_its_order(process):
    assert tuple(stage.name for stage in process.stages) == STAGES


def test_every_stage_but_closed_resolved_has_its_own_name_in_clickup(process):
    assert {stage.name: stage.status for stage in process.stages} == {
        "Validating": "validating",
        "Replicating": "replicating",
        "Estimating": "estimating",
        "Fixing": "fixing",
        "Verifying": "verifying",
        "Closed (Resolved)": "In Production",
        "Closed (Unresolved)": "Closed (Unresolved)",
    }


def test_the_owners_are_those_of_the_table(process):
    assert [stage.owner for stage in process.stages] == [
        "Operations",
        "QA",
        "Project Manager",
        "Tech",
        "QA",
        None,
        None,
    ]


def test_the_slas_are_those_of_the_table(process):
    one_day, two_days = WorkingTime(1, "day"), WorkingTime(2, "day")
    assert [stage.sla for stage in process.stages] == [
        one_day,
        two_days,
        one_day,
        "due date",
        one_day,
        None,
        None,
    ]


def test_the_categories_are_those_of_the_document(process):
    assert process.categories == (
        "Bugs/Defects",
        "Infrastructure & Networking Issues",
        "Security Issues",
        "Data Issues",
    )


@pytest.mark.parametrize("stage", STAGES)
def test_a_ticket_with_all_its_data_gets_into_every_stage(reasons, stage):
    assert reasons(stage) == ""


# Validating


def test_validating_needs_a_category(reasons):
    assert reasons("Validating", {"Category": None}, from_stage="Replicating") == (
        'Category is not set. Choose one in the "Category" field: Bugs/Defects, '
        "Infrastructure & Networking Issues, Security Issues or Data Issues."
    )


def test_validating_takes_only_categories_of_the_process(reasons):
    assert reasons("Validating", {"Category": "Feature"}, from_stage="Replicating") == (
        'Category is "Feature", which is not one of its choices. '
        'Correct it: choose one in the "Category" field: '
        "Bugs/Defects, Infrastructure & Networking Issues, Security Issues or Data Issues."
    )


def test_validating_needs_deescalation_reasons_when_deescalating(reasons):
    assert reasons("Validating", {"De-escalation Reasons": None}, from_stage="Replicating") == (
        'De-escalation Reasons is empty. Fill in the "De-escalation Reasons" field.'
    )


def test_validating_needs_no_deescalation_reasons_otherwise(judged):
    decision = judged("Validating", {"De-escalation Reasons": None})
    assert (decision.unmet, decision.asks) == ((), ())


# Replicating


def test_replicating_needs_acceptance_criteria(reasons):
    assert reasons("Replicating", {"Acceptance Criteria": None}) == (
        'Acceptance Criteria is empty. Fill in the "Acceptance Criteria" field.'
    )


def test_replicating_needs_a_target_url(reasons):
    assert reasons("Replicating", {"Target URL": None}) == (
        "Target URL is empty. Put an address that starts with http:// or https:// "
        'into the "Target URL" field.'
    )


def test_replicating_needs_a_severity(reasons):
    assert reasons("Replicating", {"Severity": None}) == (
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.'
    )


def test_replicating_needs_steps_to_reproduce_the_issue(reasons):
    assert reasons("Replicating", {"Steps to Reproduce the Issue": None}) == (
        'Steps to Reproduce the Issue is empty. Fill in the "Steps to Reproduce the Issue" field.'
    )


def test_replicating_needs_to_know_whether_ops_can_reproduce_the_issue(reasons):
    assert reasons("Replicating", {"Ops Can Reproduce the Issue": None}) == (
        'Ops Can Reproduce the Issue is not answered. Answer yes or no in the "Ops Can Reproduce the Issue" '
        "field. If it is a checkbox, tick it for yes, or tick it and untick it again for no."
    )


def test_replicating_needs_to_know_whether_the_issue_affects_other_clients(reasons):
    assert reasons("Replicating", {"Issue affects other clients": None}) == (
        'Issue affects other clients is not answered. Answer yes or no in the "Issue affects other clients" '
        "field. If it is a checkbox, tick it for yes, or tick it and untick it again for no."
    )


def test_replicating_needs_a_client_target_date(reasons):
    assert reasons("Replicating", {"Client Target Date": None}) == (
        'Client Target Date is not set. Choose a day in the "Client Target Date" field.'
    )


def test_replicating_needs_a_company(reasons):
    assert reasons("Replicating", {"Company Tier": None}) == (
        'Company Tier is not known: no Company is linked. In the "Company" field, link a Company '
        'whose "Company Tier" is filled in.'
    )


def test_replicating_needs_the_tier_of_the_company(reasons):
    assert reasons("Replicating", {"Company Tier": ""}) == (
        "Company Tier is not known: the linked Company has none. "
        'In the "Company" field, link a Company whose "Company Tier" is filled in.'
    )


# Estimating


def test_estimating_needs_acceptance_criteria(reasons):
    assert reasons("Estimating", {"Acceptance Criteria": None}) == (
        'Acceptance Criteria is empty. Fill in the "Acceptance Criteria" field.'
    )


def test_estimating_needs_a_target_url(reasons):
    assert reasons("Estimating", {"Target URL": None}) == (
        "Target URL is empty. Put an address that starts with http:// or https:// "
        'into the "Target URL" field.'
    )


def test_estimating_needs_a_severity(reasons):
    assert reasons("Estimating", {"Severity": None}) == (
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.'
    )


def test_estimating_needs_steps_to_reproduce_the_issue(reasons):
    assert reasons("Estimating", {"Steps to Reproduce the Issue": None}) == (
        'Steps to Reproduce the Issue is empty. Fill in the "Steps to Reproduce the Issue" field.'
    )


def test_estimating_needs_to_know_whether_the_issue_affects_other_clients(reasons):
    assert reasons("Estimating", {"Issue affects other clients": None}) == (
        'Issue affects other clients is not answered. Answer yes or no in the "Issue affects other clients" '
        "field. If it is a checkbox, tick it for yes, or tick it and untick it again for no."
    )


def test_estimating_needs_an_issue_workaround(reasons):
    assert reasons("Estimating", {"Issue Workaround": None}) == (
        'Issue Workaround is empty. Fill in the "Issue Workaround" field.'
    )


@pytest.mark.parametrize("datum", ["Ops Can Reproduce the Issue", "Client Target Date", "Company Tier"])
def test_estimating_does_not_ask_again_for_what_only_replicating_needs(reasons, datum):
    assert reasons("Estimating", {datum: None}) == ""


# Fixing


def test_fixing_needs_an_estimated_delivery_date(reasons):
    assert reasons("Fixing", {"Estimated Delivery Date": None}) == (
        "Estimated Delivery Date is not set. Set the ticket's Due Date or the "
        '"Estimated Delivery Date" field. The other one follows.'
    )


def test_fixing_needs_a_priority(reasons):
    assert reasons("Fixing", {"Priority": None}) == (
        "Priority is not set. Set the ticket's priority: Urgent, High, Normal or Low."
    )


def test_entering_fixing_tells_the_client_the_estimated_delivery_date(process, day):
    assert owed_on_entry(process, "Fixing", day=day, told=None) == "estimated"


@pytest.mark.parametrize("stage", ["Fixing", "Verifying"])
def test_from_fixing_on_any_change_of_the_due_date_is_told_to_the_client(process, day, stage):
    assert owed_on_date(process, stage, day=day, told=day - timedelta(days=1)) == "rescheduled"


@pytest.mark.parametrize("stage", ["Fixing", "Verifying"])
def test_from_fixing_on_the_due_date_may_not_be_cleared(process, stage):
    assert process.stage(stage).keeps_date


# Verifying


def test_verifying_needs_a_pull_request(reasons):
    assert reasons("Verifying", {"Pull Request": None}) == (
        'Pull Request is empty. Put the pull request\'s address into the "Pull Request" field, '
        "such as https://github.com/owner/repository/pull/123."
    )


# Closed, resolved: In Production


def test_closing_as_resolved_needs_a_pull_request(reasons):
    assert reasons("Closed (Resolved)", {"Pull Request": None}) == (
        'Pull Request is empty. Put the pull request\'s address into the "Pull Request" field, '
        "such as https://github.com/owner/repository/pull/123."
    )


def test_closing_as_resolved_needs_resolution_notes(reasons):
    assert reasons("Closed (Resolved)", {"Resolution Notes": None}) == (
        'Resolution Notes is empty. Fill in the "Resolution Notes" field.'
    )


def test_closing_as_resolved_tells_the_client_of_the_delivery(process, day):
    assert owed_on_entry(process, "Closed (Resolved)", day=day, told=day) == "delivered"


# Closed, unresolved


def test_closing_as_unresolved_needs_resolution_notes(reasons):
    assert reasons("Closed (Unresolved)", {"Resolution Notes": None}) == (
        'Resolution Notes is empty. Fill in the "Resolution Notes" field.'
    )


def test_closing_as_unresolved_needs_no_pull_request(reasons):
    assert reasons("Closed (Unresolved)", {"Pull Request": None}) == ""


def test_closing_as_unresolved_tells_the_client_of_the_closure(process):
    assert owed_on_entry(process, "Closed (Unresolved)", day=None, told=None) == "closed"
