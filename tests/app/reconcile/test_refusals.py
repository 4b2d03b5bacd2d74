"""ClickUp refuses one thing for good: everything else goes on, and people learn of it."""

import dataclasses

import pytest
import requests

from app.messages.comments.commands import hint
from app.messages.comments.fallback import TELL_THEM
from app.messages.comments.gate import IN_THE_WAY
from app.process.file import load_process
from app.store import comments as store
from app.workspace.directory import Assignees
from clickup_client.errors import NotAuthorisedError, RateLimitedError
from tests.app.dates import due, mirror
from tests.app.faults import clear_faults, fault
from tests.app.people import PEOPLE
from tests.app.texts import mentioned

HINT = hint(load_process(None)).plain()

NOBODY = {"id": 99, "username": "Gone Gerda"}


def drag_by_someone_who_left(workspace, ticket, status):
    before = workspace.status(ticket)
    workspace.api("PUT", f"/task/{ticket}", status=status)
    workspace.tell(ticket, "status", user=NOBODY, before={"status": before}, after={"status": status})


def refuse_comments_for_a_while(workspace):
    """Longer than the client waits in place."""
    path, far_away = "/api/v2/task/{task_id}/comment", {"X-RateLimit-Reset": "4102444800"}
    fault(workspace, path=path, method="POST", status=429, headers=far_away, count=1)


def due_comments(bot, ticket):
    with bot.engine.begin() as connection:
        return store.due(connection, ticket)


def test_an_owner_who_left_holds_up_no_ones_move(workspace, ready):
    owners = {**workspace.bot.directory.owners, "QA": Assignees(users=frozenset({99}))}
    workspace.use(directory=dataclasses.replace(workspace.bot.directory, owners=owners))
    ticket = ready("validating", assignees=[PEOPLE["ops"]])

    workspace.move(ticket, "replicating")
    workspace.move(ticket, "estimating", by="qa")

    assert workspace.status(ticket) == "estimating"


def test_a_date_field_that_may_not_be_written_holds_up_no_ones_move(workspace, ready):
    ticket = ready("estimating", **{"Estimated Delivery Date": None})
    fault(workspace, path="/api/v2/task/*/field/*", method="POST", status=403)

    workspace.move(ticket, "fixing", by="pm")

    assert workspace.status(ticket) == "fixing"
    clear_faults(workspace)
    workspace.tell(ticket, "name", after="Edited")
    workspace.settle(ticket)
    assert mirror(workspace, ticket) == due(workspace, ticket)


@pytest.mark.parametrize("refused", [{"status": 400}, {"ignore": ["status"]}], ids=["said", "in silence"])
def test_a_ticket_that_cannot_be_put_back_says_so(workspace, ready, refused):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    fault(workspace, path="/api/v2/task/{task_id}", method="PUT", token="pk_sandbox", **refused)

    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert comment["comment_text"] == (
        "@Olivia Ops moved this ticket from Validating to Replicating, but it is not ready for that stage. "
        "ClickUp did not let me move it back to Validating.\n"
        "\n"
        f"{IN_THE_WAY}\n"
        'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.\n'
        "\n"
        "Please move the ticket back to Validating yourself.\n"
        f"{HINT}"
        "Stagegate, reference 1"
    )


def test_a_ticket_that_could_not_be_put_back_is_judged_at_the_next_look(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    fault(workspace, path="/api/v2/task/{task_id}", method="PUT", status=400)
    workspace.settle(ticket)
    clear_faults(workspace)
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))

    workspace.settle(ticket)

    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [True]


def test_a_token_that_is_refused_altogether_is_no_reason_to_do_without(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    body = {"err": "Token invalid", "ECODE": "OAUTH_025"}
    fault(workspace, path="/api/v2/task/{task_id}", method="PUT", status=401, body=body)

    with pytest.raises(NotAuthorisedError):
        workspace.settle(ticket)


def test_a_mover_who_left_is_named_instead_of_mentioned(workspace, ready):
    ticket = ready("validating", Severity=None)
    drag_by_someone_who_left(workspace, ticket, "replicating")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].startswith("Gone Gerda moved this ticket from Validating to Replicating")


@pytest.mark.parametrize(("status", "code"), [(400, "INPUT_001"), (401, "ACCESS_064"), (403, "ACCESS_081")])
def test_a_comment_refused_for_its_mention_is_posted_without_it_and_says_so(workspace, ready, status, code):
    ticket = ready("validating", Severity=None)
    path, body = "/api/v2/task/{task_id}/comment", {"err": "No access", "ECODE": code}
    fault(workspace, path=path, method="POST", status=status, body=body, count=1)

    workspace.move(ticket, "replicating")

    [comment] = workspace.comments(ticket)
    assert mentioned(comment) == []
    assert comment["comment_text"].startswith("Ops moved this ticket from Validating to Replicating")
    assert comment["comment_text"].endswith("\nClickUp did not let me notify Ops.\nStagegate, reference 1")


def test_a_comment_that_may_not_be_posted_at_all_is_not_given_up(workspace, ready, bot):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    fault(workspace, path="/api/v2/task/{task_id}/comment", method="POST", status=403)

    with pytest.raises(NotAuthorisedError):
        workspace.settle(ticket)

    assert len(due_comments(bot, ticket)) == 1


def test_the_second_rejection_of_a_mover_who_left_edits_the_comment(workspace, ready):
    ticket = ready("validating", Severity=None)
    for _ in range(2):
        drag_by_someone_who_left(workspace, ticket, "replicating")
        workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].endswith("Tried 2 times. Stagegate, reference 1")


def test_an_assignee_who_left_does_not_keep_the_hand_over_from_being_said(workspace, ready):
    owners = {**workspace.bot.directory.owners, "QA": Assignees(users=frozenset({99}))}
    workspace.use(directory=dataclasses.replace(workspace.bot.directory, owners=owners))
    ticket = ready("verifying", **{"Client email": None})
    workspace.move(ticket, "In Production", by="qa")
    workspace.settle_notices(ticket)

    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert comment["assignee"] is None
    assert comment["comment_text"].startswith(TELL_THEM)


def test_a_comment_refused_for_the_rate_limit_is_not_looked_for_afterwards(workspace, ready):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    refuse_comments_for_a_while(workspace)
    with pytest.raises(RateLimitedError):
        workspace.settle(ticket)

    assert workspace.settle(ticket) == 1
    assert len(workspace.comments(ticket)) == 1


def test_what_was_to_be_said_on_a_deleted_ticket_is_forgotten(workspace, ready, bot):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    refuse_comments_for_a_while(workspace)
    with pytest.raises(RateLimitedError):
        workspace.settle(ticket)
    requests.delete(
        f"{workspace.url}/api/v2/task/{ticket}", headers={"Authorization": "pk_admin"}, timeout=120
    ).raise_for_status()

    workspace.settle(ticket)

    assert due_comments(bot, ticket) == []


def test_a_comment_that_may_not_be_resolved_is_left_as_it_is(workspace, ready, bot):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))
    fault(workspace, path="/api/v2/comment/{comment_id}", method="PUT", status=403)

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"
    assert due_comments(bot, ticket) == []
