"""The process, from a client's complaint to the delivery, as the people who work in ClickUp meet it."""

import pytest

from app.messages.comments.gate import MISSING_NOW, STEP_BY_STEP
from tests.acceptance.conftest import wait_for
from tests.acceptance.people import COMPLETE, DUE, OWNERS, milliseconds, missing

pytest_plugins = ["tests.acceptance.fixtures"]

OPS = 54000002


def the_way(told):
    """The line of a refusal that names the stages on the way."""
    [line] = [each for each in told if each.startswith(STEP_BY_STEP)]
    return line


def data_in(text):
    """The names of what a gate comment asks for: each item begins with one."""
    names = ["Company Tier", "Estimated Delivery Date", "Priority", "De-escalation Reasons", *COMPLETE]
    return [next(name for name in names if item.startswith(f"{name} ")) for item in missing(text)]


def test_a_ticket_goes_through_all_stages_and_is_held_at_each_gate_until_it_is_complete(clickup):
    pull = "usheru/showtimes/pulls/9001"
    clickup.sandbox("POST", f"/github/{pull}", state="open", title="Round only once")
    ticket = clickup.create("validating", name="Wrong sums", fields={"Client email": "anna@example.com"})

    clickup.wait_for_entry(ticket, "validating")
    [asked] = clickup.wait_for_comments(ticket, 1)
    assert "Still required:\nCategory is not set." in asked["comment_text"]
    clickup.fill(ticket, {"Category": "Bugs/Defects"})

    first_questions = [
        "Acceptance Criteria",
        "Target URL",
        "Severity",
        "Steps to Reproduce the Issue",
        "Ops Can Reproduce the Issue",
        "Issue affects other clients",
        "Client Target Date",
    ]
    gate = Gate(clickup, ticket, comments=1)
    assert gate.rejects("replicating", by="ops") == [*first_questions, "Company Tier"]
    clickup.fill(ticket, {name: COMPLETE[name] for name in [*first_questions, "Company"]})
    gate.admits("replicating", by="ops")

    assert gate.rejects("estimating", by="qa") == ["Issue Workaround"]
    clickup.fill(ticket, {"Issue Workaround": "Pay by invoice."}, by="qa")
    gate.admits("estimating", by="qa")

    assert gate.rejects("fixing", by="pm") == ["Estimated Delivery Date", "Priority"]
    clickup.api("PUT", f"/task/{ticket}", by="pm", priority=2, due_date=milliseconds(DUE))
    gate.admits("fixing", by="pm")
    [estimated] = wait_for(lambda: clickup.emails(ticket))
    assert (estimated["trigger"], estimated["to"]) == ("estimated", "anna@example.com")
    assert "3 December 2026" in estimated["body"]
    clickup.wait_until_quiet()  # no one fixes anything within a second

    assert gate.rejects("verifying", by="tech") == ["Pull Request"]
    clickup.fill(ticket, {"Pull Request": "https://github.com/usheru/showtimes/pull/9001"}, by="tech")
    gate.admits("verifying", by="tech")

    rejected = gate.rejects("In Production", by="qa", back_to="verifying", in_words=True)
    assert [item.split(". ")[0] for item in rejected] == [
        "The pull request https://github.com/usheru/showtimes/pull/9001 is not merged yet",
        "Resolution Notes is empty",
    ]
    clickup.sandbox("POST", f"/github/{pull}", merged=True)
    clickup.fill(ticket, {"Resolution Notes": "Sums are rounded only once."}, by="qa")
    clickup.drag(ticket, "In Production", by="qa")
    delivered = wait_for(lambda: clickup.emails(ticket)[1:])
    assert [(each["trigger"], each["to"]) for each in delivered] == [("delivered", "anna@example.com")]
    assert clickup.status(ticket) == "In Production"
    wait_for(lambda: all(comment["resolved"] for comment in clickup.comments(ticket)))


class Gate:
    """Drags one ticket along and counts the bot's comments on it."""

    def __init__(self, clickup, ticket, *, comments):
        self._clickup, self._ticket, self._comments = clickup, ticket, comments

    def rejects(self, status, *, by, back_to=None, in_words=False):
        """What is missing, when the ticket is put back to where it was."""
        before = self._clickup.status(self._ticket)
        self._clickup.drag(self._ticket, status, by=by)
        self._comments += 1
        found = self._clickup.wait_for_comments(self._ticket, self._comments)
        assert len(found) == self._comments
        assert self._clickup.status(self._ticket) == (back_to or before)
        text = found[-1]["comment_text"]
        return missing(text) if in_words else data_in(text)

    def admits(self, status, *, by):
        """The ticket stays, is assigned to the stage's owner alone, and all that was said is resolved."""
        self._clickup.drag(self._ticket, status, by=by)
        wait_for(lambda: self._clickup.assignees(self._ticket) == [OWNERS[status]])
        wait_for(lambda: all(each["resolved"] for each in self._clickup.comments(self._ticket)))
        assert self._clickup.status(self._ticket) == status


def test_a_ticket_is_closed_unresolved_from_an_open_stage_with_notes_and_the_client_is_told(clickup):
    ticket = clickup.ready("replicating", due=None, without={"Resolution Notes"})
    clickup.drag(ticket, "Closed (Unresolved)", by="qa")
    assert data_in(clickup.wait_for_rejection(ticket, "replicating")) == ["Resolution Notes"]

    clickup.fill(ticket, {"Resolution Notes": "It works as designed."}, by="qa")
    clickup.drag(ticket, "Closed (Unresolved)", by="qa")

    [email] = wait_for(lambda: clickup.emails(ticket))
    assert (email["trigger"], email["to"]) == ("closed", "client@example.com")
    assert "It works as designed." in clickup.field(ticket, "Client notice text")
    assert clickup.status(ticket) == "Closed (Unresolved)"


def test_a_ticket_that_moves_on_at_once_tells_its_client_all_the_same(clickup):
    """The receipt of the first mail is heard together with a move, and must not be overheard."""
    ticket = clickup.ready("estimating")

    clickup.drag(ticket, "fixing", by="pm")
    wait_for(lambda: clickup.emails(ticket))
    clickup.drag(ticket, "verifying", by="tech")
    clickup.wait_for_entry(ticket, "verifying")
    clickup.drag(ticket, "In Production", by="qa")

    mails = wait_for(lambda: len(found := clickup.emails(ticket)) > 1 and found)
    assert [mail["trigger"] for mail in mails] == ["estimated", "delivered"]


def test_a_ticket_is_resolved_only_from_verifying(clickup):
    ticket = clickup.ready("replicating", due=None)

    clickup.drag(ticket, "In Production", by="qa")

    told = clickup.wait_for_rejection(ticket, "replicating").splitlines()
    assert told[2] == (
        'A ticket moves to Closed (Resolved) ("In Production" in ClickUp) only from Verifying, and this one '
        "was in Replicating."
    )
    assert "Estimated Delivery Date is not set." in told[told.index("To enter Fixing:") + 1]
    assert the_way(told) == (
        f"{STEP_BY_STEP} to Estimating, then to Fixing, then to Verifying, then to "
        'Closed (Resolved) ("In Production" in ClickUp).'
    )


def test_a_stage_cannot_be_skipped(clickup):
    ticket = clickup.ready("validating", due=None)

    clickup.drag(ticket, "estimating")

    told = clickup.wait_for_rejection(ticket, "validating").splitlines()
    assert told[2] == (
        "A ticket moves forward one stage at a time: after Validating comes Replicating, not Estimating."
    )
    assert the_way(told) == f"{STEP_BY_STEP} to Replicating, then to Estimating."


@pytest.fixture
def closed(clickup):
    """A ticket that was closed without a solution."""
    ticket = clickup.ready("validating", due=None)
    clickup.drag(ticket, "Closed (Unresolved)")
    wait_for(lambda: clickup.emails(ticket))
    return ticket


def test_a_closed_ticket_is_opened_again_only_in_validating(clickup, closed):
    clickup.drag(closed, "replicating")

    told = clickup.wait_for_rejection(closed, "Closed (Unresolved)").splitlines()
    assert told[2] == "A closed ticket can be reopened only in Validating, not in Replicating."
    assert the_way(told) == f"{STEP_BY_STEP} to Validating, then to Replicating."


def test_opening_a_ticket_again_needs_reasons(clickup, closed):
    clickup.drag(closed, "validating")

    assert data_in(clickup.wait_for_rejection(closed, "Closed (Unresolved)")) == ["De-escalation Reasons"]


def test_a_ticket_with_new_reasons_is_opened_again_and_has_an_owner_again(clickup, closed):
    clickup.api("PUT", f"/task/{closed}", assignees={"add": [], "rem": [OPS]})
    clickup.fill(closed, {"De-escalation Reasons": "The client sees it again."})

    clickup.drag(closed, "validating")

    clickup.wait_for_entry(closed, "validating")


def test_a_ticket_that_goes_back_needs_a_reason_that_was_not_there_before(clickup):
    ticket = clickup.ready("estimating", due=None, **{"De-escalation Reasons": "Not reproducible."})

    clickup.drag(ticket, "validating", by="pm")

    [item] = missing(clickup.wait_for_rejection(ticket, "estimating"))
    assert item == (
        "De-escalation Reasons has not been updated since the ticket entered Estimating. "
        'Write a new entry: fill in the "De-escalation Reasons" field.'
    )


def test_a_ticket_that_goes_back_with_a_new_reason_is_let_through(clickup):
    ticket = clickup.ready("estimating", due=None, **{"De-escalation Reasons": "Not reproducible."})
    clickup.fill(ticket, {"De-escalation Reasons": "It is another browser."}, by="pm")

    clickup.drag(ticket, "validating", by="pm")

    clickup.wait_for_entry(ticket, "validating")
    assert clickup.comments(ticket) == []


def test_a_ticket_goes_back_to_any_earlier_stage_without_a_reason_but_not_to_validating(clickup):
    """Only Validating asks for reasons."""
    ticket = clickup.ready("verifying")

    clickup.drag(ticket, "estimating", by="qa")

    clickup.wait_for_entry(ticket, "estimating")


def test_a_complete_ticket_created_in_a_later_stage_stays_there(clickup):
    ticket = clickup.create("estimating", fields=COMPLETE)

    clickup.wait_for_entry(ticket, "estimating")
    assert clickup.comments(ticket) == []


def test_an_incomplete_ticket_created_in_a_later_stage_goes_to_validating(clickup):
    fields = {name: value for name, value in COMPLETE.items() if name not in {"Severity", "Category"}}

    ticket = clickup.create("replicating", fields=fields)

    text = clickup.wait_for_rejection(ticket, "validating")
    assert text.startswith(
        "Olivia Ops put this ticket into Replicating, but it is not ready for that stage. "
        "I moved it to Validating.\n"
    )
    assert data_in(text) == ["Category", "Severity"]


def test_a_ticket_without_priority_is_not_fixed(clickup):
    ticket = clickup.ready("estimating", priority=None)

    clickup.drag(ticket, "fixing", by="pm")

    [item] = missing(clickup.wait_for_rejection(ticket, "estimating"))
    assert item == ("Priority is not set. Set the ticket's priority: Urgent, High, Normal or Low.")


def test_a_required_datum_that_is_cleared_later_is_asked_for(clickup):
    ticket = clickup.ready("estimating", due=None)

    clickup.clear(ticket, "Severity", by="qa")

    [comment] = clickup.wait_for_comments(ticket, 1)
    assert f"{MISSING_NOW}\nSeverity is not set. " in comment["comment_text"]
    assert clickup.status(ticket) == "estimating"


def test_no_is_an_answer_and_never_set_is_not(clickup):
    names = {"Ops Can Reproduce the Issue", "Issue affects other clients"}
    ticket = clickup.ready("validating", due=None, without=names)
    clickup.drag(ticket, "replicating")
    assert set(data_in(clickup.wait_for_rejection(ticket, "validating"))) == names

    clickup.fill(ticket, {"Ops Can Reproduce the Issue": False, "Issue affects other clients": "No"})
    clickup.drag(ticket, "replicating")

    clickup.wait_for_entry(ticket, "replicating")


def test_the_tier_is_read_from_the_linked_company(clickup):
    company = clickup.create(where="Companies", name="Neu Kino", by="admin")
    ticket = clickup.ready("validating", due=None, Company=[company])
    clickup.drag(ticket, "replicating")
    [item] = missing(clickup.wait_for_rejection(ticket, "validating"))
    assert item == (
        'Company Tier is not known: the linked company "Neu Kino" has no "Company Tier". '
        'In the "Company" field, link a Company whose "Company Tier" is filled in.'
    )

    clickup.set_tier(company, "Gold")
    clickup.drag(ticket, "replicating")

    clickup.wait_for_entry(ticket, "replicating")


def test_the_owner_of_the_stage_that_was_left_goes_and_no_one_else(clickup):
    ticket = clickup.ready("validating", due=None)
    clickup.api("PUT", f"/task/{ticket}", assignees={"add": [54000005], "rem": []})

    clickup.drag(ticket, "replicating")

    wait_for(lambda: clickup.assignees(ticket) == ["Theo Tech", "Quentin QA"])


def test_while_github_is_away_nothing_is_decided_and_afterwards_it_is(clickup):
    ticket = clickup.ready("verifying", **{"Pull Request": "https://github.com/usheru/dashboard/pull/660"})
    with clickup.fault(path="/github/*/660", status=503):
        asked = clickup.lookups()
        clickup.drag(ticket, "In Production", by="qa")
        wait_for(lambda: clickup.lookups() > asked)
        assert clickup.status(ticket) == "In Production"
        assert clickup.comments(ticket) == []

    assert "pull/660 is not merged yet" in clickup.wait_for_rejection(ticket, "verifying")
