"""How long a link is good, and that one which is not tells nothing."""

import string
from dataclasses import replace

import pytest
from sqlalchemy import text

from app.card import card
from app.fill import link
from app.messages import fill as words
from app.store import fill_pages
from app.workspace.directory import Assignees
from tests.app.people import OPS, QA, TECH

NOT_GOOD = f"{words.NOT_GOOD} {words.NOT_GOOD} {words.ASK_AGAIN}"


def assert_not_good(person, address):
    assert (person.open(address), person.status) == (NOT_GOOD, 404)


def test_a_link_is_good_for_a_week(refused, person, clock):
    _, address = refused(Severity=None)
    clock.forward(days=6, hours=23)
    person.open(address)
    assert person.status == 200

    clock.forward(hours=2)
    assert_not_good(person, address)


def test_a_link_ends_when_the_ticket_moves(refused, person, workspace):
    ticket, address = refused(Severity=None)
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))
    workspace.move(ticket, "replicating")

    assert_not_good(person, address)


def test_a_link_is_not_good_while_its_comment_is_resolved(refused, person, workspace):
    ticket, address = refused(Severity=None)
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))
    workspace.settle(ticket)
    assert_not_good(person, address)

    workspace.clear_field(ticket, "Severity")
    workspace.settle(ticket)
    person.open(address)
    assert person.status == 200


def test_a_link_ends_when_another_person_is_refused(refused, person, workspace, link_of):
    ticket, first = refused(Severity=None)
    workspace.move(ticket, "replicating", by="ops")

    assert_not_good(person, first)
    assert "in the name of Ops" in person.open(link_of(ticket))


def test_the_same_refusal_keeps_its_link(refused, workspace, link_of):
    ticket, first = refused(Severity=None)
    workspace.move(ticket, "replicating", by="qa")

    assert link_of(ticket) == first


def test_a_link_ends_with_the_ticket(refused, person, workspace):
    ticket, address = refused(Severity=None)
    workspace.api("DELETE", f"/task/{ticket}", by="admin")
    workspace.tell(ticket, "custom_field")
    workspace.settle(ticket)

    assert_not_good(person, address)


@pytest.mark.parametrize(
    "change",
    [lambda a: f"{a}x", lambda a: a[:-1], lambda a: f"{a.partition('.')[0]}.x"],
    ids=["longer", "shorter", "another signature"],
)
def test_a_link_that_someone_made_up_tells_nothing(refused, person, change):
    _, address = refused(Severity=None)
    base, token = address.rsplit("/", 1)

    assert_not_good(person, f"{base}/{change(token)}")


def test_a_signed_link_without_a_page_tells_nothing(person, engine):
    with engine.begin() as connection:
        tokens = [link.token_of(connection, 999), link._serializer(connection).dumps("1")]

    for token in tokens:
        assert_not_good(person, f"/fill/{token}")


@pytest.mark.parametrize(
    "reference", ["7KQ2-M9XD-4TRB", "%00", "%F0%9F%98%80"], ids=["unknown", "none", "a face"]
)
def test_what_was_not_sent_tells_nothing(person, reference):
    assert_not_good(person, f"/fill/sent/{reference}")


def test_without_an_address_for_people_there_is_no_link(workspace, ready):
    workspace.use(public_url=None)
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating", by="qa")

    assert words.LINK not in workspace.texts(ticket)[-1]


def test_an_automation_gets_a_link_that_is_no_ones(ready, workspace, person, link_of):
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", status="replicating")
    workspace.tell_of_move(ticket, "validating", "replicating", by="an Automation")
    workspace.settle(ticket)

    assert "in the name of" not in person.open(link_of(ticket))


def test_a_jump_over_stages_gets_the_page_of_the_next_one(ready, workspace, person, link_of):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "fixing", by="qa")

    assert "Save and move to Replicating" in person.open(link_of(ticket))


def test_where_no_way_leads_there_is_no_page(ready, workspace):
    moves = workspace.bot.process.moves.model_copy(update={"backward": "never", "reopen_to": ("Fixing",)})
    workspace.change_process(moves=moves)
    ticket = ready("fixing")
    workspace.move(ticket, "replicating", by="qa")

    assert words.LINK not in workspace.texts(ticket)[-1]


def test_the_card_has_a_link_for_the_owner_of_the_stage(ready, workspace, person, link_of):
    ticket = ready("validating", Severity=None)
    workspace.set_field(ticket, "Issue Workaround", "Wait.")
    workspace.settle(ticket)
    workspace.clock.forward(seconds=20)
    card.write(workspace.bot, ticket)

    assert "This is saved in the name of Olivia Ops." in person.open(link_of(ticket))


def test_the_card_of_a_stage_with_several_owners_has_a_link_of_who_has_the_ticket(
    ready, workspace, person, link_of
):
    owners = {**workspace.bot.directory.owners, "Operations": Assignees(frozenset({OPS, TECH}))}
    workspace.use(directory=replace(workspace.bot.directory, owners=owners))
    ticket = ready("validating", Severity=None, assignees=[QA])
    workspace.set_field(ticket, "Issue Workaround", "Wait.")
    workspace.settle(ticket)
    workspace.clock.forward(seconds=20)
    card.write(workspace.bot, ticket)

    assert "This is saved in the name of Quentin QA." in person.open(link_of(ticket))


def test_an_old_page_of_a_card_is_replaced_with_the_next_change(ready, workspace, clock, engine):
    ticket = ready("validating", Severity=None)
    workspace.set_field(ticket, "Issue Workaround", "Wait.")
    workspace.settle(ticket)
    clock.forward(days=8)
    workspace.set_field(ticket, "Issue Workaround", "Wait on.")
    workspace.settle(ticket)

    with engine.connect() as connection:
        ended = (
            connection.execute(text("SELECT ended_at IS NOT NULL FROM fill_pages ORDER BY page_id"))
            .scalars()
            .all()
        )
    assert ended == [True, False]
    assert fill_pages.LIFETIME.days == 7


def test_a_link_that_differs_in_one_letter_is_not_good(refused, person):
    _, address = refused(Severity=None)
    others = [f"{address[:-1]}{letter}" for letter in string.ascii_letters if letter != address[-1]]

    for other in others:
        assert_not_good(person, other)
