"""What became of a ticket reaches the first-level ticket that it came from."""

import pytest

from app.elevation import relay as relaying
from app.messages.comments.first_level import NOT_CHANGED, SOLVED
from app.store import first_level, relations, relays
from app.store.comments import due as comments_due
from tests.app.dates import DAY, OTHER, due, milliseconds
from tests.app.faults import crash, delete, die, fault

pytest_plugins = ["tests.app.first_level_tickets"]


@pytest.fixture
def pair(ready, client_ticket):
    """A first-level ticket, and one that came from it, accepted in the stage of a status."""

    def make(status="fixing", **changes):
        there = client_ticket(status="elevating")
        return ready(status, linked=there, due=changes.pop("due", DAY), **changes), there

    return make


@pytest.fixture
def carry(workspace):
    """Let the bot do what a change of a ticket asks for, there and back; the calls of the way back."""

    def carry(ticket, there):
        workspace.settle(ticket)
        before = workspace.calls()["total"]
        relaying.work_relays(workspace.bot, ticket)
        calls = workspace.calls()["total"] - before
        workspace.settle(there)
        return calls

    return carry


def owed(bot, ticket):
    with bot.engine.connect() as connection:
        return [relay.kind for relay in relays.owed(connection, ticket)]


# The due date


def test_another_due_date_reaches_the_first_level(workspace, pair, carry):
    ticket, there = pair()
    workspace.set_due(ticket, OTHER)

    assert carry(ticket, there) == 4  # both tickets and the link, which is not known yet; one to write

    assert due(workspace, there) == OTHER
    assert workspace.comments(there) == []


def test_the_relation_is_remembered(workspace, pair, carry, bot):
    ticket, there = pair()
    workspace.set_due(ticket, OTHER)
    carry(ticket, there)
    workspace.set_due(ticket, DAY)

    assert carry(ticket, there) == 3

    assert due(workspace, there) == DAY
    with bot.engine.connect() as connection:
        assert relations.first_level_of(connection, ticket) == [there]


def test_the_same_day_at_another_time_is_the_same(workspace, pair, carry):
    ticket, there = pair()
    workspace.api("PUT", f"/task/{there}", due_date=milliseconds(OTHER) + 3_600_000, due_date_time=True)
    workspace.set_due(ticket, OTHER)

    assert carry(ticket, there) == 3

    assert workspace.task(there)["due_date"] == str(milliseconds(OTHER) + 3_600_000)


def test_a_date_that_is_taken_away_goes_there_as_well(workspace, pair, carry):
    ticket, there = pair("estimating")
    workspace.api("PUT", f"/task/{there}", due_date=milliseconds(DAY))
    workspace.set_due(ticket, None)

    carry(ticket, there)

    assert due(workspace, there) is None


def test_a_date_that_comes_with_a_move_goes_there(workspace, pair, carry):
    ticket, there = pair("estimating", due=None)
    workspace.set_due(ticket, OTHER)
    workspace.drag(ticket, "fixing", by="pm")

    carry(ticket, there)

    assert (workspace.status(ticket), due(workspace, there)) == ("fixing", OTHER)


def test_a_date_that_comes_with_a_rejected_move_goes_there(workspace, pair, carry):
    ticket, there = pair("estimating", due=None)
    workspace.set_due(ticket, OTHER)
    workspace.drag(ticket, "verifying", by="pm")

    carry(ticket, there)

    assert (workspace.status(ticket), due(workspace, there)) == ("estimating", OTHER)


def test_the_move_itself_costs_no_call_more(workspace, pair):
    ticket, _ = pair("estimating")
    workspace.settle(ticket)
    workspace.set_due(ticket, OTHER)

    assert workspace.settle(ticket) == 2  # the read, and the mirror field
    assert workspace.move(ticket, "fixing", by="pm") == 2  # the read, and the owner


def test_nothing_is_owed_where_nothing_is_linked(workspace, ready, bot):
    ticket = ready("fixing", due=DAY)
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)

    assert owed(bot, ticket) == []


def test_a_link_to_another_ticket_of_the_process_carries_nothing(workspace, ready, bot):
    other = ready("fixing", due=DAY)
    ticket = ready("fixing", linked=other, due=DAY)
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)

    relaying.work_relays(bot, ticket)

    assert due(workspace, other) == DAY
    assert owed(bot, ticket) == []


def test_a_ticket_elevated_again_gets_the_date_that_it_missed(workspace, pair, bot):
    ticket, there = pair(due=DAY)
    workspace.move(there, "in progress")
    workspace.move(there, "elevating")

    relaying.work_relays(bot, ticket)

    assert due(workspace, there) == DAY


# The ending


NOTES = "A rounding error was removed."


def close(workspace, ticket, outcome):
    if outcome == "resolved":
        workspace.drag(ticket, "In Production", by="qa")
    else:
        workspace.drag(ticket, "Closed (Unresolved)", by="qa")


@pytest.mark.parametrize(
    ("outcome", "opening"),
    [
        ("resolved", SOLVED),
        ("unresolved", NOT_CHANGED),
    ],
)
def test_the_first_level_hears_how_it_ended(workspace, pair, carry, outcome, opening):
    ticket, there = pair("verifying")
    close(workspace, ticket, outcome)

    carry(ticket, there)

    assert workspace.status(there) == "resolved"
    assert workspace.texts(there) == [f"{opening}\n\nWhat we found:\n{NOTES}\n"]


def test_each_outcome_has_its_own_status(workspace, pair, carry, set_elevation):
    closed_as = workspace.bot.process.elevation.closed_as.model_copy(update={"unresolved": "In progress"})
    set_elevation(closed_as=closed_as)
    ticket, there = pair("verifying")
    close(workspace, ticket, "unresolved")

    carry(ticket, there)

    assert workspace.status(there) == "in progress"


def test_an_outcome_without_a_status_leaves_it_where_it_is(workspace, pair, carry, set_elevation):
    closed_as = workspace.bot.process.elevation.closed_as.model_copy(update={"resolved": None})
    set_elevation(closed_as=closed_as)
    ticket, there = pair("verifying")
    close(workspace, ticket, "resolved")

    carry(ticket, there)

    assert workspace.status(there) == "elevating"
    assert len(workspace.texts(there)) == 1


def test_a_status_that_is_not_there_is_done_without(workspace, pair, carry, set_elevation):
    closed_as = workspace.bot.process.elevation.closed_as.model_copy(update={"resolved": "Nowhere"})
    set_elevation(closed_as=closed_as)
    ticket, there = pair("verifying")
    workspace.set_due(ticket, OTHER)
    close(workspace, ticket, "resolved")

    carry(ticket, there)

    assert (workspace.status(there), due(workspace, there)) == ("elevating", OTHER)
    assert len(workspace.texts(there)) == 1


def test_internal_comments_stay_where_they_are(workspace, pair, carry):
    ticket, there = pair("verifying")
    workspace.api("POST", f"/task/{ticket}/comment", by="qa", comment_text="The client is wrong.")
    close(workspace, ticket, "resolved")

    carry(ticket, there)

    said = workspace.api("GET", f"/task/{there}/comment", by="admin")["comments"]
    assert ["wrong" in comment["comment_text"] for comment in said] == [False]


def test_what_was_opened_again_before_it_was_told_is_not_told(workspace, pair, bot):
    ticket, there = pair("verifying")
    close(workspace, ticket, "resolved")
    workspace.settle(ticket)
    workspace.set_field(ticket, "De-escalation Reasons", "It is back.")
    workspace.move(ticket, "validating", by="qa")

    relaying.work_relays(bot, ticket)
    workspace.settle(there)

    assert workspace.status(there) == "elevating"
    assert workspace.texts(there) == []
    assert owed(bot, ticket) == []


def test_each_ending_is_told(workspace, pair, carry):
    ticket, there = pair("verifying")
    close(workspace, ticket, "unresolved")
    carry(ticket, there)
    workspace.set_field(ticket, "De-escalation Reasons", "It is back.")
    workspace.move(ticket, "validating", by="qa")
    close(workspace, ticket, "unresolved")

    carry(ticket, there)

    assert len(workspace.texts(there)) == 2


def test_the_bot_putting_it_into_its_last_status_needs_no_look(workspace, pair, carry):
    ticket, there = pair("verifying")
    close(workspace, ticket, "resolved")
    carry(ticket, there)
    workspace.tell_of_move(there, "elevating", "resolved", by="bot")

    assert workspace.settle(there) == 0


# Whatever happens in between


def test_a_crash_before_the_record_owes_it_once(workspace, pair, carry, monkeypatch):
    ticket, there = pair("verifying")
    close(workspace, ticket, "resolved")
    with monkeypatch.context() as patched:
        patched.setattr("app.store.deliveries.mark_handled", die)
        crash(workspace, ticket)

    carry(ticket, there)

    assert workspace.status(there) == "resolved"
    assert len(workspace.texts(there)) == 1


@pytest.mark.parametrize("where", ["get_task", "update_task", "owe", "settle"])
def test_a_crash_of_the_way_back_is_made_up_for(workspace, pair, carry, bot, monkeypatch, where):
    ticket, there = pair("verifying")
    close(workspace, ticket, "resolved")
    workspace.settle(ticket)
    with monkeypatch.context() as patched:
        match where:
            case "owe":
                patched.setattr("app.store.comments.owe", die)
            case "settle":
                patched.setattr("app.store.relays.settle", die)
            case _:
                patched.setattr(type(bot.client), where, die)
        with pytest.raises(KeyboardInterrupt):
            relaying.work_relays(bot, ticket)

    carry(ticket, there)
    carry(ticket, there)

    assert workspace.status(there) == "resolved"
    assert len(workspace.texts(there)) == 1


def test_clickup_away_is_tried_again(workspace, pair, carry, bot):
    ticket, there = pair()
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    fault(workspace, path="/api/v2/task/{task_id}", method="PUT", token="pk_sandbox", status=502, count=4)
    with pytest.raises(Exception, match="502"):
        relaying.work_relays(bot, ticket)
    assert owed(bot, ticket) == ["day"]

    carry(ticket, there)

    assert due(workspace, there) == OTHER


def test_a_first_level_ticket_that_was_deleted_is_forgotten(workspace, pair, carry, bot):
    ticket, there = pair()
    workspace.set_due(ticket, OTHER)
    carry(ticket, there)
    delete(workspace, there)
    workspace.set_due(ticket, DAY)

    carry(ticket, there)

    assert owed(bot, ticket) == []
    with bot.engine.connect() as connection:
        assert first_level.get(connection, there) is None
        assert relations.first_level_of(connection, ticket) == []


def test_a_ticket_that_was_deleted_owes_nothing(workspace, pair, bot):
    ticket, there = pair()
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    delete(workspace, ticket)

    relaying.work_relays(bot, ticket)

    assert owed(bot, ticket) == []
    assert due(workspace, there) is None


def test_shadow_mode_carries_nothing(workspace, pair):
    ticket, there = pair()
    workspace.set_due(ticket, OTHER)
    workspace.settle(ticket)
    workspace.change_process(mode="shadow")

    relaying.work_relays(workspace.bot, ticket)

    assert due(workspace, there) is None


# The client notice that takes another way


def test_how_it_ended_is_said_once_on_the_ticket_that_is_known(workspace, pair, carry, bot):
    ticket, there = pair("verifying", **{"Client email": None})
    workspace.set_due(ticket, OTHER)
    carry(ticket, there)  # finds the relation
    close(workspace, ticket, "resolved")
    workspace.settle(ticket)
    before = workspace.calls()["total"]

    workspace.settle_notices(ticket)

    assert workspace.calls()["total"] - before == 2  # the ticket and the client's; nothing is searched
    with bot.engine.connect() as connection:
        assert comments_due(connection, there) == []
    carry(ticket, there)
    assert [said.splitlines()[0] for said in workspace.texts(there)] == [SOLVED]
