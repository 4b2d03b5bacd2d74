"""Tickets that come from outside the process."""

import pytest
from sqlalchemy import text

from app.messages.comments.gate import CAN_STAY
from app.reconcile import poll
from tests.app.people import OPS, QA


def test_created_in_validating_without_category_stays_and_is_asked(workspace):
    ticket = workspace.create("validating")
    workspace.tell_of_creation(ticket, "validating")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"] == (
        f"@Olivia Ops put this ticket into Validating. {CAN_STAY}\n"
        "\n"
        "Still required:\n"
        'Category is not set. Choose one in the "Category" field: Bugs/Defects, '
        "Infrastructure & Networking Issues, Security Issues or Data Issues.\n"
        "Stagegate, reference 1"
    )


def test_created_in_validating_with_category_is_left_in_peace(workspace):
    ticket = workspace.create("validating", fields={"Category": workspace.option("Category", "Data Issues")})
    workspace.tell_of_creation(ticket, "validating")

    workspace.settle(ticket)

    assert workspace.comments(ticket) == []
    assert {user["id"] for user in workspace.task(ticket)["assignees"]} == {54000002}


def test_a_ticket_whose_creation_no_one_reported_gets_the_owner_of_the_stage_it_is_put_back_to(
    workspace, bot
):
    poll.poll_lists(bot)
    ticket = workspace.create("validating")

    workspace.move(ticket, "estimating", by="qa")

    assert (workspace.status(ticket), workspace.assignees(ticket)) == ("validating", {OPS})


def test_a_ticket_whose_creation_no_one_reported_has_its_owner_also_if_it_goes_out_and_back(workspace, bot):
    poll.poll_lists(bot)
    ticket = workspace.create("replicating")
    workspace.drag(ticket, "Closed (Unresolved)", by="qa")
    workspace.drag(ticket, "replicating", by="qa")

    workspace.settle(ticket)

    assert (workspace.status(ticket), workspace.assignees(ticket)) == ("replicating", {QA})


def test_created_in_a_later_stage_without_its_data_goes_to_validating(workspace):
    ticket = workspace.create("verifying")
    workspace.tell_of_creation(ticket, "verifying")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    said = workspace.comments(ticket)[0]["comment_text"]
    assert (
        "put this ticket into Verifying, but it is not ready for that stage. I moved it to Validating."
        in said
    )
    for name in ("Category", "Acceptance Criteria", "Issue Workaround", "Priority", "Pull Request"):
        assert f"{name} is " in said
    assert "To enter Verifying:\nPull Request is empty." in said
    assert (
        "one stage at a time: to Replicating, then to Estimating, then to Fixing, then to Verifying." in said
    )


def test_a_ticket_moved_in_from_another_list_is_judged_as_from_outside(workspace):
    ticket = workspace.create("verifying")
    workspace.tell(ticket, "section_moved", before={"id": "1"}, after={"id": "901200000001"})

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"


def test_a_ticket_seen_for_the_first_time_when_edited_is_adopted_as_it_stands(workspace):
    ticket = workspace.create("verifying")
    workspace.tell(ticket, "name", after="Another name")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "verifying"
    assert workspace.comments(ticket) == []


def test_a_ticket_seen_for_the_first_time_when_moved_is_judged_from_where_it_was(workspace):
    ticket = workspace.create("replicating")
    workspace.tell_of_move(ticket, "validating", "replicating")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"


@pytest.mark.parametrize("looks_between", [True, False], ids=["after a look", "before any look"])
@pytest.mark.parametrize(
    ("start", "to", "said"),
    [
        ("validating", "estimating", "moved this ticket from Validating to Estimating, but it is not ready"),
        ("estimating", "validating", "De-escalation Reasons is empty."),
    ],
    ids=["too far", "back without a reason"],
)
def test_a_new_ticket_that_is_dragged_on_is_judged_from_where_it_came_in_however_soon(
    workspace, ready, bot, looks_between, start, to, said
):
    ticket = ready(start)
    with bot.engine.begin() as connection:
        connection.execute(text("DELETE FROM tickets WHERE task_id = :ticket"), {"ticket": ticket})
    workspace.tell_of_creation(ticket, start)
    if looks_between:
        workspace.settle(ticket)

    workspace.drag(ticket, to)
    for _ in range(2):  # what a look leaves of a way is the next one's
        workspace.settle(ticket)

    assert workspace.status(ticket) == start
    [comment] = workspace.comments(ticket)
    assert said in comment["comment_text"]


def test_a_new_ticket_that_a_poll_finds_too_is_judged_by_what_was_reported(workspace, ready, bot, clock):
    poll.poll_lists(bot)
    clock.forward(minutes=5)
    ticket = ready("estimating")
    with bot.engine.begin() as connection:
        connection.execute(text("DELETE FROM tickets WHERE task_id = :ticket"), {"ticket": ticket})
    workspace.tell_of_creation(ticket, "estimating")
    workspace.drag(ticket, "In Production", by="qa")
    poll.poll_lists(bot)

    for _ in range(2):
        workspace.settle(ticket)

    assert workspace.status(ticket) == "estimating"


def test_a_new_ticket_in_a_wrong_stage_may_be_moved_to_a_right_one_before_any_look(workspace, ready, bot):
    ticket = ready("verifying", **{"Pull Request": None})
    with bot.engine.begin() as connection:
        connection.execute(text("DELETE FROM tickets WHERE task_id = :ticket"), {"ticket": ticket})
    workspace.tell_of_creation(ticket, "verifying")

    workspace.drag(ticket, "replicating")
    for _ in range(2):
        workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    assert workspace.comments(ticket) == []


def test_a_subtask_is_left_alone(workspace, ready):
    parent = ready("fixing")
    subtask = workspace.create("verifying", parent=parent)
    workspace.tell_of_creation(subtask, "verifying")

    workspace.settle(subtask)

    assert workspace.status(subtask) == "verifying"
