"""A move that is judged again, because a crash cut the first time off, is still one move."""

import pytest

from app.reconcile import act
from app.store import moves
from tests.app.faults import die


@pytest.fixture
def cut_off(workspace, ready, monkeypatch):
    """A ticket whose rejection was recorded, and nothing of it carried out."""
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    with monkeypatch.context() as patched:
        patched.setattr(act.write, "write_ticket", die)
        with pytest.raises(KeyboardInterrupt):
            workspace.settle(ticket)
    return ticket


def verdicts(bot, ticket):
    with bot.engine.begin() as connection:
        return [row["verdict"] for row in moves.latest(connection, ticket)]


def test_it_is_one_move_also_when_something_else_was_heard_meanwhile(workspace, bot, cut_off):
    workspace.tell(cut_off, "name", after="Edited")

    workspace.settle(cut_off)

    assert verdicts(bot, cut_off) == ["rejected"]
    [comment] = workspace.comments(cut_off)
    assert "Tried 2 times" not in comment["comment_text"]


def test_it_is_let_through_if_what_was_missing_was_filled_in_meanwhile(workspace, bot, cut_off):
    workspace.set_field(cut_off, "Severity", workspace.option("Severity", "Major"))

    workspace.settle(cut_off)

    assert verdicts(bot, cut_off) == ["allowed"]
    assert workspace.status(cut_off) == "replicating"
    assert workspace.comments(cut_off) == []


def test_another_move_meanwhile_is_another_one(workspace, bot, cut_off):
    workspace.drag(cut_off, "fixing", by="qa")

    workspace.settle(cut_off)

    assert verdicts(bot, cut_off) == ["rejected", "rejected"]
    assert len(workspace.comments(cut_off)) == 2


def test_a_move_that_no_one_reported_is_another_one(workspace, bot, cut_off):
    workspace.api("PUT", f"/task/{cut_off}", status="fixing")
    workspace.tell(cut_off, "name", after="Edited")

    workspace.settle(cut_off)

    assert verdicts(bot, cut_off) == ["rejected", "rejected"]
    assert [comment["comment_text"].split(",")[0] for comment in workspace.comments(cut_off)] == [
        "Someone moved this ticket from Validating to Fixing",
        "@Olivia Ops moved this ticket from Validating to Replicating",
    ]
