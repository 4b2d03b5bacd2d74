"""Who has a closed ticket depends on its moves, and not on how often the bot looked."""

import pytest

from clickup_client.client import ClickUpClient
from tests.app.meanwhile import meanwhile
from tests.app.people import OPS, PM, QA, TECH


@pytest.fixture
def verifying(ready):
    return ready("verifying", assignees=[QA])


@pytest.mark.parametrize("looks_between", [True, False], ids=["at each move", "at the end"])
def test_a_ticket_that_is_closed_at_once_keeps_the_owner_of_the_last_stage_before(
    workspace, ready, looks_between
):
    ticket = ready("fixing", assignees=[TECH])
    workspace.drag(ticket, "verifying", by="tech")
    if looks_between:
        workspace.settle(ticket)
    workspace.drag(ticket, "In Production", by="qa")
    workspace.settle(ticket)

    assert workspace.assignees(ticket) == {QA}

    workspace.set_field(ticket, "De-escalation Reasons", "It fails again.", by="ops")
    workspace.move(ticket, "validating", by="ops")

    assert workspace.assignees(ticket) == {OPS}


def test_a_ticket_that_goes_on_while_it_is_assigned_loses_that_owner_when_it_is_closed(workspace, ready):
    ticket = ready("replicating", assignees=[QA])
    workspace.drag(ticket, "estimating", by="qa")
    with meanwhile(
        ClickUpClient, "update_task", lambda: workspace.drag(ticket, "Closed (Unresolved)", by="pm")
    ):
        workspace.settle(ticket)

    assert workspace.assignees(ticket) == {PM}

    workspace.set_field(ticket, "De-escalation Reasons", "It fails again.", by="ops")
    workspace.move(ticket, "validating", by="ops")

    assert workspace.assignees(ticket) == {OPS}


def test_a_ticket_that_went_back_just_before_it_was_closed_loses_the_owner_of_that_stage(workspace, ready):
    ticket = ready("fixing", assignees=[TECH])
    for status in ("estimating", "Closed (Unresolved)"):
        workspace.drag(ticket, status, by="pm")
    workspace.settle(ticket)
    assert workspace.assignees(ticket) == {PM}

    workspace.set_field(ticket, "De-escalation Reasons", "It fails again.", by="ops")
    workspace.move(ticket, "validating", by="ops")

    assert workspace.assignees(ticket) == {OPS}


@pytest.mark.parametrize("closes", ["In Production", "Closed (Unresolved)"], ids=["resolved", "unresolved"])
def test_a_ticket_that_passed_a_stage_that_it_may_not_enter_just_before_it_was_closed_keeps_its_owner(
    workspace, verifying, closes
):
    for status in ("validating", closes):
        workspace.drag(verifying, status, by="pm")
    workspace.settle(verifying)

    assert workspace.status(verifying) == closes
    assert workspace.assignees(verifying) == {QA}

    workspace.set_field(verifying, "De-escalation Reasons", "It fails again.", by="ops")
    workspace.move(verifying, "validating", by="ops")

    assert workspace.assignees(verifying) == {OPS}


@pytest.mark.parametrize(
    "way", [("validating", "fixing"), ("validating", "verifying", "fixing")], ids=["on", "back and on"]
)
def test_a_helper_stays_when_a_ticket_passes_a_stage_of_theirs_that_it_may_not_enter(
    workspace, verifying, way
):
    workspace.api("PUT", f"/task/{verifying}", by="admin", assignees={"add": [OPS], "rem": []})
    for status in way:
        workspace.drag(verifying, status, by="pm")
    workspace.settle(verifying)

    assert workspace.status(verifying) == "fixing"
    assert workspace.assignees(verifying) == {TECH, OPS}


def test_whoever_people_assign_to_a_ticket_before_it_is_closed_keeps_it(workspace, verifying):
    workspace.api("PUT", f"/task/{verifying}", by="admin", assignees={"add": [TECH], "rem": [QA]})

    assert workspace.move(verifying, "In Production", by="qa") == 1
    assert workspace.assignees(verifying) == {TECH}


def test_a_helper_stays_when_a_closed_ticket_is_opened_again(workspace, verifying):
    workspace.api("PUT", f"/task/{verifying}", by="admin", assignees={"add": [PM], "rem": []})
    workspace.move(verifying, "In Production", by="qa")
    workspace.set_field(verifying, "De-escalation Reasons", "It fails again.", by="ops")

    workspace.move(verifying, "validating", by="ops")

    assert workspace.assignees(verifying) == {OPS, PM}


@pytest.mark.parametrize(
    ("start", "closes"),
    [
        pytest.param("verifying", "In Production", id="resolved"),
        pytest.param("verifying", "Closed (Unresolved)", id="unresolved"),
        pytest.param("fixing", "In Production", id="resolved by two moves at once"),
        pytest.param("fixing", "Closed (Unresolved)", id="unresolved by two moves at once"),
    ],
)
def test_a_closed_ticket_that_goes_out_and_back_while_it_is_assigned_keeps_its_owner(
    workspace, ready, start, closes
):
    ticket = ready(start, assignees=[TECH if start == "fixing" else QA])
    if start == "fixing":
        workspace.drag(ticket, "verifying", by="tech")
    workspace.move(ticket, closes, by="qa")
    workspace.set_field(ticket, "De-escalation Reasons", "It fails again.", by="ops")
    workspace.drag(ticket, "validating", by="ops")
    with meanwhile(ClickUpClient, "update_task", lambda: workspace.drag(ticket, closes, by="ops")):
        workspace.settle(ticket)

    assert workspace.status(ticket) == closes
    assert workspace.assignees(ticket) == {QA}


@pytest.mark.parametrize("helpers", [[TECH], [QA, TECH], []], ids=["another", "a helper", "no one"])
def test_whoever_people_assigned_to_a_closed_ticket_has_it_again_when_it_is_back(
    workspace, verifying, helpers
):
    workspace.move(verifying, "In Production", by="qa")
    assignees = {"add": helpers, "rem": [QA] if QA not in helpers else []}
    workspace.api("PUT", f"/task/{verifying}", by="admin", assignees=assignees)
    workspace.set_field(verifying, "De-escalation Reasons", "It fails again.", by="ops")
    workspace.drag(verifying, "validating", by="ops")
    with meanwhile(
        ClickUpClient, "update_task", lambda: workspace.drag(verifying, "In Production", by="ops")
    ):
        workspace.settle(verifying)

    assert workspace.assignees(verifying) == set(helpers)
