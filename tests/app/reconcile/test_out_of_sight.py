"""Tickets that are hidden, purged, trashed or archived: nothing is done until they are seen again."""

from unittest import mock

import pytest

from app.card import card
from app.elevation import relay
from app.errors import LaterError
from app.messages.comments.fallback import TELL_THEM
from app.reconcile import poll
from app.sla import watch
from app.store import comments as stored_comments
from app.store import first_level, notices, relations, relays, tickets
from app.store.comments import CommentKind
from clickup_client.comment import text
from clickup_client.errors import NotAuthorisedError
from tests.app.faults import clear_faults, delete, fault
from tests.app.people import PEOPLE

pytest_plugins = ["tests.app.first_level_tickets"]

HIDDEN = {
    "OAUTH_027": {"err": "Team not authorized", "ECODE": "OAUTH_027"},
    "ACCESS_083": {"err": "You do not have access to this task", "ECODE": "ACCESS_083"},
}


@pytest.fixture(params=sorted(HIDDEN))
def hide(workspace, request):
    """Hide a ticket, with all that is asked about it, from the bot."""

    def hide(ticket, **more):
        rule = {"token": "pk_sandbox", "status": 401, "body": HIDDEN[request.param]} | more
        for path in (f"/api/v2/task/{ticket}", f"/api/v2/task/{ticket}/*"):
            fault(workspace, path=path, **rule)

    return hide


@pytest.fixture
def archive(workspace):
    def archive(ticket, *, archived=True):
        workspace.api("PUT", f"/task/{ticket}", archived=archived)
        workspace.tell(ticket, "archived", before=not archived, after=archived)

    return archive


def known(bot, ticket):
    with bot.engine.begin() as connection:
        return tickets.get(connection, ticket)


def owe_something(bot, ticket):
    """A comment, a notice and a relay that are due."""
    with bot.engine.begin() as connection:
        stored_comments.owe(
            connection, task_id=ticket, kind=CommentKind.SLA, key="late", comment=text("It is late.")
        )
        notices.owe(connection, task_id=ticket, kind="delivered", cause="d", day=None, not_before=bot.now())
        relays.owe(connection, task_id=ticket, kind="day", cause="day")


def owed(bot, ticket):
    with bot.engine.begin() as connection:
        return (
            stored_comments.due(connection, ticket),
            notices.open_of(connection, ticket),
            relays.owed(connection, ticket),
        )


NOTHING = ([], [], [])


def test_a_hidden_ticket_is_gone_and_nothing_is_owed_any_more(workspace, ready, bot, hide):
    ticket = ready("validating", Severity=None)
    owe_something(bot, ticket)
    workspace.drag(ticket, "replicating")
    hide(ticket)

    workspace.settle(ticket)
    workspace.settle(ticket)

    assert known(bot, ticket).out_of_sight
    assert owed(bot, ticket) == NOTHING
    clear_faults(workspace)
    assert workspace.comments(ticket) == []


def test_a_move_before_a_ticket_was_hidden_is_over_although_the_bot_never_saw_it(workspace, clock, hide):
    ticket = workspace.create("fixing")
    workspace.tell_of_creation(ticket, "fixing")
    workspace.tell_of_move(ticket, "fixing", "In Production", by="qa")
    workspace.api("PUT", f"/task/{ticket}", status="estimating")
    hide(ticket)
    told = {"before": {"status": "In Production"}, "after": {"status": "estimating"}}
    told["date"] = str(int(clock.now.timestamp() * 1000))
    clock.forward(minutes=1)
    workspace.settle(ticket)
    clear_faults(workspace)

    workspace.tell(ticket, "status", by="qa", **told)
    workspace.settle(ticket)

    assert (workspace.status(ticket), workspace.texts(ticket)) == ("estimating", [])


def test_a_ticket_that_is_hidden_for_one_answer_is_judged(workspace, ready, hide):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    hide(ticket, count=1)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert len(workspace.comments(ticket)) == 1


def test_a_hidden_ticket_that_is_seen_again_is_taken_as_it_stands(workspace, ready, bot, hide):
    ticket = ready("validating", Severity=None)
    workspace.tell(ticket, "name", after="Edited")
    hide(ticket)
    workspace.settle(ticket)
    clear_faults(workspace)
    workspace.api("PUT", f"/task/{ticket}", status="fixing")

    workspace.tell(ticket, "name", after="Edited again")
    workspace.settle(ticket)

    assert (workspace.status(ticket), workspace.comments(ticket)) == ("fixing", [])
    assert (known(bot, ticket).stage, known(bot, ticket).gone_at) == ("Fixing", None)


def test_a_move_of_a_ticket_that_is_seen_again_is_judged(workspace, ready, hide):
    ticket = ready("validating", Severity=None)
    workspace.tell(ticket, "name", after="Edited")
    hide(ticket)
    workspace.settle(ticket)
    clear_faults(workspace)

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"


def test_a_move_is_over_that_was_made_before_a_look_saw_the_ticket_hidden_again(
    workspace, ready, clock, hide
):
    ticket = ready("In Production")
    workspace.tell(ticket, "name", after="Edited")
    hide(ticket)
    workspace.settle(ticket)
    clear_faults(workspace)
    clock.forward(minutes=1)
    workspace.api("PUT", f"/task/{ticket}", status="Closed (Unresolved)")
    told = {"before": {"status": "In Production"}, "after": {"status": "Closed (Unresolved)"}}
    told["date"] = str(int(clock.now.timestamp() * 1000))
    clock.forward(minutes=1)
    hide(ticket)
    workspace.tell(ticket, "name", after="Edited again")
    workspace.settle(ticket)
    clear_faults(workspace)

    workspace.tell(ticket, "status", **told)
    workspace.settle(ticket)

    assert (workspace.status(ticket), workspace.comments(ticket)) == ("Closed (Unresolved)", [])


def test_a_poll_takes_up_a_ticket_that_is_seen_again(workspace, ready, bot, clock):
    poll.poll_lists(bot)
    clock.forward(hours=1)
    ticket = ready("validating", Severity=None)
    fault(workspace, path=f"/api/v2/task/{ticket}", token="pk_sandbox", status=404)
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)
    clear_faults(workspace)
    workspace.api("PUT", f"/task/{ticket}", status="fixing")

    poll.poll_lists(bot)
    workspace.settle(ticket)

    assert (workspace.status(ticket), workspace.comments(ticket)) == ("fixing", [])
    assert known(bot, ticket).stage == "Fixing"


def test_without_its_list_no_ticket_counts_as_gone(workspace, ready, hide):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    hide(ticket)
    fault(workspace, path="/api/v2/list/*", status=401, body=HIDDEN["OAUTH_027"])

    with pytest.raises(LaterError):
        workspace.settle(ticket)

    clear_faults(workspace)
    workspace.settle(ticket)
    assert workspace.status(ticket) == "validating"


@pytest.mark.parametrize("code", ["OAUTH_025", "OAUTH_019"])
def test_a_bad_token_makes_no_ticket_gone(workspace, ready, bot, code):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    body = {"err": "Token invalid", "ECODE": code}
    fault(workspace, path="/api/v2/task/*", status=401, body=body, token="pk_sandbox")

    with pytest.raises(NotAuthorisedError):
        workspace.settle(ticket)

    assert known(bot, ticket).gone_at is None


@pytest.mark.parametrize("job", ["clock", "notice", "relay", "card", "comments"])
def test_whichever_job_meets_a_hidden_ticket_it_is_gone_quietly(workspace, ready, bot, hide, clock, job):
    ticket = ready("verifying")
    workspace.move(ticket, "fixing")
    owe_something(bot, ticket)
    hide(ticket)
    clock.forward(days=30)

    if job == "clock":
        watch.watch(bot, ticket)
    elif job == "notice":
        workspace.settle_notices(ticket)
    elif job == "relay":
        relay.work_relays(bot, ticket)
    elif job == "card":
        card.write(bot, ticket)
    else:
        with bot.engine.begin() as connection:
            stored_comments.owe(
                connection, task_id=ticket, kind=CommentKind.GATE, key="gate", comment=text("Missing.")
            )
        workspace.settle(ticket)

    assert known(bot, ticket).out_of_sight
    assert owed(bot, ticket) == NOTHING


def test_an_earlier_comment_that_is_gone_makes_room_for_a_new_one(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    fault(workspace, path="/api/v2/comment/*", method="PUT", status=401, body=HIDDEN["OAUTH_027"], count=2)

    workspace.move(ticket, "replicating")

    assert [text.splitlines()[-1] for text in workspace.texts(ticket)] == [
        "Stagegate, reference 1",
        "Tried 2 times. Stagegate, reference 1",
    ]


def test_an_earlier_comment_that_is_gone_for_one_answer_is_edited(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    fault(workspace, path="/api/v2/comment/*", method="PUT", status=404, count=1)

    workspace.move(ticket, "replicating")

    [text] = workspace.texts(ticket)
    assert text.endswith("Tried 2 times. Stagegate, reference 1")


@pytest.mark.parametrize("status", [401, 404])
def test_a_comment_refused_once_as_on_a_ticket_that_is_gone_is_posted(workspace, ready, status):
    ticket = ready("validating", Severity=None)
    body = HIDDEN["ACCESS_083"] if status == 401 else None
    fault(workspace, path=f"/api/v2/task/{ticket}/comment", method="POST", status=status, body=body, count=1)

    workspace.move(ticket, "replicating")

    assert len(workspace.comments(ticket)) == 1


def test_a_hidden_company_no_longer_exists(workspace, ready):
    ticket = ready("validating", Company={"add": ["86c1co905"]})
    fault(workspace, path="/api/v2/task/86c1co905", status=401, body=HIDDEN["OAUTH_027"], token="pk_sandbox")
    with workspace.bot.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM companies")

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    assert "no longer exists in ClickUp" in workspace.texts(ticket)[0]


def test_a_hidden_first_level_ticket_closes_the_relay(ready, bot, client_ticket, hide):
    there = client_ticket()
    ticket = ready("validating", linked=there)
    with bot.engine.begin() as connection:
        relays.owe(connection, task_id=ticket, kind="day", cause="day")
        relations.add(connection, first_level_id=there, task_id=ticket)
    hide(there)

    relay.work_relays(bot, ticket)

    assert owed(bot, ticket) == NOTHING
    with bot.engine.begin() as connection:
        assert first_level.get(connection, there) is None


def test_a_first_level_ticket_that_is_seen_again_is_not_elevated_again(workspace, bot, client_ticket, made):
    there = client_ticket()
    workspace.move(there, "elevating")
    poll.poll_lists(bot)
    with bot.engine.begin() as connection:
        first_level.mark_gone(connection, there, bot.now())
    workspace.api("PUT", f"/task/{there}", name="Checkout fails")

    poll.poll_lists(bot)
    workspace.settle(there)

    assert len(workspace.comments(there)) == len(made()) == 1
    with bot.engine.begin() as connection:
        assert first_level.get(connection, there).status == "elevating"


def test_an_archived_ticket_is_not_judged(workspace, ready, bot, archive):
    ticket = ready("validating", Severity=None)
    owe_something(bot, ticket)
    workspace.drag(ticket, "replicating")
    archive(ticket)

    workspace.settle(ticket)

    assert (workspace.status(ticket), workspace.comments(ticket)) == ("replicating", [])
    assert owed(bot, ticket) == NOTHING


def test_the_clock_of_an_archived_ticket_is_silent(workspace, ready, bot, clock):
    ticket = ready("replicating", assignees=[PEOPLE["qa"]])
    workspace.move(ticket, "estimating", by="qa")
    workspace.api("PUT", f"/task/{ticket}", archived=True)
    said = len(workspace.comments(ticket))
    clock.forward(days=30)

    watch.watch(bot, ticket)

    assert len(workspace.comments(ticket)) == said
    assert known(bot, ticket).out_of_sight


def test_a_notice_of_an_archived_ticket_is_dropped(workspace, ready, bot):
    ticket = ready("verifying", **{"Client email": None})
    workspace.move(ticket, "In Production", by="qa")
    workspace.api("PUT", f"/task/{ticket}", archived=True)

    assert workspace.settle_notices(ticket) is None
    workspace.settle(ticket)

    assert owed(bot, ticket) == NOTHING
    assert workspace.comments(ticket) == []


def test_an_unarchived_ticket_is_taken_up_as_it_stands(workspace, ready, bot, archive):
    ticket = ready("validating", Severity=None)
    archive(ticket)
    workspace.settle(ticket)
    workspace.api("PUT", f"/task/{ticket}", status="fixing")
    archive(ticket, archived=False)

    workspace.settle(ticket)

    assert (workspace.status(ticket), workspace.comments(ticket)) == ("fixing", [])
    assert known(bot, ticket).stage == "Fixing"
    workspace.move(ticket, "In Production")
    assert workspace.status(ticket) == "fixing"


def test_what_is_told_late_of_the_time_before_does_not_count_then(workspace, ready, archive, clock):
    ticket = ready("verifying", Severity=None, **{"Pull Request": None})
    before = str(int(clock.now.timestamp() * 1000))
    clock.forward(minutes=1)
    archive(ticket)
    workspace.settle(ticket)
    clock.forward(minutes=9)
    archive(ticket, archived=False)
    told = {"before": {"status": "validating"}, "after": {"status": "verifying"}, "date": before}
    workspace.tell(ticket, "status", by="qa", **told)

    workspace.settle(ticket)

    assert (workspace.status(ticket), workspace.comments(ticket)) == ("verifying", [])


def test_a_relay_to_an_archived_first_level_ticket_is_closed(workspace, ready, bot, client_ticket):
    there = client_ticket()
    ticket = ready("validating", linked=there)
    workspace.api("PUT", f"/task/{there}", archived=True)
    with bot.engine.begin() as connection:
        relays.owe(connection, task_id=ticket, kind="day", cause="day")

    relay.work_relays(bot, ticket)

    assert owed(bot, ticket) == NOTHING
    assert workspace.task(there)["due_date"] is None


def test_a_trashed_ticket_is_gone(workspace, ready, bot):
    ticket = ready("validating")
    workspace.drag(ticket, "replicating")
    delete(workspace, ticket)

    workspace.settle(ticket)

    assert known(bot, ticket).out_of_sight


def test_a_ticket_that_goes_while_it_is_judged_is_gone_quietly(workspace, ready, bot, hide):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    read = bot.reader.read

    def read_and_hide(task_id, **how):
        task = read(task_id, **how)
        hide(ticket)
        return task

    with mock.patch.object(bot.reader, "read", read_and_hide):
        workspace.settle(ticket)

    assert known(bot, ticket).out_of_sight
    assert owed(bot, ticket) == NOTHING


def test_a_client_whose_own_ticket_is_hidden_is_told_by_the_owner(workspace, ready, client_ticket, hide):
    there = client_ticket()
    ticket = ready("verifying", linked=there, **{"Client email": None})
    workspace.move(ticket, "In Production", by="qa")
    hide(there)

    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    assert workspace.texts(ticket)[-1].startswith(TELL_THEM)
