"""Further stories of the kinds that went wrong: what happens together, twice, or long ago."""

from datetime import timedelta

import pytest

from app.reconcile import poll
from app.store import moves, tickets
from clickup_client.client import ClickUpClient
from tests.app.faults import delete
from tests.app.meanwhile import meanwhile
from tests.app.people import LIST, OPS, PM, QA, TECH


def verdicts(bot, ticket):
    with bot.engine.begin() as connection:
        return [row["verdict"] for row in reversed(moves.latest(connection, ticket))]


def test_edits_of_two_people_in_one_moment_count_both(workspace, ready):
    ticket = ready("validating", assignees=[OPS], Severity=None, **{"Issue Workaround": None})
    at = str(int(workspace.clock.now.timestamp() * 1000))
    for name, value, by in (
        ("Severity", workspace.option("Severity", "Minor"), "ops"),
        ("Issue Workaround", "None.", "qa"),
    ):
        workspace.api("POST", f"/task/{ticket}/field/{workspace.fields[name].id}", by=by, value=value)
        workspace.tell(
            ticket,
            "custom_field",
            by=by,
            after=value,
            date=at,
            custom_field={"id": workspace.fields[name].id},
        )
    for before, after in (("validating", "replicating"), ("replicating", "estimating")):
        workspace.api("PUT", f"/task/{ticket}", status=after)
        workspace.tell(ticket, "status", before={"status": before}, after={"status": after}, date=at)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "estimating"
    assert workspace.assignees(ticket) == {PM}
    assert workspace.texts(ticket) == []


def test_two_people_who_move_a_ticket_in_one_moment_are_both_heard(workspace, ready):
    """The same second, told in the other order."""
    ticket = ready("validating", Severity=None)
    at = str(int(workspace.clock.now.timestamp() * 1000))
    workspace.api("PUT", f"/task/{ticket}", status="estimating")
    steps = [("validating", "replicating", "ops"), ("replicating", "estimating", "qa")]
    for before, after, by in reversed(steps):
        workspace.tell(ticket, "status", by=by, before={"status": before}, after={"status": after}, date=at)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert len(workspace.texts(ticket)) == 1


def test_a_ticket_that_is_deleted_and_brought_back_between_two_looks_is_where_it_was(workspace, ready, bot):
    ticket = ready("fixing", assignees=[TECH])
    workspace.tell(ticket, "task_deletion")
    workspace.tell(ticket, "name", after="Edited")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "fixing"
    assert workspace.texts(ticket) == []
    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket).gone_at is None


def test_a_ticket_that_goes_to_another_list_and_back_is_taken_where_it_is(workspace, ready):
    ticket = ready("verifying", assignees=[QA])
    other = {"id": "901200000009", "name": "Elsewhere"}
    here = {"id": LIST, "name": "Tickets"}
    workspace.tell(ticket, "section_moved", before=here, after=other)
    workspace.clock.forward(seconds=1)
    workspace.tell(ticket, "section_moved", before=other, after=here)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "verifying"
    assert workspace.texts(ticket) == []


def test_a_ticket_that_becomes_a_subtask_is_left_alone(workspace, ready):
    ticket, parent = ready("validating", Severity=None), ready("validating")
    workspace.api("PUT", f"/task/{ticket}", parent=parent)
    workspace.drag(ticket, "replicating")
    workspace.settle(ticket)
    assert workspace.status(ticket) == "replicating"
    assert workspace.texts(ticket) == []


def test_a_ticket_that_is_merged_into_another_is_gone_quietly(workspace, ready):
    """The other one keeps its place; ClickUp reports a merge as the end of the one."""
    merged, other = ready("estimating"), ready("fixing", assignees=[TECH])
    workspace.drag(merged, "fixing", by="pm")
    delete(workspace, merged)
    workspace.tell(merged, "task_deletion")
    workspace.tell(other, "description", after="Both")

    workspace.settle(merged)
    workspace.settle(other)
    workspace.settle_notices(merged)

    assert workspace.emails() == []
    assert workspace.status(other) == "fixing"
    assert workspace.texts(other) == []


def test_a_person_who_moves_the_ticket_during_our_comment_is_judged_by_that_move(workspace, ready, bot):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")

    def fill_and_move():
        workspace.clock.forward(seconds=1)
        workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))
        workspace.drag(ticket, "replicating", by="qa")

    with meanwhile(ClickUpClient, "add_comment", fill_and_move):
        workspace.settle(ticket)
    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    assert verdicts(bot, ticket) == ["rejected", "allowed"]
    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [True]


def test_an_automation_in_the_name_of_the_bot_is_judged_as_anyone(workspace, ready, bot):
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", by="sandbox", status="replicating")
    workspace.tell_of_move(ticket, "validating", "replicating", by="bot")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert verdicts(bot, ticket) == ["rejected"]


def test_an_automation_in_the_name_of_the_bot_that_repeats_our_put_back_is_no_move(workspace, ready, bot):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    workspace.tell_of_move(ticket, "replicating", "validating", by="bot")
    workspace.tell_of_move(ticket, "replicating", "validating", by="bot")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert verdicts(bot, ticket) == ["rejected"]
    assert len(workspace.texts(ticket)) == 1


def test_a_delivery_of_a_month_ago_changes_nothing(workspace, ready, bot):
    ticket = ready("fixing", assignees=[TECH])
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)
    at = str(int((workspace.clock.now - timedelta(days=30)).timestamp() * 1000))
    item = {"before": {"status": "validating"}, "after": {"status": "In Production"}, "date": at}
    workspace.tell(ticket, "status", by="qa", **item)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "fixing"
    assert verdicts(bot, ticket) == []
    assert workspace.emails() == []


@pytest.mark.parametrize("minutes", [-90, -5, 5, 90], ids=["far behind", "behind", "ahead", "far ahead"])
def test_a_move_is_judged_whatever_clickups_clock_says(workspace, ready, minutes):
    legal, illegal = ready("replicating", assignees=[QA]), ready("validating", Severity=None)
    at = str(int((workspace.clock.now + timedelta(minutes=minutes)).timestamp() * 1000))
    for ticket, before, after in (
        (legal, "replicating", "estimating"),
        (illegal, "validating", "replicating"),
    ):
        workspace.api("PUT", f"/task/{ticket}", status=after)
        workspace.tell(ticket, "status", before={"status": before}, after={"status": after}, date=at)
        workspace.settle(ticket)
        poll.poll_lists(workspace.bot)
        workspace.settle(ticket)

    assert (workspace.status(legal), workspace.assignees(legal)) == ("estimating", {PM})
    assert workspace.status(illegal) == "validating"
    assert [len(workspace.texts(ticket)) for ticket in (legal, illegal)] == [0, 1]
