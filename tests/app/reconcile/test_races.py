"""People move tickets while the bot acts.  What becomes of a ticket depends on their moves alone."""

from datetime import timedelta
from itertools import pairwise
from unittest import mock

import pytest

from app import pull_requests
from app.errors import NotHeardYetError
from app.reconcile import poll
from app.reconcile import ticket as reconcile_ticket
from app.store import moves
from app.web.factory import create_app
from clickup_client.client import ClickUpClient
from tests.app import dates
from tests.app.dates import DAY, due, milliseconds, mirror
from tests.app.faults import crash, die
from tests.app.meanwhile import meanwhile
from tests.app.people import OPEN, OPS, PM, QA, TECH

TENTH, SEVENTEENTH = DAY.replace(day=10), DAY.replace(day=17)


@pytest.fixture
def verdicts(bot):
    """Who moved where, and how it was judged; oldest first."""

    def verdicts(ticket):
        with bot.engine.begin() as connection:
            rows = moves.latest(connection, ticket)
        return [(row["mover_name"], row["to_stage"], row["verdict"]) for row in reversed(rows)]

    return verdicts


@pytest.fixture
def settled(workspace):
    """Let the bot look until nothing is left to do."""

    def settled(ticket):
        for _ in range(3):
            workspace.settle(ticket)
        workspace.settle_notices(ticket)

    return settled


def echo(workspace, ticket, before, after, **item):
    """Let ClickUp report what the bot wrote."""
    workspace.tell(ticket, "status", by="bot", before={"status": before}, after={"status": after}, **item)


def test_a_move_that_is_taken_back_while_the_code_host_is_asked_is_no_move(
    workspace, ready, settled, verdicts
):
    ticket = ready("verifying", assignees=[QA])
    workspace.drag(ticket, "In Production", by="qa")

    with meanwhile(pull_requests, "look_up", lambda: workspace.drag(ticket, "verifying", by="qa")):
        settled(ticket)

    assert workspace.status(ticket) == "verifying"
    assert (workspace.emails(), workspace.comments(ticket), verdicts(ticket)) == ([], [], [])


def test_a_legal_move_while_the_code_host_is_asked_is_judged(workspace, ready, settled):
    ticket = ready("verifying", **{"Pull Request": OPEN}, assignees=[QA])
    workspace.drag(ticket, "In Production", by="qa")

    with meanwhile(pull_requests, "look_up", lambda: workspace.drag(ticket, "fixing", by="tech")):
        settled(ticket)

    assert workspace.status(ticket) == "fixing"
    assert workspace.assignees(ticket) == {TECH}
    assert workspace.comments(ticket) == []


@pytest.mark.parametrize("echoed", ["before", "after", "never"])
def test_a_legal_move_that_our_put_back_undid_is_made_good(workspace, ready, settled, verdicts, echoed):
    ticket = ready("validating")
    workspace.drag(ticket, "estimating")

    with meanwhile(ClickUpClient, "update_task", lambda: workspace.drag(ticket, "replicating")):
        workspace.settle(ticket)
    if echoed == "before":
        echo(workspace, ticket, "replicating", "validating")
    settled(ticket)
    if echoed == "after":  # older than what the bot read since
        at = str(int(workspace.clock.now.timestamp() * 1000))
        echo(workspace, ticket, "replicating", "validating", date=at)
    echo(workspace, ticket, "validating", "replicating")
    settled(ticket)

    assert workspace.status(ticket) == "replicating"
    assert workspace.assignees(ticket) == {QA}
    assert verdicts(ticket)[-1] == ("Ops", "Replicating", "allowed")


def test_the_echo_of_our_put_back_shows_a_move_of_which_no_one_told(workspace, ready, settled):
    ticket = ready("validating")
    workspace.drag(ticket, "estimating")

    def move_silently():
        workspace.api("PUT", f"/task/{ticket}", by="ops", status="replicating")

    with meanwhile(ClickUpClient, "update_task", move_silently):
        workspace.settle(ticket)
    echo(workspace, ticket, "replicating", "validating")
    settled(ticket)

    assert workspace.status(ticket) == "replicating"


def test_a_client_is_not_told_about_a_stage_that_the_ticket_leaves_meanwhile(workspace, ready, settled):
    ticket = ready("estimating")
    workspace.move(ticket, "fixing", by="pm")

    with meanwhile(ClickUpClient, "get_task", lambda: workspace.drag(ticket, "estimating", by="pm")):
        workspace.settle_notices(ticket)
    settled(ticket)

    assert workspace.status(ticket) == "estimating"
    assert workspace.emails() == []


@pytest.mark.parametrize("is_told", [True, False])
def test_a_date_that_our_own_write_replaced_comes_back(workspace, ready, settled, is_told):
    ticket = ready("fixing")
    workspace.set_field(ticket, "Estimated Delivery Date", milliseconds(TENTH), by="pm")

    def set_due():
        if is_told:
            workspace.set_due(ticket, SEVENTEENTH, by="tech")
        else:
            workspace.set_due_silently(ticket, SEVENTEENTH, by="tech")

    with meanwhile(ClickUpClient, "update_task", set_due):
        workspace.settle(ticket)
    before, after = str(milliseconds(SEVENTEENTH)), workspace.task(ticket)["due_date"]
    workspace.tell(ticket, "due_date", by="bot", before=before, after=after)
    settled(ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (SEVENTEENTH, SEVENTEENTH)


def test_a_date_that_someone_took_back_after_our_write_does_not_come_back(workspace, ready, settled, clock):
    """That they took it back is not reported, nor is our write."""
    ticket = ready("fixing")
    workspace.set_field(ticket, "Estimated Delivery Date", milliseconds(TENTH), by="pm")
    clock.forward(seconds=1)
    with meanwhile(ClickUpClient, "update_task", lambda: clock.forward(seconds=1)):
        workspace.settle(ticket)
    clock.forward(seconds=1)
    workspace.set_due(ticket, SEVENTEENTH, by="tech")
    clock.forward(seconds=1)
    workspace.set_due_silently(ticket, TENTH, by="tech")

    settled(ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (TENTH, TENTH)


def test_two_legal_moves_of_which_the_second_is_heard_late(workspace, ready, settled, verdicts):
    ticket = ready("validating")
    workspace.drag(ticket, "replicating", by="ops")

    with meanwhile(ClickUpClient, "get_task", lambda: workspace.drag(ticket, "estimating", by="qa")):
        settled(ticket)

    assert workspace.status(ticket) == "estimating"
    assert workspace.assignees(ticket) == {PM}
    assert workspace.comments(ticket) == []
    assert verdicts(ticket)[-1] == ("Qa", "Estimating", "allowed")


@pytest.mark.parametrize(
    "told", [[], [0], [1], [1, 0]], ids=["never", "the first", "the second", "reordered"]
)
def test_two_legal_moves_that_were_not_heard_whole(workspace, ready, settled, verdicts, told):
    poll.poll_lists(workspace.bot)
    ticket = ready("validating")
    workspace.clock.forward(minutes=1)
    steps = [("validating", "replicating", "ops"), ("replicating", "estimating", "qa")]
    for _, status, by in steps:
        workspace.api("PUT", f"/task/{ticket}", by=by, status=status)
    at = int(workspace.clock.now.timestamp() * 1000)
    for number in told:
        before, after, by = steps[number]
        workspace.tell(
            ticket, "status", by=by, before={"status": before}, after={"status": after}, date=str(at + number)
        )
    poll.poll_lists(workspace.bot)

    settled(ticket)

    assert workspace.status(ticket) == "estimating"
    assert workspace.comments(ticket) == []
    assert verdicts(ticket)[-1] == ("Qa" if 1 in told else None, "Estimating", "allowed")


def test_a_ticket_rests_in_the_last_stage_that_the_way_allowed(workspace, ready, settled, verdicts):
    ticket = ready("validating", **{"Issue Workaround": None}, assignees=[OPS])
    workspace.drag(ticket, "replicating", by="ops")
    workspace.drag(ticket, "estimating", by="qa")

    settled(ticket)

    assert workspace.status(ticket) == "replicating"
    assert workspace.assignees(ticket) == {QA}
    assert verdicts(ticket) == [("Ops", "Replicating", "allowed"), ("Qa", "Estimating", "rejected")]
    [comment] = workspace.texts(ticket)
    assert comment.startswith("@Quentin QA moved this ticket from Replicating to Estimating, but it is not")


def test_so_it_does_where_only_a_poll_found_it(workspace, ready, settled, verdicts):
    poll.poll_lists(workspace.bot)
    ticket = ready("validating", **{"Issue Workaround": None})
    workspace.clock.forward(minutes=1)
    workspace.api("PUT", f"/task/{ticket}", status="estimating")
    poll.poll_lists(workspace.bot)

    settled(ticket)

    assert workspace.status(ticket) == "replicating"
    assert verdicts(ticket) == [(None, "Replicating", "allowed"), (None, "Estimating", "rejected")]


@pytest.fixture
def drag_exactly(workspace):
    """Move a ticket, each time a second later; ClickUp tells of it with the time that the ticket has."""

    def drag_exactly(ticket, *steps):
        for before, after, by in steps:
            workspace.clock.forward(seconds=1)
            workspace.api("PUT", f"/task/{ticket}", by=by, status=after)
            at = str(int(workspace.clock.now.timestamp() * 1000))
            workspace.tell(
                ticket, "status", by=by, before={"status": before}, after={"status": after}, date=at
            )

    return drag_exactly


def test_who_moved_it_on_from_there_is_known_although_that_was_seen_before(
    workspace, ready, settled, verdicts, drag_exactly
):
    ticket = ready("validating", **{"Issue Workaround": None})
    drag_exactly(ticket, ("validating", "replicating", "ops"), ("replicating", "estimating", "qa"))

    settled(ticket)

    assert workspace.status(ticket) == "replicating"
    assert verdicts(ticket) == [("Ops", "Replicating", "allowed"), ("Qa", "Estimating", "rejected")]


def test_a_step_that_is_not_allowed_in_the_middle_of_the_way_is_left_out(
    workspace, ready, settled, verdicts, drag_exactly
):
    ticket = ready("validating")
    steps = ["validating", "replicating", "fixing", "estimating", "verifying"]
    drag_exactly(ticket, *((before, after, "ops") for before, after in pairwise(steps)))

    settled(ticket)

    assert workspace.status(ticket) == "estimating"
    assert verdicts(ticket) == [("Ops", "Estimating", "allowed"), ("Ops", "Verifying", "rejected")]


def test_a_step_that_was_heard_is_not_judged_again_after_one_that_was_not(
    workspace, ready, settled, verdicts, drag_exactly
):
    ticket = ready("validating", **{"Pull Request": None})
    drag_exactly(ticket, ("validating", "replicating", "ops"))
    workspace.clock.forward(seconds=1)
    workspace.api("PUT", f"/task/{ticket}", by="ops", status="verifying")

    settled(ticket)

    assert workspace.status(ticket) == "fixing"
    assert verdicts(ticket) == [(None, "Fixing", "allowed"), (None, "Verifying", "rejected")]


def test_reasons_that_were_written_where_it_then_rests_count_there(workspace, ready, settled, drag_exactly):
    ticket = ready("validating")
    drag_exactly(ticket, ("validating", "replicating", "ops"))
    workspace.clock.forward(seconds=1)
    workspace.set_field(ticket, "De-escalation Reasons", "It does not happen any more.")
    drag_exactly(ticket, ("replicating", "fixing", "qa"))
    settled(ticket)
    assert workspace.status(ticket) == "replicating"

    drag_exactly(ticket, ("replicating", "validating", "qa"))
    settled(ticket)

    assert workspace.status(ticket) == "validating"


def test_a_step_that_is_not_allowed_does_not_count_for_the_steps_after_it(workspace, ready, settled):
    """As if the bot had been fast: put back from Fixing, and then moved to Closed from where it was."""
    ticket = ready("estimating", due=None)
    workspace.drag(ticket, "fixing", by="pm")
    workspace.drag(ticket, "Closed (Unresolved)", by="pm")

    settled(ticket)

    assert workspace.status(ticket) == "Closed (Unresolved)"
    assert workspace.comments(ticket) == []


def test_a_ticket_created_in_a_late_stage_is_judged_although_an_edit_is_heard_first(
    workspace, settled, verdicts
):
    poll.poll_lists(workspace.bot)
    ticket = workspace.create("fixing")
    workspace.set_field(ticket, "Issue Workaround", "None.", by="ops")

    settled(ticket)
    workspace.tell_of_creation(ticket, "fixing")
    settled(ticket)

    assert workspace.status(ticket) == "validating"
    assert workspace.assignees(ticket) == {OPS}
    assert len(verdicts(ticket)) == len(workspace.comments(ticket)) == 1


@pytest.mark.parametrize(("to", "owner"), [("estimating", PM), ("validating", OPS)], ids=["on", "back"])
def test_the_owner_of_a_stage_it_passed_does_not_stay_after_a_kill(
    workspace, ready, settled, monkeypatch, to, owner
):
    """The bot is killed after it assigned QA; then someone moves the ticket on, or back."""
    ticket = ready("validating", assignees=[OPS])
    workspace.drag(ticket, "replicating")
    with monkeypatch.context() as patched:
        patched.setattr("app.reconcile.act._settle", die)
        crash(workspace, ticket)
    assert workspace.assignees(ticket) == {QA}

    workspace.drag(ticket, to, by="qa")
    settled(ticket)

    assert workspace.assignees(ticket) == {owner}


def test_an_illegal_move_after_a_kill_goes_back_to_the_stage_it_was_let_into(
    workspace, ready, settled, monkeypatch
):
    ticket = ready("validating", **{"Issue Workaround": None})
    workspace.drag(ticket, "replicating")
    with monkeypatch.context() as patched:
        patched.setattr("app.reconcile.act._settle", die)
        crash(workspace, ticket)

    workspace.drag(ticket, "estimating", by="qa")
    settled(ticket)

    assert workspace.status(ticket) == "replicating"


def test_a_ticket_that_is_put_back_after_a_kill_has_the_owner_of_where_it_stays(
    workspace, ready, settled, monkeypatch
):
    """The bot is killed after it assigned the PM; then someone moves the ticket where it may not go."""
    ticket = ready("fixing", assignees=[TECH])
    workspace.drag(ticket, "estimating")
    with monkeypatch.context() as patched:
        patched.setattr("app.reconcile.act._settle", die)
        crash(workspace, ticket)
    assert workspace.assignees(ticket) == {PM}
    workspace.clear_field(ticket, "Issue Workaround")

    settled(ticket)

    assert workspace.status(ticket) == "fixing"
    assert workspace.assignees(ticket) == {TECH}


def test_an_owner_whom_a_kill_left_there_goes_although_no_one_told_of_that_stage(
    workspace, ready, monkeypatch, settled
):
    """The bot is killed after it assigned the PM; nothing that it hears later leads through that stage."""
    ticket = ready("validating", assignees=[OPS])
    for status in ("replicating", "estimating"):
        workspace.api("PUT", f"/task/{ticket}", status=status)
    workspace.tell(ticket, "name", after="Edited")
    with pytest.raises(NotHeardYetError):
        reconcile_ticket.reconcile_ticket(workspace.bot, ticket)
    with monkeypatch.context() as patched:
        patched.setattr("app.reconcile.act._settle", die)
        crash(workspace, ticket)
    assert workspace.assignees(ticket) == {PM}
    workspace.api("PUT", f"/task/{ticket}", status="closed (unresolved)")

    workspace.drag(ticket, "replicating", by="admin")
    settled(ticket)

    assert workspace.status(ticket) == "replicating"
    assert workspace.assignees(ticket) == {QA}


class TestFights:
    """An Automation moves a ticket again after each put-back."""

    @pytest.fixture
    def fight(self, workspace, ready):
        ticket = ready("validating")
        for _ in range(8):
            if workspace.status(ticket) == "validating":
                workspace.move(ticket, "estimating", by="admin")
        return ticket

    def test_after_five_rounds_it_is_left_and_said_once(self, workspace, fight, verdicts):
        assert workspace.status(fight) == "estimating"
        assert [verdict for _, _, verdict in verdicts(fight)] == ["rejected"] * 5
        [said] = workspace.texts(fight)
        assert said.startswith("An Automation moved this ticket to Estimating again and again")
        assert "Tried 5 times" in said

    def test_what_is_missing_does_not_hide_that_it_is_left_alone(self, workspace, ready):
        ticket = ready("validating", Severity=None)
        for _ in range(6):
            workspace.move(ticket, "replicating", by="qa")

        [said] = workspace.texts(ticket)
        assert said.startswith("@Quentin QA moved this ticket to Replicating again and again")
        assert "Severity is not set." in said

    def test_an_automation_that_repeats_the_move_of_a_person_is_no_news(self, workspace, ready):
        ticket = ready("validating")
        for mover in ("ops", "admin", "admin", "ops"):
            workspace.move(ticket, "estimating", by=mover)

        [said] = workspace.texts(ticket)
        assert "Tried 4 times" in said

    def test_people_who_run_it_are_warned(self, bot, fight):
        answer = create_app(bot.engine).test_client().get("/readyz").json["checks"]["tickets"]

        assert answer == {
            "status": "warn",
            "reasons": [f"{fight} is moved again after each put-back, and is left alone"],
            "left_alone": 1,
        }

    @pytest.mark.usefixtures("fight")
    def test_it_is_counted(self, bot):
        assert "stagegate_left_alone 1.0" in create_app(bot.engine).test_client().get("/metrics").text

    def test_one_job_does_few_rounds_so_that_other_tickets_have_their_turn(self, workspace, ready, bot):
        """An Automation moves it again at once, however often it is put back."""
        fought, other = ready("validating"), ready("validating", Severity=None)
        put_back, rounds = ClickUpClient.update_task, []

        def put_back_in_vain(client, task_id, **changes):
            answer = put_back(client, task_id, **changes)
            rounds.append(task_id)
            workspace.drag(fought, "estimating", by="admin")
            return answer

        workspace.drag(fought, "estimating", by="admin")
        workspace.drag(other, "replicating", by="ops")
        before = workspace.calls()["total"]
        with mock.patch.object(ClickUpClient, "update_task", put_back_in_vain):
            reconcile_ticket.reconcile_ticket(bot, fought)

        assert len(rounds) <= 5
        assert workspace.calls()["total"] - before <= 20
        assert workspace.settle(other) == 3
        assert workspace.status(other) == "validating"

    def test_an_automation_that_answers_each_put_back_with_another_status_is_left_too(self, workspace, ready):
        ticket = ready("validating")
        for status in ("estimating", "fixing", "verifying", "in production") * 3:
            if workspace.status(ticket) == "validating":
                workspace.move(ticket, status, by="admin")

        assert workspace.status(ticket) != "validating"
        open_ones = [said for said in workspace.comments(ticket) if not said["resolved"]]
        assert len(open_ones) == 1
        assert "again and again" in open_ones[0]["comment_text"]

    def test_what_is_heard_meanwhile_costs_no_call(self, workspace, fight):
        workspace.tell_of_move(fight, "estimating", "fixing", by="tech")

        assert workspace.settle(fight) == 0

    def test_when_it_rests_it_is_put_back(self, workspace, fight, clock):
        clock.forward(minutes=3)
        workspace.settle(fight)

        assert workspace.status(fight) == "validating"
        [comment] = workspace.texts(fight)
        assert "I moved it back to Validating." in comment

    def test_it_rests_when_no_one_has_moved_it_for_a_while(self, workspace, fight, clock):
        clock.forward(minutes=1)
        workspace.tell_of_move(fight, "validating", "estimating", by="ops")
        workspace.settle(fight)
        clock.forward(minutes=1)

        assert workspace.settle(fight) == 0
        clock.forward(minutes=1)
        assert workspace.settle(fight) > 0

    def test_after_an_hour_it_is_looked_at_anyway(self, workspace, fight, clock):
        for _ in range(60):
            clock.forward(minutes=1)
            workspace.tell_of_move(fight, "validating", "estimating", by="ops")
            if workspace.settle(fight):
                break

        assert clock.now == dates.NOW + timedelta(hours=1)

    def test_whoever_moves_it_where_it_may_be_ends_it(self, workspace, fight, clock):
        clock.forward(minutes=3)
        workspace.drag(fight, "replicating", by="ops")
        workspace.settle(fight)

        assert workspace.status(fight) == "replicating"
        assert [comment["resolved"] for comment in workspace.comments(fight)] == [True]
