"""Tasks that miss something, or hold what no one knows."""

import pytest


@pytest.fixture
def odd(call):
    def odd(*oddities, **how):
        call("POST", "/sandbox/faults", {"path": "/api/*", "odd": list(oddities), **how})

    return odd


def of_a_page(call):
    return call("GET", "/api/v2/list/1000/task")["tasks"]


@pytest.mark.parametrize(
    ("oddity", "key", "value"), [("creator null", "creator", None), ("assignees null", "assignees", [None])]
)
def test_a_person_is_no_one(call, odd, oddity, key, value):
    odd(oddity)

    assert [task[key] for task in of_a_page(call)] == [value, value]


@pytest.mark.parametrize("key", ["list", "status", "date_updated"])
def test_a_key_is_not_there(call, odd, key):
    odd(f"no {key}")

    assert [key in task for task in of_a_page(call)] == [False, False]


def test_positions_are_no_whole_numbers(call, odd):
    odd("float orderindex")

    task = call("GET", "/api/v2/task/t1")
    assert (task["orderindex"], task["status"]["orderindex"]) == (1.5, 0.5)
    assert [o["orderindex"] for o in task["custom_fields"][0]["type_config"]["options"]] == [0.5, 1.5]


def test_a_field_has_a_type_that_no_one_knows(call, odd):
    odd("unknown field type")

    assert [task["custom_fields"][-1]["type"] for task in of_a_page(call)] == ["mood_ring", "mood_ring"]


def test_only_the_task_that_was_named_is_odd(call, odd):
    odd("no list", "creator null", task="t1")

    two, one = of_a_page(call)
    assert "list" not in one
    assert one["creator"] is None
    assert two["list"]["id"] == "1000"


def test_what_is_kept_is_not_odd(call, odd):
    odd("no status", "float orderindex", "unknown field type", count=1)

    assert "status" not in call("GET", "/api/v2/task/t1")

    task = call("GET", "/api/v2/task/t1")
    assert task["status"]["orderindex"] == 0
    assert task["custom_fields"][-1]["type"] == "checkbox"


def test_answers_without_tasks_stay_as_they_are(call, odd):
    odd("creator null")

    assert call("GET", "/api/v2/user")["user"]["id"] == 2
    assert [team["id"] for team in call("GET", "/api/v2/team")["teams"]] == ["9011"]
