"""
Whatever ClickUp does where no one knows what it does, a ticket fares the same.

Each case is one other answer of the sandbox to an open question.
"""

import pytest
import requests

from tests.app.people import OPS, QA


@pytest.mark.parametrize(
    "answer",
    [
        {"automations_on_api_changes": False},
        {"edit_with_blocks_keeps_format": False},
        {"edit_with_both_doubles": False},
        {"resolving_unassigned_comment": "ignored"},
        {"unknown_tag_is_created": False},
        {"custom_dates_snapped": False},
        {"unknown_task_answers": "404 ITEM_013"},
        {"hidden_task_answers": "401 OAUTH_027"},
        {"trashed_task_answers": "401 OAUTH_027"},
        {"unknown_status_ecode": "ITEM_114"},
        {"longest_description": 100},
        {"quotes_are_dropped": False},
        {"url_fields_drop_other_text": False},
        {"list_webhooks_tell_of_shown_tasks": True},
        {"guest_role": "nothing"},
    ],
    ids=lambda answer: next(iter(answer)),
)
def test_a_ticket_is_put_back_with_one_comment_and_then_let_through(workspace, ready, answer):
    requests.post(f"{workspace.url}/sandbox/behaviours", json=answer, timeout=120).raise_for_status()
    ticket = ready("validating", Severity=None, assignees=[OPS])

    workspace.move(ticket, "replicating")
    workspace.move(ticket, "replicating")
    [asked] = workspace.texts(ticket)
    assert workspace.status(ticket) == "validating"
    assert asked.count("Severity is not set.") == 1
    assert "Tried 2 times." in asked

    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))
    workspace.settle(ticket)
    workspace.move(ticket, "replicating")
    assert workspace.status(ticket) == "replicating"
    assert workspace.assignees(ticket) == {QA}
    [said] = workspace.texts(ticket)
    assert said.count("Stagegate, reference") == 1


@pytest.mark.parametrize("answers", ["401 OAUTH_027", "401 ACCESS_083", "404 ITEM_013"])
@pytest.mark.parametrize("where", ["trashed", "hidden", "purged"])
def test_a_ticket_out_of_sight_is_left_alone_whatever_clickup_answers(workspace, ready, where, answers):
    kind = "unknown" if where == "purged" else where
    answer = {f"{kind}_task_answers": answers}
    requests.post(f"{workspace.url}/sandbox/behaviours", json=answer, timeout=120).raise_for_status()
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    place = {"is": where, "users": [workspace.bot.directory.bot_user_id]}
    requests.post(f"{workspace.url}/sandbox/tasks/{ticket}", json=place, timeout=120).raise_for_status()

    workspace.settle(ticket)
    calls = workspace.settle(ticket)

    assert calls == 0
