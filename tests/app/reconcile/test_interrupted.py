"""Crashes, changed process files and odd orders of events around a move."""

from datetime import date

import pytest

from app.messages.comments import gate
from app.messages.comments.gate import CAN_STAY
from app.reconcile import act, poll, record, write
from app.store import moves, tables, tickets
from clickup_client.client import ClickUpClient
from clickup_client.comment import text
from tests.app.dates import DAY, OTHER, due, milliseconds, mirror
from tests.app.faults import crash, delete, die, dying_at, rename_field
from tests.app.meanwhile import meanwhile
from tests.app.people import OPS, QA, TECH

ANOTHER = date(2026, 12, 17)


def known(bot, ticket):
    with bot.engine.begin() as connection:
        return tickets.get(connection, ticket)


def test_a_ticket_created_in_a_later_stage_gets_the_owner_of_the_first_one(workspace):
    ticket = workspace.create("verifying", assignees=[QA])
    workspace.tell_of_creation(ticket, "verifying")

    assert workspace.settle(ticket) == 3
    assert workspace.assignees(ticket) == {OPS, QA}


@pytest.fixture
def created(ready, bot):
    """Make a ticket that may stay where it is created; no look has seen it."""

    def make(status, **values):
        ticket = ready(status, **values)
        with bot.engine.begin() as connection:
            connection.execute(tables.tickets.delete().where(tables.tickets.c.task_id == ticket))
        return ticket

    return make


@pytest.mark.parametrize("helpers", [[], [QA]], ids=["no one", "a helper"])
def test_a_new_ticket_that_is_moved_back_after_a_crash_loses_whom_that_look_assigned(
    workspace, created, helpers
):
    ticket = created("replicating", assignees=helpers)
    workspace.tell_of_creation(ticket, "replicating")
    with dying_at(write, "write_ticket", "after"):
        crash(workspace, ticket)
    assert workspace.assignees(ticket) == {QA}
    workspace.clear_field(ticket, "Severity")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert workspace.assignees(ticket) == {OPS, *helpers}


@pytest.fixture
def unreported(workspace, created, bot):
    """The same, of a ticket that comes between two polls; no one reports it."""
    poll.poll_lists(bot)
    workspace.clock.forward(minutes=5)
    return created


@pytest.mark.parametrize(
    ("created_in", "owner", "looks"),
    [("replicating", QA, 2), ("validating", OPS, 1)],
    ids=["where it was created", "where no one saw it come"],
)
def test_a_new_ticket_is_put_back_after_a_crash_and_loses_whom_that_look_assigned(
    workspace, unreported, bot, created_in, owner, looks
):
    ticket = unreported(created_in)
    poll.poll_lists(bot)
    with dying_at(write, "write_ticket", "after"):
        crash(workspace, ticket)
    assert workspace.assignees(ticket) == {owner}
    workspace.clock.forward(seconds=1)
    workspace.api("PUT", f"/task/{ticket}", status="replicating")
    workspace.drag(ticket, "verifying", by="qa")

    for _ in range(looks):
        workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    assert workspace.assignees(ticket) == {QA}


@pytest.mark.parametrize(
    ("created_in", "by", "rests_in", "owner"),
    [("fixing", "tech", "Closed (Unresolved)", TECH), ("In Production", "ops", "In Production", QA)],
    ids=["let into it", "put back to another"],
)
def test_a_new_ticket_in_a_closed_stage_gets_the_owner_of_the_stage_before(
    workspace, unreported, created_in, by, rests_in, owner
):
    ticket = unreported(created_in)
    workspace.drag(ticket, "Closed (Unresolved)", by=by)

    workspace.settle(ticket)

    assert workspace.status(ticket) == rests_in
    assert workspace.assignees(ticket) == {owner}


@pytest.mark.parametrize("where", ["mark_handled", "note"])
def test_a_crash_while_a_new_ticket_is_moved_back_keeps_its_comment(workspace, monkeypatch, where):
    ticket = workspace.create("verifying")
    workspace.tell_of_creation(ticket, "verifying")
    with monkeypatch.context() as patched:
        patched.setattr(act.deliveries if where == "mark_handled" else record.tickets, where, die)
        crash(workspace, ticket)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].startswith(
        "@Olivia Ops put this ticket into Verifying, but it is not ready for that stage. "
        "I moved it to Validating."
    )


def test_a_crash_before_a_new_ticket_is_moved_back_moves_it_back(workspace, bot, monkeypatch):
    ticket = workspace.create("verifying", due_date=milliseconds(DAY))
    workspace.tell_of_creation(ticket, "verifying")
    with monkeypatch.context() as patched:
        patched.setattr(type(bot.client), "update_task", die)
        crash(workspace, ticket)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert due(workspace, ticket) == DAY
    assert len(workspace.comments(ticket)) == 1
    assert workspace.assignees(ticket) == {OPS}


def test_what_is_given_after_a_crash_is_ticked_in_the_comment_that_was_owed(workspace, ready):
    ticket = ready("In Production")
    workspace.drag(ticket, "Closed (Unresolved)")
    with dying_at(write, "write_ticket", "after"):
        crash(workspace, ticket)
    workspace.tell_of_move(ticket, "Closed (Unresolved)", "In Production", by="bot")
    workspace.set_field(ticket, "De-escalation Reasons", "Not reproducible.")

    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert comment["resolved"]


def test_a_crash_after_the_date_was_put_back_still_says_so(workspace, ready, monkeypatch):
    ticket = ready("fixing", due=DAY)
    workspace.set_due(ticket, None)
    with monkeypatch.context() as patched:
        patched.setattr(act.deliveries, "mark_handled", die)
        crash(workspace, ticket)

    workspace.settle(ticket)

    assert due(workspace, ticket) == DAY
    assert len(workspace.comments(ticket)) == 1


@pytest.mark.parametrize("day", [DAY, None], ids=["set to the old day", "left cleared"])
def test_a_date_that_is_set_while_both_are_cleared_stays_after_a_crash(workspace, ready, monkeypatch, day):
    ticket = ready("estimating", due=DAY)
    workspace.set_due(ticket, None)
    with monkeypatch.context() as patched:
        patched.setattr(act.deliveries, "mark_handled", die)
        with meanwhile(ClickUpClient, "clear_field", lambda: day and workspace.set_due(ticket, day)):
            crash(workspace, ticket)

    workspace.settle(ticket)

    assert due(workspace, ticket) == mirror(workspace, ticket) == day


def test_a_crash_before_both_dates_are_cleared_clears_them(workspace, ready, bot, monkeypatch):
    ticket = ready("estimating", due=DAY)
    workspace.set_due(ticket, None)
    with monkeypatch.context() as patched:
        patched.setattr(type(bot.client), "clear_field", die)
        crash(workspace, ticket)

    workspace.settle(ticket)

    assert due(workspace, ticket) is mirror(workspace, ticket) is None


@pytest.mark.parametrize("heard", ["created", "moved", "edited"])
@pytest.mark.parametrize("written", ["update_task", "set_field"])
def test_a_date_that_is_set_while_a_new_ticket_gets_both_stays_after_a_crash(
    workspace, monkeypatch, heard, written
):
    first = {
        "Estimated Delivery Date": milliseconds(DAY),
        "Category": workspace.option("Category", "Data Issues"),
    }
    is_due = written == "set_field"
    ticket = workspace.create("validating", fields=first, due_date=milliseconds(OTHER) if is_due else None)
    if heard == "created":
        workspace.tell_of_creation(ticket, "validating")
    elif heard == "moved":
        workspace.tell_of_move(ticket, "replicating", "validating")
    else:
        workspace.tell(ticket, "name", after="Edited")

    def set_another():
        workspace.clock.forward(seconds=1)
        workspace.set_field(ticket, "Estimated Delivery Date", milliseconds(ANOTHER), by="pm")

    with monkeypatch.context() as patched:
        patched.setattr(act.deliveries, "mark_handled", die)
        with meanwhile(ClickUpClient, written, set_another):
            crash(workspace, ticket)
    workspace.clock.forward(seconds=1)

    workspace.settle(ticket)

    assert due(workspace, ticket) == mirror(workspace, ticket) == ANOTHER


def test_a_date_that_was_not_told_yet_is_put_back_in_other_words(workspace, ready):
    ticket = ready("fixing", due=DAY)
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    workspace.set_due(ticket, None)
    workspace.settle(ticket)

    assert due(workspace, ticket) == OTHER
    said = gate.date_restored(OTHER, text("@Paula PM"), told=False).plain()
    assert workspace.comments(ticket)[0]["comment_text"] == f"{said}Stagegate, reference 1"


def test_who_cleared_the_date_is_not_who_edited_something_else(workspace, ready):
    ticket = ready("fixing", due=DAY)
    workspace.set_due(ticket, None, by="pm")
    workspace.set_field(ticket, "Issue Workaround", "Wait.", by="qa")

    workspace.settle(ticket)

    assert workspace.comments(ticket)[0]["comment_text"].startswith("@Paula PM cleared the due date.")


def test_a_date_cleared_just_before_a_drag_is_put_back_with_a_comment(workspace, ready):
    ticket = ready("fixing", due=DAY)
    workspace.set_due(ticket, None)
    workspace.drag(ticket, "verifying", by="tech")

    workspace.settle(ticket)

    assert (workspace.status(ticket), due(workspace, ticket)) == ("verifying", DAY)
    assert len(workspace.comments(ticket)) == 1


def test_a_stage_that_was_renamed_in_the_process_file_goes_on(workspace, ready, bot):
    ticket = ready("replicating")
    workspace.change_stage("Replicating", name="Reproducing")

    workspace.move(ticket, "estimating", by="qa")

    assert workspace.status(ticket) == "estimating"
    with bot.engine.begin() as connection:
        assert moves.latest(connection, ticket)[0]["from_stage"] == "Reproducing"


def test_a_ticket_of_a_renamed_stage_is_put_back_under_its_new_name(workspace, ready):
    ticket = ready("replicating", **{"Issue Workaround": None})
    workspace.change_stage("Replicating", name="Reproducing")

    workspace.move(ticket, "estimating", by="qa")

    assert workspace.status(ticket) == "replicating"
    assert "I moved it back to Reproducing" in workspace.comments(ticket)[0]["comment_text"]


def test_an_edit_in_a_renamed_stage_keeps_the_new_name(workspace, ready, bot):
    ticket = ready("replicating")
    workspace.change_stage("Replicating", name="Reproducing")
    workspace.tell(ticket, "name", after="Edited")

    workspace.settle(ticket)

    assert known(bot, ticket).stage == "Reproducing"


def test_a_stage_that_is_gone_from_the_process_file_is_outside(workspace, ready):
    ticket = ready("replicating", Category=None)
    stages = tuple(stage for stage in workspace.bot.process.stages if stage.name != "Replicating")
    workspace.change_process(stages=stages)

    workspace.move(ticket, "validating", by="qa")

    assert workspace.status(ticket) == "validating"
    assert workspace.comments(ticket)[0]["comment_text"].startswith(
        f"@Quentin QA put this ticket into Validating. {CAN_STAY}"
    )


def test_a_notice_of_a_stage_that_was_renamed_is_handed_over_to_someone(workspace, ready):
    ticket = ready("verifying", **{"Client email": None})
    workspace.move(ticket, "In Production", by="qa")
    workspace.change_stage("Closed (Resolved)", name="Done")

    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert comment["assignee"]["id"] == QA


def test_an_undecided_ticket_from_outside_is_judged_at_the_next_edit(workspace, bot):
    for stage in ("Validating", "Replicating", "Estimating", "Fixing"):
        workspace.change_stage(stage, requires=())
    rename_field(workspace, "Pull Request", "PR")
    ticket = workspace.create("verifying")
    workspace.tell_of_creation(ticket, "verifying")
    workspace.settle(ticket)
    assert workspace.status(ticket) == "verifying"

    rename_field(workspace, "Pull Request", "Pull Request")
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    with bot.engine.begin() as connection:
        verdicts = [row["verdict"] for row in moves.latest(connection, ticket)]
    assert verdicts == ["rejected", "undecided"]


def test_an_undecided_ticket_from_outside_stays_outside_when_it_is_dragged_on(workspace, bot):
    rename_field(workspace, "Pull Request", "PR")
    ticket = workspace.create("verifying")
    workspace.tell_of_creation(ticket, "verifying")
    workspace.settle(ticket)
    rename_field(workspace, "Pull Request", "Pull Request")

    workspace.move(ticket, "fixing")

    assert workspace.status(ticket) == "validating"
    assert known(bot, ticket).stage == "Validating"


def test_an_undecided_move_of_a_ticket_never_seen_is_judged_from_where_it_was(workspace):
    rename_field(workspace, "Severity", "Gravity")
    ticket = workspace.create("validating")
    for name, value in (("Target URL", "https://x.example"), ("Acceptance Criteria", "It works.")):
        field = workspace.fields[name].id
        workspace.api("POST", f"/task/{ticket}/field/{field}", value=value)
    fields = tuple(
        stage.model_copy(update={"requires": tuple(r for r in stage.requires if r.datum == "Severity")})
        for stage in workspace.bot.process.stages
    )
    workspace.change_process(stages=fields)
    workspace.move(ticket, "replicating")
    assert known(workspace.bot, ticket).stage == "Validating"

    rename_field(workspace, "Severity", "Severity")
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"


def test_an_undecided_move_becomes_accepted_once_the_field_is_there_again(workspace, ready, bot):
    ticket = ready("validating")
    rename_field(workspace, "Severity", "Gravity")
    workspace.move(ticket, "replicating")
    assert known(bot, ticket).stage == "Validating"

    rename_field(workspace, "Severity", "Severity")
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)

    assert known(bot, ticket).stage == "Replicating"
    assert workspace.assignees(ticket) == {QA}


def test_a_reason_written_right_after_the_drag_counts_for_going_back(workspace, ready):
    """The bot sees both at once: the reason is there already when the ticket is accepted."""
    ticket = ready("validating")
    workspace.drag(ticket, "replicating")
    workspace.set_field(ticket, "De-escalation Reasons", "Not reproducible.", by="qa")
    workspace.settle(ticket)

    workspace.move(ticket, "validating", by="qa")

    assert workspace.status(ticket) == "validating"


def test_a_reason_written_before_the_drag_does_not_count_for_going_back(workspace, ready):
    ticket = ready("validating")
    workspace.set_field(ticket, "De-escalation Reasons", "Not reproducible.", by="qa")
    workspace.drag(ticket, "replicating")
    workspace.settle(ticket)

    workspace.move(ticket, "validating", by="qa")

    assert workspace.status(ticket) == "replicating"


def test_a_ticket_that_comes_back_as_it_was_is_taken_as_it_stands(workspace, ready, bot, clock):
    ticket = ready("verifying", **{"Pull Request": None})
    with bot.engine.begin() as connection:
        tickets.mark_gone(connection, ticket, clock.now)
    workspace.tell(ticket, "name", after="Edited")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "verifying"
    assert known(bot, ticket).gone_at is None


def test_a_ticket_that_comes_back_in_another_stage_is_judged_as_from_outside(workspace, ready, bot, clock):
    ticket = ready("replicating", **{"Pull Request": None})
    with bot.engine.begin() as connection:
        tickets.mark_gone(connection, ticket, clock.now)
    workspace.api("PUT", f"/task/{ticket}", status="verifying")
    workspace.tell(ticket, "name", after="Edited")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"


def test_the_same_date_set_again_by_the_bots_user_is_no_echo_after_someone_changed_it(workspace, ready, bot):
    """A person may share the bot's user; only what the bot wrote last is its own echo."""
    ticket = ready("estimating", due=DAY)
    workspace.set_field(ticket, "Estimated Delivery Date", milliseconds(OTHER))
    workspace.settle(ticket)  # the bot writes the due date
    workspace.set_due(ticket, DAY)
    workspace.settle(ticket)

    workspace.api("PUT", f"/task/{ticket}", by="sandbox", due_date=milliseconds(OTHER))
    item = {"field": "due_date", "after": str(milliseconds(OTHER))}
    workspace.tell(ticket, item.pop("field"), by="bot", **item)
    workspace.settle(ticket)

    assert known(bot, ticket).agreed_day == OTHER


def test_a_deletion_is_noted_and_nothing_is_said(workspace, ready, bot):
    ticket = ready("validating")
    workspace.api("PUT", f"/task/{ticket}", status="replicating")
    before = workspace.calls()["total"]
    delete(workspace, ticket)
    workspace.tell(ticket, "task_deletion")

    workspace.settle(ticket)

    assert workspace.calls()["total"] - before == 2, "it is asked once more before that is believed"
    assert known(bot, ticket).gone_at is not None


def test_a_deleted_company_is_forgotten(workspace, ready):
    ticket = ready("validating", Company={"add": ["86c1co905"]})
    delete(workspace, "86c1co905")
    workspace.tell("86c1co905", "task_deletion")
    workspace.settle("86c1co905")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
