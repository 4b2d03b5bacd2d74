"""Pages of tasks and their filters."""

import pytest


@pytest.fixture
def ids(call):
    def ids(query="", path="/api/v2/list/1000/task"):
        return [task["id"] for task in call("GET", f"{path}?{query}")["tasks"]]

    return ids


def test_tasks_come_newest_first_with_their_fields(call):
    page = call("GET", "/api/v2/list/1000/task")

    assert [task["id"] for task in page["tasks"]] == ["t2", "t1"]
    assert page["last_page"] is True
    assert "custom_fields" in page["tasks"][0]


def test_reverse_turns_the_order(ids):
    assert ids("reverse=true") == ["t1", "t2"]


def test_tasks_can_be_ordered_by_their_last_change(call, clock, ids):
    clock.forward(minutes=1)
    call("PUT", "/api/v2/task/t1", {"name": "x"})

    assert ids("order_by=updated") == ["t1", "t2"]


def test_only_what_changed_after_a_time(call, clock, ids):
    before = int(clock.now.timestamp() * 1000)
    clock.forward(minutes=1)
    call("PUT", "/api/v2/task/t1", {"name": "x"})

    assert ids(f"date_updated_gt={before}") == ["t1"]
    assert ids(f"date_updated_lt={before}") == ["t2"]


def test_closed_tasks_only_when_asked_for(call, ids):
    call("PUT", "/api/v2/task/t1", {"status": "done"})

    assert ids() == ["t2"]
    assert ids("include_closed=true") == ["t2", "t1"]
    assert ids("statuses[]=done") == ["t1"]


def test_statuses_whatever_their_case(ids):
    assert ids("statuses[]=DOING") == ["t2"]
    assert ids("statuses[]=to do&statuses[]=doing") == ["t2", "t1"]


def test_subtasks_only_when_asked_for(call, ids):
    child = call("POST", "/api/v2/list/1000/task", {"name": "part", "parent": "t1"})["id"]

    assert ids() == ["t2", "t1"]
    assert ids("subtasks=true") == [child, "t2", "t1"]


def test_filters_by_assignee_and_tag(call, ids):
    call("PUT", "/api/v2/task/t1", {"assignees": {"add": [3]}})
    call("POST", "/api/v2/task/t2/tag/web")

    assert ids("assignees[]=3") == ["t1"]
    assert ids("tags[]=web") == ["t2"]


def test_archived_tasks_only_when_asked_for(call, ids):
    call("PUT", "/api/v2/task/t1", {"archived": True})

    assert ids() == ["t2"]
    assert ids("archived=true") == ["t1"]


def test_a_page_has_a_hundred_tasks(call):
    for number in range(99):
        call("POST", "/api/v2/list/1000/task", {"name": f"n{number}"})

    first, second, third = (call("GET", f"/api/v2/list/1000/task?page={page}") for page in range(3))

    assert [len(page["tasks"]) for page in (first, second, third)] == [100, 1, 0]
    assert [page["last_page"] for page in (first, second, third)] == [False, True, True]


def test_the_workspace_has_the_tasks_of_every_list(ids):
    path = "/api/v2/team/9011/task"

    assert ids(path=path) == ["t2", "t1", "c1"]
    assert ids("list_ids[]=1001", path=path) == ["c1"]
    assert ids("space_ids[]=901&list_ids[]=1000", path=path) == ["t2", "t1"]
    assert ids("project_ids[]=902", path=path) == []


@pytest.mark.parametrize("query", ["page=x", "page=-1", "order_by=colour", "date_updated_gt=yesterday"])
def test_an_impossible_filter_is_a_bad_request(call, query):
    call("GET", f"/api/v2/list/1000/task?{query}", status=400)
