"""What someone sends who signed in: written with their own token, judged as theirs, and forgotten."""

import pytest
import requests
from sqlalchemy import text

from app.card import card
from app.fill import take
from app.messages import fill as words
from app.messages.comments import card as card_words
from app.store import fillings, sign_ins
from app.workspace.sign_in import SignIn
from clickup_client.client import ClickUpClient
from tests.app.faults import dying_at
from tests.app.people import OPS, QA

FIELD = "POST /api/v2/task/{task_id}/field/{field_id}"


@pytest.fixture
def tokens(engine):
    """How many tokens are stored: for who is signed in, and for what was sent."""

    def tokens():
        with engine.connect() as connection:
            return tuple(
                connection.scalar(text(f"SELECT count(token) FROM {table}"))  # noqa: S608
                for table in ("sign_ins", "fillings")
            )

    return tokens


@pytest.fixture
def signed_in(member, refused):
    """A ticket that was put back, whose page someone has open."""

    def signed_in(user=OPS, **changes):
        ticket, address = refused(**(changes or {"Severity": None}))
        member.sign_in(ticket, address, user)
        return ticket

    return signed_in


def revoke(workspace):
    with requests.Session() as session:
        session.trust_env = False
        session.delete(f"{workspace.url}/sandbox/grants", timeout=10)


def test_clickup_gets_all_of_it_from_the_person(signed_in, member, workspace, moves, minor):
    ticket = signed_in(Severity=None, Company=None)
    bot_before = workspace.calls()["by_call"]
    member.send(severity=minor, company="Kino Terminus")
    page = member.settle(ticket)

    made = workspace._running.sandbox.calls.snapshot()["by_token"][f"oauth:{OPS}"]["by_call"]
    assert page.startswith(words.entered("Replicating"))
    assert (made[FIELD], made["PUT /api/v2/task/{task_id}"]) == (2, 1)
    assert workspace.calls()["by_call"].get(FIELD) == bot_before.get(FIELD)
    assert moves(ticket)[-1] == (OPS, "Olivia Ops", "allowed")


def test_the_link_of_one_person_writes_for_the_other_who_signed_in(signed_in, member, moves, minor):
    """Quentin was put back, and Olivia opened the link."""
    ticket = signed_in(OPS)
    member.send(severity=minor)
    member.settle(ticket)

    assert [mover for mover, *_ in moves(ticket)] == [QA, OPS]


@pytest.mark.parametrize("heard", ["before", "after", "twice"])
def test_what_clickup_tells_of_the_move_is_the_same_move(signed_in, member, workspace, moves, heard, minor):
    ticket = signed_in()
    member.send(severity=minor)
    take.take_fillings(workspace.bot, ticket)
    if heard != "after":
        workspace.tell_of_move(ticket, "validating", "replicating", by="ops")
    page = member.settle(ticket)
    if heard != "before":
        workspace.tell_of_move(ticket, "validating", "replicating", by="ops")
        workspace.settle(ticket)

    assert page.startswith(words.entered("Replicating"))
    assert [(mover, verdict) for mover, _, verdict in moves(ticket)] == [(QA, "rejected"), (OPS, "allowed")]
    assert workspace.status(ticket) == "replicating"


def test_the_card_names_the_person(signed_in, member, workspace, minor):
    ticket = signed_in()
    member.send(severity=minor)
    member.settle(ticket)
    workspace.clock.forward(seconds=20)
    card.write(workspace.bot, ticket)

    sentence = card_words.filled_in_by("Olivia Ops").plain().strip()
    assert any(sentence in said for said in workspace.texts(ticket))


def test_what_is_still_missing_is_filled_in_without_signing_in_again(signed_in, member, moves, tokens, minor):
    ticket = signed_in(Severity=None, Company=None)
    member.send(severity=minor)
    page = member.settle(ticket)
    assert "Saved: Severity. Company Tier is not known: no Company is linked." in page
    assert tokens() == (1, 0)

    member.send(company="Kino Terminus")
    assert member.settle(ticket).startswith(words.entered("Replicating"))
    assert [mover for mover, *_ in moves(ticket)] == [QA, OPS, OPS]


def test_the_token_is_forgotten_when_nothing_more_can_be_sent(signed_in, member, tokens, minor):
    ticket = signed_in()
    member.send(severity=minor)
    assert tokens() == (1, 1)

    page = member.settle(ticket)
    assert page.startswith(words.entered("Replicating"))
    assert tokens() == (0, 0)
    assert member.look() == page


def test_who_signs_out_after_sending_has_it_written_all_the_same(signed_in, member, tokens, moves, minor):
    ticket = signed_in()
    form = member.page
    member.send(severity=minor)
    member.page = form
    member.sign_out()
    assert tokens() == (0, 1)

    member.settle(ticket)
    assert moves(ticket)[-1] == (OPS, "Olivia Ops", "allowed")
    assert tokens() == (0, 0)


def test_whose_token_was_taken_back_signs_in_again_and_loses_nothing(
    signed_in, member, workspace, tokens, moves, minor
):
    ticket = signed_in(Severity=None, Company=None)
    member.send(severity=minor, company="Kino Terminus")
    revoke(workspace)
    page = member.settle(ticket)
    assert f"{words.SIGN_IN_AGAIN} {words.NOTHING_LOST}" in page
    assert tokens() == (0, 0)
    assert len(moves(ticket)) == 1

    member.come_back(member.choose(member.leave(member.address), OPS))
    page = member.admitted(ticket)
    assert words.SAVE_AGAIN in page
    assert member.value("company") == "Kino Terminus"
    member.send(severity=minor, company=member.value("company"))
    assert member.settle(ticket).startswith(words.entered("Replicating"))


def test_who_is_not_signed_in_any_more_loses_nothing(signed_in, member, clock):
    ticket = signed_in(Company=None)
    clock.forward(minutes=30)
    page = member.send(company="Kino Terminus")
    assert f"{words.SIGN_IN_AGAIN} {words.NOTHING_LOST}" in page

    member.come_back(member.choose(member.leave(member.address), OPS))
    member.admitted(ticket)
    assert member.value("company") == "Kino Terminus"


def test_what_comes_without_our_page_is_not_kept(member, refused, engine):
    _, address = refused(Severity=None)
    answer = member._web.post(
        address.removeprefix("https://bot.example"), data={"token": "x", "severity": "y"}
    )

    assert words.SIGN_IN in answer.get_data(as_text=True)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM fillings")) == 0


def test_a_page_of_someone_else_is_not_saved_as_ones_own(signed_in, member, tokens, minor):
    """In one browser, someone else signs in while the page is still open."""
    ticket = signed_in(OPS)
    page = member.page
    address = member.address
    member.come_back(member.choose(member.leave_at(f"{address}/sign-in"), QA))
    member.admitted(ticket)
    member.page = page
    shown = member.send(severity=minor)

    assert words.SAVE_AGAIN in shown
    assert "You are signed in as Quentin QA." in shown
    assert tokens() == (2, 0)


def test_what_someone_sent_is_shown_to_no_one_else(signed_in, member, workspace, door, minor):
    ticket = signed_in(OPS)
    page_address = member.address
    member.send(severity=minor)
    reference = member.address
    stranger = type(member)(door(), workspace)
    assert words.SIGN_IN in stranger.open(reference)
    stranger.sign_in(ticket, page_address, QA)

    assert words.NOT_GOOD in stranger.open(reference)


def test_a_sent_reference_of_another_page_is_not_followed(signed_in, member, refused, minor):
    signed_in(OPS)
    member.send(severity=minor)
    reference = member.address.rpartition("/")[2]
    other, address = refused(Severity=None)
    member.come_back(member.choose(member.leave_at(f"{address}/sign-in?sent={reference}"), OPS))

    assert "Fill in what Replicating requires." in member.admitted(other)


def test_a_token_is_not_kept_for_ever_while_clickup_is_away(
    signed_in, member, workspace, clock, tokens, minor
):
    ticket = signed_in()
    member.send(severity=minor)
    clock.forward(days=1)
    with workspace.bot.engine.begin() as connection:
        sign_ins.sweep(connection, clock.now)
    assert tokens() == (0, 0)

    assert words.SIGN_IN_AGAIN in member.settle(ticket)


def test_without_the_key_someone_signs_in_again(signed_in, member, workspace, minor):
    ticket = signed_in()
    member.send(severity=minor)
    workspace.use(sign_in=None)

    assert words.SIGN_IN_AGAIN in member.settle(ticket)
    assert workspace.status(ticket) == "validating"


def test_a_right_that_the_person_lacks_is_said_beside_the_field(signed_in, member, workspace, minor):
    ticket = signed_in()
    rule = {
        "token": f"oauth:{OPS}",
        "method": "POST",
        "path": f"/api/v2/task/{ticket}/field/*",
        "status": 401,
    }
    body = {"err": "You cannot edit this field", "ECODE": "ACCESS_064"}
    with requests.Session() as session:
        session.trust_env = False
        assert session.post(f"{workspace.url}/sandbox/faults", json=rule | {"body": body}, timeout=10).ok
    member.send(severity=minor)

    assert words.not_taken("You cannot edit this field") in member.settle(ticket)


def test_a_day_is_the_day_that_the_person_wrote_wherever_they_are(member, ready, workspace, link_of):
    users = workspace._running.sandbox.directory
    users.change_user(OPS, {"time_zone": "America/Los_Angeles"})
    ticket = ready("estimating", due=None)
    workspace.move(ticket, "fixing", by="pm")
    member.sign_in(ticket, link_of(ticket), OPS)
    member.send(due_date="2026-12-09")

    assert member.settle(ticket).startswith(words.entered("Fixing"))
    due = workspace.bot.client.get_task(ticket).due_date
    assert workspace.bot.day_set(due).isoformat() == "2026-12-09"


@pytest.mark.parametrize(
    ("place", "name", "when"),
    [
        pytest.param(ClickUpClient, "set_field", "after", id="after a field was written"),
        pytest.param(fillings, "note", "after", id="after that was kept"),
        pytest.param(ClickUpClient, "update_task", "after", id="after the ticket moved"),
        pytest.param(take, "hint_made_for", "after", id="after the hint"),
    ],
)
def test_a_crash_leaves_one_move_and_no_token(
    signed_in, member, workspace, moves, tokens, place, name, when, minor
):
    ticket = signed_in()
    member.send(severity=minor)
    with dying_at(place, name, when), pytest.raises(KeyboardInterrupt):
        take.take_fillings(workspace.bot, ticket)

    assert member.settle(ticket).startswith(words.entered("Replicating"))
    assert [verdict for *_, verdict in moves(ticket)] == ["rejected", "allowed"]
    assert tokens() == (0, 0)


def test_a_move_that_clickup_reported_before_a_crash_was_mended_is_the_persons(
    signed_in, member, workspace, tokens, minor
):
    ticket = signed_in()
    member.send(severity=minor)
    with dying_at(ClickUpClient, "update_task", "after"), pytest.raises(KeyboardInterrupt):
        take.take_fillings(workspace.bot, ticket)
    workspace.tell_of_move(ticket, "validating", "replicating", by="ops")
    workspace.settle(ticket)

    assert member.settle(ticket).startswith(words.entered("Replicating"))
    assert tokens() == (0, 0)


def test_neither_the_secret_nor_a_key_is_shown(workspace, signing_in):  # noqa: ARG001
    shown = f"{workspace.bot.sign_in!r} {workspace.bot.sign_in.app!r}"

    assert isinstance(workspace.bot.sign_in, SignIn)
    for secret in (workspace.bot.sign_in.app.client_secret, *workspace.bot.sign_in.app.keys):
        assert secret.get_secret_value() not in shown
