"""Things to try, ticked off as they happen."""

import pytest

STEP = {
    "title": "A move",
    "text": "Drag it.",
    "task": "t1",
    "done_when": [
        {"task": "t1", "fields": ["status"], "to": "doing", "by": "person"},
        {"task": "t1", "fields": ["assignee_add", "group_assignee_add"], "by": "program"},
    ],
}
PLAN = {"title": "Try this", "end": "Well done.", "steps": [STEP]}


@pytest.fixture
def guide(call, bot):
    """What is done of a guide that has just begun; the bot is a program, since it has a webhook."""
    bot("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://127.0.0.1:1/", "events": ["goalCreated"]})
    call("PUT", "/sandbox/guide", PLAN)
    return lambda: call("GET", "/sandbox/guide")["done"]


def test_a_step_is_done_when_all_of_it_happened(guide, call, bot):
    assert guide() == [False]
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})
    assert guide() == [False]
    bot("PUT", "/api/v2/task/t1", {"assignees": {"add": [3]}})
    assert guide() == [True]


def test_it_stays_done(guide, call, bot, sandbox):
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})
    bot("PUT", "/api/v2/task/t1", {"group_assignees": {"add": ["g-1"]}})
    guide()
    sandbox.journal.clear()

    assert guide() == [True]


@pytest.mark.parametrize(
    ("task", "body"),
    [
        ("t2", {"status": "to do"}),
        ("t1", {"status": "done"}),
        ("t1", {"name": "Doing"}),
    ],
    ids=["another ticket", "another status", "another field"],
)
def test_something_else_is_no_sign(guide, call, bot, task, body):
    call("PUT", f"/api/v2/task/{task}", body)
    bot("PUT", "/api/v2/task/t1", {"assignees": {"add": [3]}})

    assert guide() == [False]


def test_what_a_program_does_is_no_sign_of_a_person(guide, bot):
    bot("PUT", "/api/v2/task/t1", {"status": "Doing"})
    bot("PUT", "/api/v2/task/t1", {"assignees": {"add": [3]}})

    assert guide() == [False]


def test_a_reset_begins_it_again(guide, call, bot):
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})
    bot("PUT", "/api/v2/task/t1", {"assignees": {"add": [3]}})
    assert guide() == [True]

    call("POST", "/sandbox/reset")

    assert guide() == [False]


def test_without_a_guide_there_is_none(call):
    assert call("GET", "/sandbox/guide") == {"guide": None, "done": []}


def test_a_malformed_guide_is_refused(call):
    refused = call("PUT", "/sandbox/guide", {**PLAN, "steps": []}, status=400)

    assert refused["err"].startswith("steps: Tuple should have at least 1 item")
