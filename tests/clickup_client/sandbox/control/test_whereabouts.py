"""Tasks that are in the trash, purged, or hidden from someone."""

import pytest

NO_ACCESS = {"err": "You do not have access to this task", "ECODE": "ACCESS_083"}
NOT_THERE = {"err": "Team not authorized", "ECODE": "OAUTH_027"}
IN_THE_TRASH = {"err": "Task not found, deleted", "ECODE": "ITEM_013"}

TASK = "/api/v2/task/t1"


@pytest.fixture
def place(call):
    def place(where, task_id="t1", **more):
        return call("POST", f"/sandbox/tasks/{task_id}", {"is": where, **more})

    return place


@pytest.fixture
def comment_id(call):
    return call("POST", f"{TASK}/comment", {"comment_text": "x"})["id"]


def listed(caller):
    return [task["id"] for task in caller("GET", "/api/v2/list/1000/task")["tasks"]]


@pytest.mark.parametrize(
    ("where", "status", "refusal"),
    [("trashed", 404, IN_THE_TRASH), ("purged", 401, NOT_THERE), ("hidden", 401, NO_ACCESS)],
)
def test_a_task_that_was_taken_away_is_refused_as_clickup_does(bot, place, where, status, refusal):
    assert place(where, users=[1]) == {"id": "t1", "is": where}

    for method, path in (
        ("GET", TASK),
        ("PUT", TASK),
        ("DELETE", TASK),
        ("GET", f"{TASK}/comment"),
        ("POST", f"{TASK}/comment"),
        ("POST", f"{TASK}/field/f-notes"),
        ("POST", "/api/v2/task/t2/link/t1"),
        ("POST", f"{TASK}/tag/x"),
        ("GET", f"{TASK}/member"),
    ):
        body = None if method == "GET" else {"comment_text": "x", "value": "x"}
        assert bot(method, path, body, status=status) == refusal
    assert listed(bot) == ["t2"]


def test_a_hidden_task_is_there_for_others(call, bot, place, comment_id):
    place("hidden", users=[1])

    assert call("GET", TASK)["id"] == "t1"
    assert listed(call) == ["t2", "t1"]
    assert bot("PUT", f"/api/v2/comment/{comment_id}", {"resolved": True}, status=401) == NO_ACCESS


def test_who_may_not_see_a_task_hears_nothing_of_it(call, events, place):
    place("hidden", users=[2])
    call.client.put(TASK, json={"status": "Doing"}, headers={"Authorization": "pk_tech"})

    assert events == []


def test_who_may_not_see_a_task_is_not_assigned_and_no_one_says_so(call, place):
    place("hidden", users=[3])

    assert call("PUT", TASK, {"assignees": {"add": [3]}})["assignees"] == []
    assert [user["id"] for user in call("PUT", TASK, {"assignees": {"add": [3, 1]}})["assignees"]] == [1]


@pytest.mark.parametrize("where", ["trashed", "hidden"])
def test_a_task_comes_back_as_it_was(call, bot, place, comment_id, where):
    place(where, users=[1])
    place("back")

    assert bot("GET", TASK)["status"]["status"] == "to do"
    assert [comment["id"] for comment in call("GET", f"{TASK}/comment")["comments"]] == [str(comment_id)]


def test_a_purged_task_takes_everything_along(call, sandbox, place, comment_id):
    child = call("POST", "/api/v2/list/1000/task", {"name": "part", "parent": "t1"})["id"]
    call("POST", "/api/v2/task/t2/link/t1")

    place("purged")

    assert call("GET", f"/api/v2/task/{child}", status=401) == NOT_THERE
    assert call("GET", "/api/v2/task/t2")["linked_tasks"] == []
    assert comment_id not in sandbox.memory.comments


@pytest.mark.parametrize(("where", "heard"), [("trashed", ["taskDeleted"]), ("purged", []), ("hidden", [])])
def test_webhooks_hear_of_the_trash_only(events, place, where, heard):
    place(where, users=[1])

    assert [event["event"] for event in events] == heard


@pytest.mark.parametrize(
    ("task", "body", "status"),
    [
        ("t1", {"is": "lost"}, 400),
        ("t1", {}, 400),
        ("t1", {"is": "hidden"}, 400),
        ("t1", {"is": "hidden", "users": [99]}, 400),
        ("t1", {"is": "hidden", "users": 1}, 400),
        ("none", {"is": "purged"}, 404),
    ],
)
def test_an_impossible_place_is_refused(call, task, body, status):
    call("POST", f"/sandbox/tasks/{task}", body, status=status)
