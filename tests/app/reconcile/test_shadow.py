"""Shadow mode: every move is judged and recorded, and nothing in ClickUp changes."""

import pytest

from app.store import moves, tickets
from tests.app.dates import DAY, OTHER, due, milliseconds, mirror


@pytest.fixture
def process(process):
    return process.model_copy(update={"mode": "shadow"})


def verdicts(bot, ticket):
    with bot.engine.begin() as connection:
        return [(row["to_stage"], row["verdict"]) for row in moves.latest(connection, ticket)]


def test_a_move_that_would_be_put_back_is_recorded_and_left_alone(workspace, ready, bot):
    ticket = ready("validating", Severity=None)

    calls = workspace.move(ticket, "replicating")

    assert calls == 1
    assert workspace.status(ticket) == "replicating"
    assert workspace.comments(ticket) == []
    assert verdicts(bot, ticket) == [("Replicating", "rejected")]


def test_a_move_that_would_be_let_through_changes_no_owner_and_tells_no_one(workspace, ready, bot):
    ticket = ready("estimating", due=DAY)

    calls = workspace.move(ticket, "fixing", by="pm")

    assert calls == 1
    assert workspace.task(ticket)["assignees"] == []
    assert workspace.settle_notices(ticket) is None
    assert workspace.emails() == []
    assert verdicts(bot, ticket) == [("Fixing", "allowed")]


def test_the_next_move_is_judged_from_where_the_ticket_is(workspace, ready, bot):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    workspace.move(ticket, "estimating")

    assert verdicts(bot, ticket) == [("Estimating", "rejected"), ("Replicating", "rejected")]
    with bot.engine.begin() as connection:
        assert [row["from_stage"] for row in moves.latest(connection, ticket)] == [
            "Replicating",
            "Validating",
        ]


def test_a_changed_date_is_neither_copied_nor_told(workspace, ready):
    ticket = ready("fixing", due=DAY)
    workspace.set_due(ticket, OTHER)

    assert workspace.settle(ticket) == 1
    assert (due(workspace, ticket), mirror(workspace, ticket)) == (OTHER, DAY)
    workspace.clock.forward(minutes=5)
    assert workspace.settle_notices(ticket) is None


def test_a_cleared_date_stays_cleared(workspace, ready):
    ticket = ready("fixing", due=DAY)
    workspace.set_due(ticket, None)

    assert workspace.settle(ticket) == 1
    assert due(workspace, ticket) is None
    assert workspace.comments(ticket) == []


def test_an_edit_of_an_unknown_ticket_adopts_it_without_writing(workspace, bot):
    ticket = workspace.create("fixing", due_date=milliseconds(DAY))
    workspace.tell(ticket, "name", after="Edited")

    assert workspace.settle(ticket) == 1
    assert mirror(workspace, ticket) is None
    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket).stage == "Fixing"


def test_the_mode_can_be_switched_without_losing_a_date(workspace, ready):
    """What shadow mode saw was never made equal, so it is not taken for agreed."""
    ticket = ready("estimating", due=DAY, **{"Estimated Delivery Date": None})
    workspace.move(ticket, "fixing", by="pm")
    workspace.change_process(mode="enforce")
    workspace.tell(ticket, "name", after="Edited")

    workspace.settle(ticket)

    assert (due(workspace, ticket), mirror(workspace, ticket)) == (DAY, DAY)
    assert workspace.settle_notices(ticket) is None


def test_a_way_is_judged_as_a_whole(workspace, ready, bot):
    ticket = ready("validating", **{"Issue Workaround": None})
    workspace.drag(ticket, "replicating")
    workspace.drag(ticket, "estimating", by="qa")

    assert workspace.settle(ticket) == 1
    assert verdicts(bot, ticket) == [("Estimating", "rejected")]
    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket).stage == "Estimating"
