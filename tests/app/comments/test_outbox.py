"""A comment appears exactly once, whatever happens while it is posted."""

import pytest

from app.comments import outbox
from app.messages.comments.commands import hint
from app.process.file import load_process
from app.reconcile import record
from clickup_client.errors import NoAnswerError, ServerBrokenError
from tests.app.faults import die, fault

HINT = hint(load_process(None)).plain()


@pytest.fixture
def ticket(ready):
    return ready("validating", Severity=None)


def interrupted(workspace, ticket):
    workspace.drag(ticket, "replicating")
    with pytest.raises(KeyboardInterrupt):
        workspace.settle(ticket)


def assert_put_back_once(workspace, ticket):
    workspace.settle(ticket)
    workspace.settle(ticket)
    assert workspace.status(ticket) == "validating"
    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].endswith(f"again.\n{HINT}Stagegate, reference 1")


def test_a_crash_after_the_read(workspace, ticket, monkeypatch):
    monkeypatch.setattr(record.moves, "keep", die)
    interrupted(workspace, ticket)
    monkeypatch.undo()

    assert_put_back_once(workspace, ticket)


def test_a_crash_before_the_status_is_written(workspace, ticket, bot, monkeypatch):
    monkeypatch.setattr(type(bot.client), "update_task", die)
    interrupted(workspace, ticket)
    monkeypatch.undo()

    assert_put_back_once(workspace, ticket)


def test_a_crash_after_the_status_was_written(workspace, ticket, monkeypatch):
    monkeypatch.setattr(record.tickets, "note", die)
    interrupted(workspace, ticket)
    monkeypatch.undo()

    assert_put_back_once(workspace, ticket)


def test_a_crash_between_comment_posted_and_recorded(workspace, ticket, monkeypatch):
    monkeypatch.setattr(outbox.store, "done", die)
    interrupted(workspace, ticket)
    monkeypatch.undo()

    assert_put_back_once(workspace, ticket)


def test_a_lost_answer_to_the_comment(workspace, ticket):
    fault(workspace, path="/api/v2/task/{task_id}/comment", method="POST", after=True, drop=True, count=1)
    workspace.drag(ticket, "replicating")
    with pytest.raises(NoAnswerError):
        workspace.settle(ticket)

    assert_put_back_once(workspace, ticket)


def test_a_server_error_that_posted_the_comment_all_the_same(workspace, ticket):
    fault(workspace, path="/api/v2/task/{task_id}/comment", method="POST", after=True, status=502, count=1)
    workspace.drag(ticket, "replicating")
    with pytest.raises(ServerBrokenError):
        workspace.settle(ticket)

    assert_put_back_once(workspace, ticket)


def test_a_server_error_that_posted_nothing(workspace, ticket):
    fault(workspace, path="/api/v2/task/{task_id}/comment", method="POST", status=502, count=1)
    workspace.drag(ticket, "replicating")
    with pytest.raises(ServerBrokenError):
        workspace.settle(ticket)

    assert_put_back_once(workspace, ticket)


def test_a_comment_that_someone_deleted_is_posted_again(workspace, ticket):
    workspace.move(ticket, "replicating")
    comment_id = workspace.comments(ticket)[0]["id"]
    workspace.api("DELETE", f"/comment/{comment_id}", by="sandbox")

    workspace.move(ticket, "replicating")

    assert len(workspace.comments(ticket)) == 1


def test_a_crash_after_the_verdict_does_not_blame_a_ticket_that_got_through_meanwhile(
    workspace, ticket, bot, monkeypatch
):
    monkeypatch.setattr(type(bot.client), "update_task", die)
    interrupted(workspace, ticket)
    monkeypatch.undo()
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))

    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    assert workspace.comments(ticket) == []


def test_texts_of_people_cannot_forge_mentions_or_boxes(workspace, ready):
    ticket = ready("verifying", **{"Pull Request": "https://x.example/@everyone[x]**free**@54000002"})

    workspace.move(ticket, "In Production", by="qa")

    runs = workspace.comments(ticket)[0]["comment"]
    assert [run["user"]["id"] for run in runs if run.get("type") == "tag"] == [54000003]
    assert sum(run.get("text") == "\n" and "list" in run.get("attributes", {}) for run in runs) == 1
