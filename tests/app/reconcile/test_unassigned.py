"""ClickUp answers 200 and assigns no one: it is said once, to someone who can help."""

import dataclasses
from datetime import timedelta

import pytest

from app.deliveries.hint import hint_again
from app.doctor.people import check_assigned
from app.workspace.directory import Assignees
from app.workspace.owners import OwnerChange
from clickup_client.models import Task
from tests.app.faults import clear_faults, fault
from tests.app.people import PEOPLE
from tests.app.texts import mentioned

DROPPED = (
    "ClickUp did not assign Quentin QA, who should have this ticket in Replicating. "
    "Perhaps ClickUp does not let this owner see the ticket. "
    "@Paula PM, please share the list with them, or assign someone else.\n"
    "Stagegate, reference 1"
)


def drop_assignees(workspace):
    fault(workspace, path="/api/v2/task/{task_id}", method="PUT", token="pk_sandbox", ignore=["assignees"])


def checks(bot):
    return list(check_assigned(bot.engine, bot.client.get_workspaces()[0]))


def test_it_is_said_once_and_the_doctor_finds_it(workspace, ready, bot):
    ticket = ready("validating")
    drop_assignees(workspace)

    workspace.move(ticket, "replicating")
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    assert workspace.texts(ticket) == [DROPPED]
    [check] = checks(bot)
    assert check.line == (
        "✗ owner qa@stagegate.example: ClickUp did not assign qa@stagegate.example to a ticket, last on "
        f"{bot.now():%Y-%m-%d}.\n"
        "    → Share the list of tickets with them, or run `stagegate setup` to choose someone else."
    )


def test_those_who_can_help_are_not_mentioned_on_every_ticket(workspace, ready, clock):
    first, second, later = ready("validating"), ready("validating"), ready("validating")
    drop_assignees(workspace)
    workspace.move(first, "replicating")
    workspace.move(second, "replicating")
    clock.now += timedelta(days=2)
    workspace.move(later, "replicating")

    said = [mentioned(workspace.comments(ticket)[0]) for ticket in (first, second, later)]
    assert said == [[PEOPLE["pm"]], [], [PEOPLE["pm"]]]


def test_once_the_owner_can_be_assigned_again_the_doctor_is_content(workspace, ready, bot):
    one, other = ready("validating"), ready("validating")
    drop_assignees(workspace)
    workspace.move(one, "replicating")
    clear_faults(workspace)

    workspace.move(other, "replicating")

    assert workspace.comments(other) == []
    assert checks(bot) == []


def test_what_was_said_is_resolved_when_the_ticket_goes_on(workspace, ready):
    ticket = ready("validating")
    drop_assignees(workspace)
    workspace.move(ticket, "replicating")
    clear_faults(workspace)

    workspace.move(ticket, "estimating", by="qa")

    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [True]


def test_an_owner_whom_clickup_refuses_is_named_too(workspace, ready):
    owners = {**workspace.bot.directory.owners, "QA": Assignees(users=frozenset({99}))}
    workspace.use(directory=dataclasses.replace(workspace.bot.directory, owners=owners))
    ticket = ready("validating")

    workspace.move(ticket, "replicating")

    assert workspace.texts(ticket)[0].startswith("ClickUp did not assign 99, who should have this ticket")


BOTH = OwnerChange(add_users=frozenset({1}), add_groups=frozenset({"g"}))
TASK = {"id": "t", "status": "x", "list_id": "1"}


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        (None, Assignees(frozenset({1}), frozenset({"g"}))),
        ({"assignees": [], "group_assignees": []}, Assignees(frozenset({1}), frozenset({"g"}))),
        ({"assignees": [{"id": 1}], "group_assignees": []}, Assignees(groups=frozenset({"g"}))),
        ({"assignees": []}, Assignees(users=frozenset({1}))),
        ({"assignees": [None]}, Assignees()),
        ({}, Assignees()),
    ],
    ids=["refused", "no one", "not the group", "groups untold", "unreadable", "untold"],
)
def test_what_an_answer_does_not_tell_is_not_missing(answer, missing):
    read = None if answer is None else Task.model_validate(TASK | answer)

    assert BOTH.missing(read) == missing


def test_whoever_assigns_someone_settles_what_asks_for_it(workspace, ready):
    ticket = ready("validating")
    drop_assignees(workspace)
    workspace.move(ticket, "replicating")
    workspace.tell(ticket, "assignee_add", by="bot", after={"id": PEOPLE["tech"]})
    workspace.settle(ticket)
    [before] = workspace.comments(ticket)

    workspace.tell(ticket, "assignee_add", by="pm", after={"id": PEOPLE["tech"]})
    workspace.settle(ticket)

    [after] = workspace.comments(ticket)
    assert (before["resolved"], after["resolved"]) == (False, True)


def test_an_owner_who_has_the_ticket_by_then_settles_it_without_a_word(workspace, ready):
    ticket = ready("validating")
    drop_assignees(workspace)
    workspace.move(ticket, "replicating")
    clear_faults(workspace)
    workspace.api("PUT", f"/task/{ticket}", by="pm", assignees={"add": [PEOPLE["qa"]]})

    with workspace.bot.engine.begin() as connection:
        hint_again(connection, ticket, workspace.bot.now())
    workspace.settle(ticket)

    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [True]
