"""What the bot asked for on a ticket is kept true: one open list, settled by the edit that gives it."""

import re

import pytest

from app.card import card as ticket_card
from app.messages.comments import gate as words
from app.messages.comments.card import LISTED
from app.messages.comments.commands import hint
from app.process.file import load_process
from app.reconcile import poll
from clickup_client.errors import ServerBrokenError
from tests.app.faults import die, fault

HINT = hint(load_process(None)).plain()


def fill(workspace, ticket, **values):
    """Fill in fields by the names of the sandbox, and look at the ticket; the calls it took."""
    for key, value in values.items():
        name = key.replace("_", " ")
        workspace.set_field(ticket, name, workspace.option(name, value) if name == "Severity" else value)
    return workspace.settle(ticket)


def open_ones(workspace, ticket):
    return [comment["comment_text"] for comment in workspace.comments(ticket) if not comment["resolved"]]


def missing(text):
    return re.findall(r"^([\w ]+) is (?:empty|not set)\.", text, re.MULTILINE)


class TestARefusal:
    """One open refusal a ticket, no matter who moves it and what is missing by then."""

    def test_what_is_given_is_ticked_and_the_last_edit_settles_it(self, workspace, ready):
        ticket = ready("validating", **{"Severity": None, "Target URL": None})
        workspace.move(ticket, "replicating")

        assert fill(workspace, ticket, Severity="Minor") == 2
        [half] = open_ones(workspace, ticket)
        fill(workspace, ticket, Target_URL="https://shop.example/")

        assert "Severity is filled in." in half
        assert "Target URL is empty." in half
        [comment] = workspace.comments(ticket)
        assert comment["resolved"]
        assert comment["comment_text"].endswith(
            "Target URL is filled in.\nSeverity is filled in.\n\n"
            f"{words.ALL_THERE} Move the ticket to Replicating again.\n"
            "Settled. Stagegate, reference 1"
        )

    def test_what_is_cleared_afterwards_is_asked_for_again(self, workspace, ready):
        ticket = ready("validating", Severity=None)
        workspace.move(ticket, "replicating")
        fill(workspace, ticket, Severity="Minor")

        workspace.clear_field(ticket, "Target URL")
        workspace.settle(ticket)

        [comment] = open_ones(workspace, ticket)
        assert missing(comment) == ["Target URL"]

    def test_a_settled_one_costs_nothing_when_the_ticket_gets_through(self, workspace, ready):
        ticket = ready("validating", Severity=None)
        workspace.move(ticket, "replicating")
        fill(workspace, ticket, Severity="Minor")

        assert workspace.move(ticket, "replicating") == 2

    def test_a_ticket_that_goes_elsewhere_settles_it_and_says_so(self, workspace, ready):
        ticket = ready("replicating", Severity=None, **{"Resolution Notes": "A mistake."})
        workspace.move(ticket, "estimating")

        workspace.move(ticket, "Closed (Unresolved)")

        [comment] = workspace.comments(ticket)
        assert comment["resolved"]
        assert comment["comment_text"].endswith(
            "The ticket is in Closed (Unresolved) now.\nSettled. Stagegate, reference 1"
        )

    @pytest.mark.parametrize("second", ["another person", "another list", "another stage"])
    def test_a_newer_one_takes_its_place(self, workspace, ready, second):
        without = {"Severity": None, "Target URL": None, "Resolution Notes": None}
        ticket = ready("validating", **without)
        workspace.move(ticket, "replicating")
        if second == "another list":
            fill(workspace, ticket, Severity="Minor")

        to = "Closed (Unresolved)" if second == "another stage" else "replicating"
        workspace.move(ticket, to, by="qa" if second == "another person" else "ops")

        older, newer = reversed(workspace.comments(ticket))
        assert (older["resolved"], newer["resolved"]) == (True, False)
        assert missing(older["comment_text"]) == []
        assert words.NEWER in older["comment_text"]

    def test_people_who_take_turns_edit_the_one_that_is_open(self, workspace, ready):
        ticket = ready("validating", Severity=None)
        for by in ("ops", "qa", "ops", "qa"):
            workspace.move(ticket, "replicating", by=by)

        assert len(workspace.comments(ticket)) == 2
        [comment] = open_ones(workspace, ticket)
        assert comment.startswith("@Quentin QA moved")
        assert "Tried 3 times." in comment

    def test_what_was_said_while_it_was_posted_is_not_said_twice(self, workspace, ready):
        ticket = ready("validating", Severity=None)
        fault(
            workspace, path="/api/v2/task/{task_id}/comment", method="POST", after=True, status=502, count=1
        )
        workspace.drag(ticket, "replicating")
        with pytest.raises(ServerBrokenError):
            workspace.settle(ticket)

        fill(workspace, ticket, Severity="Minor")

        [comment] = workspace.comments(ticket)
        assert comment["resolved"]
        assert "Severity is filled in." in comment["comment_text"]

    def test_a_jump_lists_each_step_and_ticks_what_is_given(self, workspace, ready):
        ticket = ready("validating", Severity=None, due=None)
        workspace.move(ticket, "fixing")
        [before] = open_ones(workspace, ticket)
        fill(workspace, ticket, Severity="Minor")
        [after] = open_ones(workspace, ticket)

        assert "To enter Replicating:\nSeverity is not set." in before
        assert "To enter Estimating, nothing is missing." in before
        assert "To enter Fixing:\nEstimated Delivery Date is not set." in before
        assert "To enter Replicating, nothing is missing.\nSeverity is filled in." in after
        assert "move the ticket to Fixing again" not in before + after


class TestAPutBackThatClickUpRefusedFirst:
    """It ends in the one comment that says how it ended."""

    @pytest.fixture
    def stuck(self, workspace, ready, bot):
        ticket = ready("validating", Severity=None)
        poll.poll_lists(bot)
        workspace.drag(ticket, "replicating")
        fault(workspace, path="/api/v2/task/{task_id}", method="PUT", status=403, count=1)
        workspace.settle(ticket)
        return ticket

    def test_the_next_look_puts_it_back_and_says_so(self, workspace, stuck, bot):
        [before] = workspace.texts(stuck)
        poll.poll_lists(bot)
        workspace.settle(stuck)

        [after] = workspace.texts(stuck)
        assert "ClickUp did not let me move it back to Validating." in before
        assert workspace.status(stuck) == "validating"
        assert after.startswith("@Olivia Ops moved this ticket from Validating to Replicating")
        assert "It is back in Validating." in after
        assert after.endswith(f"move the ticket to Replicating again.\n{HINT}Stagegate, reference 1")

    def test_a_person_who_moves_it_back_is_enough(self, workspace, stuck):
        workspace.move(stuck, "validating", by="admin")

        [after] = workspace.texts(stuck)
        assert "It is back in Validating." in after
        assert "Please move the ticket back" not in after


class TestOtherComments:
    """Whatever asks for a datum is settled when it is there."""

    def test_what_was_cleared_is_one_list(self, workspace, ready):
        ticket = ready("replicating")
        for name in ("Severity", "Target URL"):
            workspace.clear_field(ticket, name, by="qa")
            workspace.settle(ticket)
        [comment] = open_ones(workspace, ticket)
        fill(workspace, ticket, Severity="Minor", Target_URL="https://shop.example/")

        assert missing(comment) == ["Target URL", "Severity"]
        assert open_ones(workspace, ticket) == []

    def test_what_a_new_ticket_lacks_is_settled_by_the_edit(self, workspace):
        ticket = workspace.create("validating")
        workspace.tell_of_creation(ticket, "validating")
        workspace.settle(ticket)
        [asked] = open_ones(workspace, ticket)

        workspace.set_field(ticket, "Category", workspace.option("Category", "Data Issues"))
        workspace.settle(ticket)

        assert "Category is not set." in asked
        assert open_ones(workspace, ticket) == []

    def test_a_crash_before_the_settling_leaves_one_comment(self, workspace, ready, bot, monkeypatch):
        ticket = ready("validating", Severity=None)
        workspace.move(ticket, "replicating")
        with monkeypatch.context() as patched:
            patched.setattr(type(bot.client), "edit_comment", die)
            with pytest.raises(KeyboardInterrupt):
                fill(workspace, ticket, Severity="Minor")

        workspace.settle(ticket)

        [comment] = workspace.comments(ticket)
        assert comment["resolved"]

    def test_the_card_repeats_nothing_that_an_open_refusal_lists(self, workspace, ready, bot):
        ticket = ready("validating", Severity=None)
        workspace.move(ticket, "replicating")
        workspace.clock.forward(seconds=20)
        ticket_card.write(bot, ticket)
        card, refusal = workspace.comments(ticket)
        fill(workspace, ticket, Severity="Minor")
        workspace.clock.forward(seconds=20)
        ticket_card.write(bot, ticket)

        assert "Severity" not in card["comment_text"]
        assert LISTED in card["comment_text"]
        assert "Severity is not set." in refusal["comment_text"]
        assert "Severity is filled in." in workspace.comments(ticket)[0]["comment_text"]


def test_the_words_of_a_settled_list_are_those_of_the_messages():
    assert words.moved_on("Fixing").plain() == "The ticket is in Fixing now.\n"
