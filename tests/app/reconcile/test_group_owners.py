"""A stage may belong to a group of ClickUp users instead of to users."""

import pytest

from rules.process.owner import Owner
from tests.app.automations import switch_automations
from tests.app.people import OPS

QA_GROUP = "31565c29-b256-40ae-9b0f-27511f4bd48a"


@pytest.fixture
def process(process):
    owners = {**process.owners, "QA": Owner(group="QA"), "Tech": Owner(group="Tech")}
    return process.model_copy(update={"owners": owners})


def groups(workspace, task_id):
    return [group["name"] for group in workspace.task(task_id)["group_assignees"]]


def test_the_group_takes_over_from_users_in_two_calls(workspace, ready):
    ticket = ready("validating", assignees=[OPS])

    assert workspace.move(ticket, "replicating") == 2
    assert groups(workspace, ticket) == ["QA"]
    assert workspace.assignees(ticket) == set()


def test_users_take_over_from_the_group(workspace, ready):
    ticket = ready("validating")
    workspace.move(ticket, "replicating")

    workspace.move(ticket, "estimating", by="qa")

    assert groups(workspace, ticket) == []
    assert workspace.assignees(ticket) == {54000004}


def test_one_group_takes_over_from_another(workspace, ready):
    ticket = ready("fixing")
    workspace.api("PUT", f"/task/{ticket}", by="admin", group_assignees={"add": [QA_GROUP], "rem": []})

    workspace.move(ticket, "verifying", by="tech")

    assert groups(workspace, ticket) == ["QA"]


def test_a_group_that_has_it_already_takes_one_call(workspace, ready):
    ticket = ready("fixing")
    workspace.api("PUT", f"/task/{ticket}", by="admin", group_assignees={"add": [QA_GROUP], "rem": []})

    assert workspace.move(ticket, "verifying", by="tech") == 1


def test_a_notice_that_could_not_be_mailed_is_handed_over_to_the_group(workspace, ready, clock):
    switch_automations(workspace, on=False)
    ticket = ready("verifying")
    workspace.move(ticket, "In Production", by="qa")
    workspace.settle_notices(ticket)
    clock.forward(minutes=5)
    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert comment["group_assignee"] == {"id": QA_GROUP, "name": "QA"}
    assert comment["assignee"] is None
