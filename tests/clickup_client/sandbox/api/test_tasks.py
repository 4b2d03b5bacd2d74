"""One task: created, read, changed, deleted."""

import pytest

MARCH_20_NOON_UTC = 1774008000000
MARCH_20_FOUR_IN_BERLIN = "1773975600000"


@pytest.fixture
def put(call):
    def put(body, **options):
        return call("PUT", "/api/v2/task/t1", body, **options)

    return put


def test_a_task_is_read_with_clickups_types(call):
    task = call("GET", "/api/v2/task/t1")

    assert task["id"] == "t1"
    assert task["date_created"] == "1772971200000"
    assert task["status"] == {
        "id": call("GET", "/api/v2/list/1000")["statuses"][0]["id"],
        "status": "to do",
        "orderindex": 0,
        "color": "#87909e",
        "type": "open",
    }
    assert task["priority"] is None
    assert task["due_date"] is None
    assert task["list"] == {"id": "1000", "name": "Tickets", "access": True}
    assert task["creator"]["id"] == 1
    assert task["url"] == "http://localhost/t/t1"


def test_a_list_outside_of_folders_hangs_in_a_hidden_one(call):
    assert call("GET", "/api/v2/task/t1")["folder"]["hidden"] is True


def test_a_task_is_found_by_its_custom_id(call):
    assert call("GET", "/api/v2/task/SUP-1?custom_task_ids=true&team_id=9011")["id"] == "t1"


def test_one_call_changes_several_things_and_answers_with_the_task(put):
    task = put({"name": "New", "status": "doing", "priority": 2, "assignees": {"add": [3]}})

    assert task["name"] == "New"
    assert task["status"]["status"] == "Doing"
    assert task["priority"] == {"id": "2", "priority": "high", "color": "#ffcc00", "orderindex": "2"}
    assert [user["id"] for user in task["assignees"]] == [3]


def test_an_impossible_value_refuses_the_whole_call(put, call):
    assert put({"name": "New", "status": "nowhere"}, status=400) == {
        "err": "Status not found",
        "ECODE": "CRTSK_001",
    }
    assert call("GET", "/api/v2/task/t1")["name"] == "Login fails"


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"priority": 5},
        {"priority": "soon"},
        {"due_date": "tomorrow"},
        {"assignees": {"add": [99]}},
        {"assignees": [3]},
        {"points": "many"},
        {"archived": "yes"},
        {"status": 7},
    ],
)
def test_impossible_values_are_bad_requests(put, body):
    put(body, status=400)


def test_custom_fields_are_ignored_by_the_update(put, field_of):
    put({"custom_fields": [{"id": "f-notes", "value": "no"}]})

    assert "value" not in field_of("f-notes")


def test_a_due_date_without_a_time_becomes_four_in_the_morning_of_whoever_set_it(put):
    assert put({"due_date": MARCH_20_NOON_UTC})["due_date"] == MARCH_20_FOUR_IN_BERLIN


def test_a_due_date_with_a_time_keeps_it(put):
    assert put({"due_date": MARCH_20_NOON_UTC, "due_date_time": True})["due_date"] == str(MARCH_20_NOON_UTC)


@pytest.mark.parametrize("ms", [0, -86_400_000, 253402300799000, 9_999_999_999_999_999])
def test_dates_at_the_ends_of_time_are_kept(put, ms):
    assert put({"due_date": ms, "due_date_time": True})["due_date"] == str(ms)
    assert put({"due_date": ms})["due_date"] is not None


def test_null_clears_due_date_and_priority(put):
    put({"due_date": MARCH_20_NOON_UTC, "priority": 1})

    task = put({"due_date": None, "priority": None})

    assert (task["due_date"], task["priority"]) == (None, None)


def test_assignees_come_and_go(put):
    put({"assignees": {"add": [1, 3]}})

    task = put({"assignees": {"add": [2], "rem": [1]}})

    assert [user["id"] for user in task["assignees"]] == [3, 2]


def test_groups_are_assigned_beside_people(put):
    assert put({"group_assignees": {"add": ["g-1"]}})["group_assignees"] == [
        {"id": "g-1", "name": "Operations"}
    ]
    assert put({"group_assignees": {"rem": ["g-1"]}})["group_assignees"] == []


def test_closing_and_reopening_shows_in_the_dates(put):
    assert put({"status": "done"})["date_closed"] == "1773144000000"
    assert put({"status": "to do"})["date_closed"] is None


def test_what_changes_nothing_leaves_date_updated(put, call, clock):
    before = call("GET", "/api/v2/task/t1")["date_updated"]
    clock.forward(minutes=1)

    assert put({"status": "TO DO", "assignees": {"rem": [3]}})["date_updated"] == before
    assert put({"status": "Doing"})["date_updated"] == "1773144060000"


def test_a_task_is_created_with_everything(call):
    task = call(
        "POST",
        "/api/v2/list/1000/task",
        {
            "name": "Fresh",
            "description": "Words",
            "status": "DOING",
            "priority": 3,
            "due_date": MARCH_20_NOON_UTC,
            "assignees": [3],
            "tags": ["new"],
            "custom_fields": [
                {"id": "f-notes", "value": "hello"},
                {"id": "f-company", "value": {"add": ["c1"]}},
                {"id": "f-checked", "value": None},
            ],
        },
    )

    read = call("GET", f"/api/v2/task/{task['id']}")
    assert read["name"] == "Fresh"
    assert read["status"]["status"] == "Doing"
    assert read["due_date"] == MARCH_20_FOUR_IN_BERLIN
    assert read["creator"]["username"] == "Olivia Ops"
    assert [tag["name"] for tag in read["tags"]] == ["new"]
    values = {each["name"]: each["value"] for each in read["custom_fields"] if "value" in each}
    assert values.keys() == {"Notes", "Company"}
    assert values["Notes"] == "hello"
    assert [company["name"] for company in values["Company"]] == ["Initech"]


def test_a_task_without_a_status_starts_in_the_lists_open_one(call):
    assert call("POST", "/api/v2/list/1000/task", {"name": "x"})["status"]["status"] == "to do"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "INPUT_005"),
        ({"name": "x", "status": "nowhere"}, "CRTSK_001"),
        ({"name": "x", "assignees": [99]}, "ITEM_098"),
        ({"name": "x", "assignees": 3}, "INPUT_011"),
        ({"name": "x", "custom_fields": [{"id": "f-severity", "value": "Major"}]}, "FIELD_011"),
        ({"name": "x", "custom_fields": ["f-severity"]}, "INPUT_011"),
        ({"name": "x", "tags": [1]}, "INPUT_006"),
    ],
)
def test_an_impossible_creation_is_refused(call, body, code):
    assert call("POST", "/api/v2/list/1000/task", body, status=400)["ECODE"] == code
    assert len(call("GET", "/api/v2/list/1000/task")["tasks"]) == 2


def test_a_deleted_task_is_gone(call):
    call("DELETE", "/api/v2/task/t1", status=204)

    assert call("GET", "/api/v2/task/t1", status=404) == {
        "err": "Task not found, deleted",
        "ECODE": "ITEM_013",
    }
    assert [task["id"] for task in call("GET", "/api/v2/list/1000/task")["tasks"]] == ["t2"]


def test_subtasks_go_with_their_parent(call):
    child = call("POST", "/api/v2/list/1000/task", {"name": "part", "parent": "t1"})
    assert call("GET", "/api/v2/task/t1?include_subtasks=true")["subtasks"][0]["id"] == child["id"]

    call("DELETE", "/api/v2/task/t1", status=204)

    call("GET", f"/api/v2/task/{child['id']}", status=404)


def test_quoted_lines_of_a_plain_description_are_lost(call):
    quoted = "They wrote:\n> It fails.\n>\nDone."
    kept = "They wrote:\n>\nDone."

    task = call("POST", "/api/v2/list/1000/task", {"name": "x", "description": quoted})
    assert task["description"] == kept
    assert call("PUT", "/api/v2/task/t1", {"description": quoted})["description"] == kept
    assert call("PUT", "/api/v2/task/t1", {"markdown_content": quoted})["description"] == (
        "They wrote:\nIt fails.\n>\nDone."  # a quote, as text
    )
