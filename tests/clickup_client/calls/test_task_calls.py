from datetime import UTC, datetime

import pytest
from responses import matchers

from clickup_client import UNSET, BadRequestError
from clickup_client.errors import OddRecordError
from clickup_client.models import OddTask

TASK_URL = "https://api.clickup.com/api/v2/task/86cx1k2ab"
LIST_URL = "https://api.clickup.com/api/v2/list/901/task"
DAY = datetime(2026, 2, 2, 4, tzinfo=UTC)


def page(sample, *task_ids, **more):
    return {"tasks": [sample("task") | {"id": task_id} for task_id in task_ids]} | more


def test_a_task_is_read(client, answers, sample):
    answers.get(TASK_URL, json=sample("task"))

    assert client.get_task("86cx1k2ab").status == "replicating"


def test_quoted_lines_of_plain_text_are_kept_from_clickup(client, answers, sample, sent):
    answers.post("https://api.clickup.com/api/v2/list/901/task", json=sample("task"))

    client.create_task("901", name="x", description="> a\nb > c\n> d")
    assert sent()["description"] == " > a\nb > c\n > d"


def test_a_description_may_be_markdown(client, answers, sample, sent):
    answers.post("https://api.clickup.com/api/v2/list/901/task", json=sample("task"))

    client.create_task("901", name="x", markdown="> a")
    assert (sent()["markdown_content"], "description" in sent()) == ("> a", False)


def test_an_id_is_quoted(client, answers, sample):
    answers.get("https://api.clickup.com/api/v2/task/a%2Fb%3Fc", json=sample("task") | {"id": "a/b?c"})

    client.get_task("a/b?c")

    assert answers.calls[0].request.path_url.startswith("/api/v2/task/a%2Fb%3Fc?")


@pytest.mark.parametrize("call", ["get", "put"])
def test_an_answer_about_another_task_is_odd(client, answers, sample, call):
    getattr(answers, call)("https://api.clickup.com/api/v2/task/86cother", json=sample("task"))

    with pytest.raises(OddRecordError, match="it is about another task"):
        client.get_task("86cother") if call == "get" else client.update_task("86cother", status="fixing")


def test_an_id_that_would_reach_another_endpoint_is_refused(client):
    with pytest.raises(ValueError, match=r"^'..' cannot be an id in a path of ClickUp$"):
        client.delete_task("..")


def test_a_page_of_tasks_is_asked_for_with_closed_ones_and_in_the_order_of_creation(client, answers, sample):
    params = {"page": "0", "order_by": "created", "include_closed": "true", "subtasks": "false"}
    answers.get(
        LIST_URL, json=page(sample, "a", last_page=True), match=[matchers.query_param_matcher(params)]
    )

    read = client.get_tasks("901")

    assert [task.id for task in read.tasks] == ["a"]
    assert read.last_page


def test_a_page_of_tasks_can_be_narrowed(client, answers, sample):
    params = {"page": "3", "include_closed": "false", "subtasks": "true", "date_updated_gt": "1770004800000"}
    match = matchers.query_param_matcher(params, strict_match=False)
    answers.get(LIST_URL, json=page(sample, "a", last_page=False), match=[match])

    read = client.get_tasks("901", page=3, updated_after=DAY, include_closed=False, subtasks=True)

    assert not read.last_page


@pytest.mark.parametrize(("count", "last"), [(0, True), (99, True), (100, False)])
def test_a_full_page_is_not_the_last_where_clickup_does_not_say(client, answers, sample, count, last):
    answers.get(LIST_URL, json=page(sample, *map(str, range(count))))

    assert client.get_tasks("901").last_page is last


@pytest.mark.parametrize(
    "odd", [None, "", "maybe", 5, []], ids=["null", "empty", "words", "a number", "a list"]
)
def test_an_odd_end_of_a_page_does_not_stop_the_poll(client, answers, sample, odd):
    answers.get(LIST_URL, json=page(sample, "a") | {"last_page": odd})

    found = client.get_tasks("901")

    assert ([task.id for task in found.tasks], found.last_page) == (["a"], True)


def test_all_pages_are_gone_through(client, answers, sample):
    for number, (task_id, last) in enumerate([("a", False), ("b", False), ("c", True)]):
        match = matchers.query_param_matcher({"page": str(number)}, strict_match=False)
        answers.get(LIST_URL, json=page(sample, task_id, last_page=last), match=[match])

    assert [task.id for task in client.each_task("901")] == ["a", "b", "c"]


def test_only_the_pages_that_are_wanted_are_asked_for(client, answers, sample):
    answers.get(LIST_URL, json=page(sample, "a", "b", last_page=False))

    assert next(client.each_task("901")).id == "a"


def test_the_tasks_of_a_page_are_read_one_by_one(client, answers, sample):
    odd = sample("task") | {"id": "b", "list": None}
    whole = page(sample, "a", "c", last_page=True)
    answers.get(LIST_URL, json=whole | {"tasks": [whole["tasks"][0], odd, None, whole["tasks"][1]]})

    found = client.get_tasks("901")

    assert [task.id for task in found.tasks] == ["a", "c"]
    assert found.odd == (
        OddTask("b", "Checkout shows the wrong currency", "list_id: Field required"),
        OddTask(None, "", ": Input should be a valid dictionary or instance of Task"),
    )


def test_tasks_of_other_lists_are_asked_for(client, answers, sample):
    guest = sample("task") | {"locations": [{"id": "902", "name": "Shown here"}]}
    match = matchers.query_param_matcher({"include_timl": "true"}, strict_match=False)
    answers.get(LIST_URL, json={"tasks": [guest], "last_page": True}, match=[match])

    assert client.get_tasks("901", of_other_lists=True).tasks[0].other_list_ids == ("902",)


def test_an_empty_page_ends_the_reading_whatever_it_says(client, answers, sample):
    answers.get(LIST_URL, json=page(sample, last_page=False))

    assert list(client.each_task("901")) == []


def test_a_task_is_created_with_no_more_than_was_given(client, answers, sample, sent):
    answers.post(LIST_URL, json=sample("task"))

    assert client.create_task("901", name="A ticket").id == "86cx1k2ab"
    assert sent() == {"name": "A ticket", "notify_all": False}


def test_a_task_is_created_with_everything(client, answers, sample, sent):
    answers.post(LIST_URL, json=sample("task"))

    client.create_task(
        "901",
        name="A ticket",
        status="validating",
        description="Why",
        priority=2,
        due_date=DAY,
        due_date_has_time=True,
        assignees=[183],
        custom_fields={"f-1": {"value": 5}, "f-2": {"value": 1770004800000, "value_options": {"time": True}}},
        notify_all=True,
    )

    assert sent() == {
        "name": "A ticket",
        "status": "validating",
        "description": "Why",
        "priority": 2,
        "due_date": 1770004800000,
        "due_date_time": True,
        "assignees": [183],
        "custom_fields": [
            {"id": "f-1", "value": 5},
            {"id": "f-2", "value": 1770004800000, "value_options": {"time": True}},
        ],
        "notify_all": True,
    }


def test_a_status_is_set_and_nothing_else(client, answers, sample, sent):
    answers.put(TASK_URL, json=sample("task"))

    assert client.update_task("86cx1k2ab", status="fixing").status == "replicating"
    assert sent() == {"status": "fixing"}


def test_everything_about_a_task_changes_in_one_request(client, answers, sample, sent):
    answers.put(TASK_URL, json=sample("task"))

    client.update_task(
        "86cx1k2ab",
        status="fixing",
        name="Another title",
        priority=1,
        due_date=DAY,
        due_date_has_time=True,
        add_assignees=[1],
        remove_assignees=[2],
        add_groups=["g-1"],
        remove_groups=["g-2"],
    )

    assert len(answers.calls) == 1
    assert sent() == {
        "status": "fixing",
        "name": "Another title",
        "priority": 1,
        "due_date": 1770004800000,
        "due_date_time": True,
        "assignees": {"add": [1], "rem": [2]},
        "group_assignees": {"add": ["g-1"], "rem": ["g-2"]},
    }


@pytest.mark.parametrize(
    ("change", "body"),
    [
        ({"due_date": None}, {"due_date": None}),
        ({"due_date": DAY}, {"due_date": 1770004800000, "due_date_time": False}),
        ({"add_assignees": {1}}, {"assignees": {"add": [1], "rem": []}}),
        ({"remove_groups": ["g"]}, {"group_assignees": {"add": [], "rem": ["g"]}}),
    ],
)
def test_each_change_is_sent_in_clickups_shape(client, answers, sample, sent, change, body):
    answers.put(TASK_URL, json=sample("task"))

    client.update_task("86cx1k2ab", **change)

    assert sent() == body


@pytest.mark.parametrize(
    "change", [{}, {"due_date": UNSET}, {"due_date_has_time": True}, {"add_assignees": []}]
)
def test_a_change_of_nothing_is_a_mistake(client, change):
    with pytest.raises(ValueError, match=r"^task 86cx1k2ab: nothing to change was given$"):
        client.update_task("86cx1k2ab", **change)


def test_a_due_date_without_a_zone_is_refused(client):
    with pytest.raises(ValueError, match=r"^a time for ClickUp needs a time zone$"):
        client.update_task("86cx1k2ab", due_date=datetime(2026, 2, 2))  # noqa: DTZ001 - what the test is about


def test_a_status_that_the_list_lacks_is_a_bad_request(client, answers):
    answers.put(TASK_URL, status=400, json={"err": "Status not found", "ECODE": "ITEM_114"})

    with pytest.raises(BadRequestError, match=r"^PUT /v2/task/86cx1k2ab: 400 ITEM_114 Status not found$"):
        client.update_task("86cx1k2ab", status="nowhere")


def test_a_task_is_deleted(client, answers):
    answers.delete(TASK_URL, status=204)

    client.delete_task("86cx1k2ab")


def test_a_field_is_filled(client, answers, custom_field, sent):
    answers.post(f"{TASK_URL}/field/f-1", json={})

    client.set_field("86cx1k2ab", custom_field("date"), DAY, with_time=True)

    assert sent() == {"value": 1770004800000, "value_options": {"time": True}}


def test_a_field_that_cannot_hold_the_value_is_not_sent(client, custom_field):
    with pytest.raises(ValueError, match=r"^field f-1 \(Amount\): takes a number, not 'five'$"):
        client.set_field("86cx1k2ab", custom_field("number"), "five")


def test_a_field_is_cleared(client, answers):
    answers.delete(f"{TASK_URL}/field/f-1", json={})

    client.clear_field("86cx1k2ab", "f-1")


def test_two_tasks_are_linked(client, answers, sample):
    answers.post(f"{TASK_URL}/link/86cx0000a", json={"task": sample("task")})

    client.link_tasks("86cx1k2ab", "86cx0000a")


HOME_URL = "https://api.clickup.com/api/v3/workspaces/9011/tasks/86cx1k2ab/home_list/1002"


def test_a_task_moves_to_another_list(client, answers, sent):
    answers.put(HOME_URL, json={"data": {"task_id": "86cx1k2ab", "new_list_id": "1002"}})

    client.move_task("9011", "86cx1k2ab", "1002")

    assert sent() == {}


def test_a_move_says_which_status_becomes_which(client, answers, sent):
    answers.put(HOME_URL, json={"data": {"task_id": "86cx1k2ab", "new_list_id": "1002"}})

    client.move_task("9011", "86cx1k2ab", "1002", status_mappings={"p1_2": "p2_0"})

    assert sent() == {"status_mappings": [{"source_status_id": "p1_2", "destination_status_id": "p2_0"}]}
