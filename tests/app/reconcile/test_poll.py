"""Looking at whole lists finds what no webhook reported."""

import pytest
from sqlalchemy import text

from app.reconcile import poll
from app.store import moves
from tests.app.deliveries_waiting import waiting
from tests.app.faults import rename_field


def test_the_first_poll_adopts_every_ticket_and_judges_none(workspace, bot):
    made = {workspace.create(status) for status in ("validating", "estimating", "verifying", "In Production")}
    poll.poll_lists(bot)

    assert waiting(bot) == []
    with bot.engine.begin() as connection:
        adopted = connection.execute(text("SELECT task_id FROM tickets")).scalars().all()
    assert sorted(adopted) == sorted(made | {"86c1va102"})


def test_the_first_poll_takes_a_ticket_as_it_stands_whatever_was_heard_while_starting(workspace, bot):
    workspace.drag("86c1va102", "replicating")
    workspace.tell("86c1va102", "name", after="Edited")
    poll.poll_lists(bot)
    poll.poll_lists(bot)

    workspace.settle("86c1va102")

    assert workspace.status("86c1va102") == "replicating"
    assert workspace.comments("86c1va102") == []
    with bot.engine.begin() as connection:
        assert moves.latest(connection, "86c1va102") == []


def test_the_first_poll_leaves_a_ticket_that_came_while_starting_to_be_judged(workspace, bot, clock):
    heard = workspace.create("verifying")
    workspace.tell_of_creation(heard, "verifying")
    clock.forward(hours=1)
    missed = workspace.create("verifying")
    clock.forward(hours=-1)

    poll.poll_lists(bot)
    workspace.settle(heard)
    workspace.settle(missed)

    assert [workspace.status(ticket) for ticket in (heard, missed)] == ["validating", "validating"]


def test_a_missed_move_is_judged_from_the_accepted_stage(workspace, bot, clock):
    poll.poll_lists(bot)
    clock.forward(hours=24)
    workspace.api("PUT", "/task/86c1va102", status="replicating")
    poll.poll_lists(bot)

    assert waiting(bot) == ["86c1va102"]
    workspace.settle("86c1va102")
    assert workspace.status("86c1va102") == "validating"
    assert workspace.comments("86c1va102")[0]["comment_text"].startswith("Someone moved this ticket")


def test_a_missed_creation_is_judged_as_one(workspace, bot, clock):
    poll.poll_lists(bot)
    clock.forward(hours=1)
    ticket = workspace.create("verifying")
    poll.poll_lists(bot)
    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert workspace.comments(ticket)[0]["comment_text"].startswith("Someone put this ticket into Verifying")


def test_a_missed_drag_is_not_said_to_be_by_whoever_created_the_ticket(workspace, bot, clock):
    poll.poll_lists(bot)
    clock.forward(hours=1)
    ticket = workspace.create("validating")
    workspace.tell_of_creation(ticket, "validating")
    workspace.api("PUT", f"/task/{ticket}", by="qa", status="verifying")
    poll.poll_lists(bot)
    for _ in range(2):  # where it came in, and the drag from there
        workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    said = workspace.comments(ticket)[0]["comment_text"]
    assert said.startswith("Someone moved this ticket from Validating to Verifying")


def test_a_missed_due_date_is_made_equal(workspace, bot, clock, ready):
    ticket = ready("estimating")
    poll.poll_lists(bot)
    clock.forward(hours=1)
    workspace.api("PUT", f"/task/{ticket}", by="pm", due_date=1_799_000_000_000)
    poll.poll_lists(bot)

    assert waiting(bot) == [ticket]


def test_nothing_new_is_one_read_a_list_one_of_the_statuses_and_no_hint(workspace, bot, clock):
    poll.poll_lists(bot)
    clock.forward(hours=1)
    before = workspace.calls()["total"]
    poll.poll_lists(bot)

    assert workspace.calls()["total"] - before == 4
    assert waiting(bot) == []


def test_the_same_change_is_hinted_at_once(workspace, bot, clock):
    poll.poll_lists(bot)
    clock.forward(hours=1)
    workspace.api("PUT", "/task/86c1va102", status="replicating")
    poll.poll_lists(bot)
    poll.poll_lists(bot)

    assert waiting(bot) == ["86c1va102"]


def test_a_poll_that_fails_begins_again_where_it_was(workspace, bot, clock, monkeypatch):
    poll.poll_lists(bot)
    clock.forward(hours=1)
    workspace.api("PUT", "/task/86c1va102", status="replicating")
    monkeypatch.setattr(poll, "_compare", _fail)
    with pytest.raises(ZeroDivisionError):
        poll.poll_lists(bot)
    monkeypatch.undo()
    clock.forward(hours=1)
    poll.poll_lists(bot)

    assert waiting(bot) == ["86c1va102"]


def _fail(*_args):
    raise ZeroDivisionError


def test_a_move_that_could_not_be_judged_is_judged_again(workspace, bot, ready, clock):
    poll.poll_lists(bot)
    ticket = ready("validating", **{"Acceptance Criteria": "It works."})
    rename_field(workspace, "Severity", "Gravity")
    workspace.move(ticket, "replicating")
    clock.forward(minutes=5)
    poll.poll_lists(bot)
    workspace.settle(ticket)
    assert workspace.comments(ticket)[0]["resolved"] is False

    rename_field(workspace, "Severity", "Severity")
    clock.forward(minutes=5)
    poll.poll_lists(bot)
    workspace.settle(ticket)

    assert workspace.comments(ticket)[0]["resolved"] is True
    with bot.engine.begin() as connection:
        verdicts = [row["verdict"] for row in moves.latest(connection, ticket)]
    assert verdicts == ["allowed", "undecided"]
