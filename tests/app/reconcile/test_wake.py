"""After a dump was restored, tickets are taken as they stand, and no one is told twice."""

import io

import pytest
from sqlalchemy import text, update

from app.intake import make_ticket
from app.messages.comments import restored as words
from app.reconcile import poll
from app.reconcile.pending import cursor_of
from app.reconcile.wake import wake
from app.sla import watch
from app.store import client_reports, dead_letters, key_values, moves, tables
from app.store.client_reports import Upload
from tests.app.automations import receive, switch_automations
from tests.app.dates import DAY, OTHER, due, mirror
from tests.app.deliveries_waiting import waiting
from tests.app.dumps import Dump
from tests.app.first_level_tickets import CLIENTS, client_ticket, made
from tests.app.people import LIST

__all__ = ["client_ticket", "made"]


@pytest.fixture
def dump(bot, database_url):
    """Dump the database of a bot that knows all tickets."""

    def dump():
        wake(bot)
        with bot.engine.begin() as connection:
            key_values.put(connection, cursor_of(LIST), bot.now().isoformat())
        return Dump(database_url)

    return dump


@pytest.fixture
def restore(workspace, clock):
    """Restore a dump an hour later; a worker starts, and its poll comes upon these tickets."""

    def restore(dumped, *found):
        clock.forward(hours=1)
        dumped.restore()
        assert wake(workspace.bot)
        for ticket in found:
            poll.adopt(workspace.bot, workspace.bot.client.get_task(ticket))

    return restore


def shown(comment):
    """A comment as people read it."""
    return comment.plain().replace("\n- ", "\n")


def test_a_database_that_goes_on_is_no_restored_one(bot):
    assert [wake(bot), wake(bot)] == [False, False]


def test_a_restored_one_is_noticed_once(bot, dump):
    dumped = dump()
    dumped.restore()
    assert [wake(bot), wake(bot)] == [True, False]

    dumped.restore()
    assert wake(bot)


def test_a_ticket_two_legal_stages_on_stays_there(workspace, ready, dump, restore):
    ticket = ready("replicating")
    dumped = dump()
    for status in ("estimating", "fixing"):
        workspace.move(ticket, status, by="pm")
    workspace.settle_notices(ticket)
    restore(dumped, ticket)
    workspace.settle(ticket)

    assert workspace.status(ticket) == "fixing"
    assert workspace.comments(ticket) == []
    with workspace.bot.engine.begin() as connection:
        assert moves.latest(connection, ticket) == []


def test_an_incomplete_ticket_stays_too_and_its_next_move_is_judged(workspace, ready, dump, restore):
    ticket = ready("estimating", **{"Pull Request": None})
    dumped = dump()
    workspace.api("PUT", f"/task/{ticket}", status="verifying")
    restore(dumped, ticket)
    workspace.settle(ticket)
    assert workspace.status(ticket) == "verifying"

    workspace.move(ticket, "in production")

    assert workspace.status(ticket) == "verifying"


def test_a_client_who_was_told_that_it_is_solved_is_told_once(workspace, ready, dump, restore):
    ticket = ready("verifying")
    dumped = dump()
    workspace.move(ticket, "in production", by="qa")
    workspace.settle_notices(ticket)
    restore(dumped, ticket)
    workspace.settle(ticket)
    workspace.settle_notices(ticket)

    assert workspace.status(ticket) == "In Production"
    assert len(workspace.emails()) == 1
    assert workspace.comments(ticket) == []


def test_what_waited_to_be_told_is_asked_of_one_person(workspace, ready, dump, restore, clock):
    ticket = ready("fixing")
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    dumped = dump()
    restore(dumped, ticket)
    clock.forward(hours=1)
    workspace.settle(ticket)
    workspace.settle_notices(ticket)

    assert workspace.emails() == []
    [asked] = workspace.comments(ticket)
    assert shown(words.may_not_know(["rescheduled"], OTHER)) in asked["comment_text"]
    assert asked["assignee"]["id"] in workspace.bot.directory.owners["Tech"].users


def test_what_no_one_can_have_been_told_yet_is_asked_as_well(workspace, ready, dump, restore):
    """It was moved while nothing ran, so no notice is shown."""
    ticket = ready("verifying")
    dumped = dump()
    workspace.api("PUT", f"/task/{ticket}", status="in production")
    restore(dumped, ticket)
    workspace.settle(ticket)

    assert workspace.emails() == []
    [asked] = workspace.comments(ticket)
    assert shown(words.may_not_know(["delivered"], DAY)) in asked["comment_text"]


def test_a_notice_without_its_receipt_is_asked(workspace, ready, dump, restore):
    switch_automations(workspace, on=False)
    ticket = ready("estimating")
    dumped = dump()
    workspace.move(ticket, "fixing", by="pm")
    workspace.settle_notices(ticket)
    restore(dumped, ticket)
    workspace.settle(ticket)

    [asked] = workspace.comments(ticket)
    assert shown(words.may_not_know(["estimated"], DAY)) in asked["comment_text"]


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "not told"])
def test_a_changed_date_is_asked_unless_the_ticket_shows_that_it_was_told(
    workspace, ready, dump, restore, clock, is_told
):
    ticket = ready("estimating")
    workspace.move(ticket, "fixing", by="pm")
    workspace.settle_notices(ticket)
    receive(workspace, ticket)
    dumped = dump()
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    if is_told:
        clock.forward(minutes=2)
        workspace.settle_notices(ticket)
    restore(dumped, ticket)
    workspace.settle(ticket)

    assert len(workspace.comments(ticket)) == (0 if is_told else 1)


def test_in_shadow_mode_no_one_is_asked(workspace, ready, dump, restore):
    ticket = ready("verifying")
    dumped = dump()
    workspace.api("PUT", f"/task/{ticket}", status="in production")
    workspace.change_process(mode="shadow")
    restore(dumped, ticket)
    workspace.settle(ticket)

    assert workspace.comments(ticket) == []


def test_a_date_of_the_dump_is_not_written(workspace, ready, dump, restore):
    ticket = ready("fixing")
    dumped = dump()
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    restore(dumped, ticket)
    workspace.settle(ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (OTHER, OTHER)


def test_a_change_from_then_on_is_told(workspace, ready, dump, restore, clock):
    ticket = ready("fixing")
    dumped = dump()
    restore(dumped, ticket)
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    clock.forward(minutes=2)
    workspace.settle_notices(ticket)

    assert len(workspace.emails()) == 1


def test_a_ticket_that_came_since_is_no_ticket_from_outside(workspace, dump, restore):
    dumped = dump()
    ticket = workspace.create("verifying")
    workspace.tell_of_creation(ticket, "verifying")
    restore(dumped, ticket)
    workspace.settle(ticket)

    assert workspace.status(ticket) == "verifying"
    assert workspace.comments(ticket) == []


def test_what_waited_in_the_dump_is_past(workspace, ready, dump, restore, bot):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    with bot.engine.begin() as connection:
        dead_letters.bury(connection, task_id=ticket, error="x", attempts=5)
    restore(dump(), ticket)

    assert waiting(bot) == []
    with bot.engine.begin() as connection:
        assert dead_letters.every(connection) == []
        of_ticket = text("SELECT count(*) FROM procrastinate_jobs WHERE args->>'task_id' = :id")
        assert connection.execute(of_ticket, {"id": ticket}).scalar_one() == 0
    assert workspace.status(ticket) == "replicating"


def test_a_first_level_ticket_that_was_elevated_since_is_not_elevated_again(
    workspace, client_ticket, made, dump, restore, bot
):
    ticket = client_ticket()
    dumped = dump()
    workspace.drag(ticket, "elevating")
    workspace.settle(ticket)
    assert len(made()) == 1
    restore(dumped)
    poll.adopt_first_level(bot, bot.client.get_task(ticket))
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)

    assert len(made()) == 1


def test_a_report_that_became_a_ticket_since_is_found_with_its_files(workspace, bot, dump, restore):
    log = Upload(name="log.txt", content_type="text/plain", size=4, stream=io.BytesIO(b"dead"))
    with bot.engine.begin() as connection:
        client_reports.add(
            connection,
            reference="7KQ2-M9XD-4TRB",
            source="form:website",
            idempotency_key="1",
            digest="d",
            answers={"summary": "Trailer stays black", "description": "I press play."},
            files=[log],
        )
        connection.execute(update(tables.client_reports).values(received_at=bot.now()))
    dumped = dump()
    make_ticket.take_report(bot, "7KQ2-M9XD-4TRB")
    restore(dumped)

    make_ticket.take_report(bot, "7KQ2-M9XD-4TRB")

    found = workspace.api("GET", f"/list/{CLIENTS}/task")["tasks"]
    [report] = [task["id"] for task in found if task["name"] == "Trailer stays black"]
    assert len(bot.client.get_task(report).attachments) == 1


def test_its_clock_tells_nothing_of_the_time_before(workspace, ready, dump, restore, clock, bot):
    ticket = ready("validating")
    dumped = dump()
    clock.forward(hours=100)
    restore(dumped, ticket)
    watch.watch(bot, ticket)

    assert workspace.comments(ticket) == []


def test_numbers_of_comments_are_not_used_again(workspace, ready, dump, restore):
    """A comment is found by its number, and one of the forgotten time may be on the ticket."""
    ticket = ready("validating", Severity=None)
    dumped = dump()
    workspace.move(ticket, "replicating")
    restore(dumped, ticket)
    workspace.move(ticket, "replicating")

    first, second = (said.splitlines()[-1] for said in workspace.texts(ticket))
    assert first != second
