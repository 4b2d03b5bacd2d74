"""What webhooks hear of each change."""

OLIVIA = {
    "id": 2,
    "username": "Olivia Ops",
    "color": "#7b68ee",
    "initials": "OO",
    "email": "ops@acme.example",
    "profilePicture": None,
}


def names(events):
    return [event["event"] for event in events]


def test_a_status_change_is_told_twice_with_the_same_history_item(call, events):
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})

    specific, generic = events
    assert names(events) == ["taskStatusUpdated", "taskUpdated"]
    assert specific["history_items"] == generic["history_items"]
    assert specific["task_id"] == "t1"
    (item,) = specific["history_items"]
    assert item == {
        "id": item["id"],
        "type": 1,
        "date": "1773144000000",
        "field": "status",
        "parent_id": "1000",
        "data": {"status_type": "custom"},
        "source": None,
        "user": OLIVIA,
        "before": {"status": "to do", "color": "#87909e", "orderindex": 0, "type": "open"},
        "after": {"status": "doing", "color": "#1090e0", "orderindex": 1, "type": "custom"},
    }
    assert item["id"].isdecimal()


def test_one_call_that_changes_several_things_makes_several_events(call, events):
    call("PUT", "/api/v2/task/t1", {"status": "Doing", "priority": 1, "assignees": {"add": [1, 3]}})

    assert names(events) == [
        "taskStatusUpdated",
        "taskUpdated",
        "taskPriorityUpdated",
        "taskUpdated",
        "taskAssigneeUpdated",
        "taskUpdated",
        "taskAssigneeUpdated",
        "taskUpdated",
    ]
    assert len({item["id"] for event in events for item in event["history_items"]}) == 4


def test_nothing_is_told_when_nothing_changed(call, events):
    call("PUT", "/api/v2/task/t1", {"status": "TO DO", "priority": None, "assignees": {"rem": [3]}})
    call("DELETE", "/api/v2/task/t1/field/f-notes")
    call("DELETE", "/api/v2/task/t1/tag/none")

    assert events == []


def test_a_due_date_tells_both_values_as_text(call, events):
    call("PUT", "/api/v2/task/t1", {"due_date": 1774008000000, "due_date_time": True})
    call("PUT", "/api/v2/task/t1", {"due_date": None})

    assert names(events) == ["taskDueDateUpdated", "taskUpdated"] * 2
    first, second = events[0]["history_items"][0], events[2]["history_items"][0]
    assert (first["field"], first["before"], first["after"]) == ("due_date", None, "1774008000000")
    assert first["data"] == {"due_date_time": True, "old_due_date_time": False}
    assert (second["before"], second["after"]) == ("1774008000000", None)


def test_a_priority_tells_objects(call, events):
    call("PUT", "/api/v2/task/t1", {"priority": 4})

    item = events[0]["history_items"][0]
    assert item["before"] is None
    assert item["after"] == {"id": "4", "priority": "low", "color": "#d8d8d8", "orderindex": "4"}


def test_assignees_tell_who_came_and_who_went(call, events):
    call("PUT", "/api/v2/task/t1", {"assignees": {"add": [2]}})
    call("PUT", "/api/v2/task/t1", {"assignees": {"rem": [2]}})

    added, removed = events[0]["history_items"][0], events[2]["history_items"][0]
    assert (added["field"], added["after"]) == ("assignee_add", OLIVIA)
    assert (removed["field"], removed["before"]) == ("assignee_rem", OLIVIA)


def test_a_custom_field_is_told_only_as_task_updated(call, events):
    call("POST", "/api/v2/task/t1/field/f-severity", {"value": 0})
    call("POST", "/api/v2/task/t1/field/f-severity", {"value": "o-minor"})

    assert names(events) == ["taskUpdated", "taskUpdated"]
    item = events[1]["history_items"][0]
    assert item["field"] == "custom_field"
    assert (item["before"], item["after"]) == ("o-major", "o-minor")
    assert (item["custom_field"]["id"], item["custom_field"]["type"]) == ("f-severity", "drop_down")


def test_a_creation_tells_two_items_and_its_status_again(call, events):
    task = call("POST", "/api/v2/list/1000/task", {"name": "Fresh"})

    created, status_updated = events
    assert names(events) == ["taskCreated", "taskStatusUpdated"]
    assert [item["field"] for item in created["history_items"]] == ["status", "task_creation"]
    assert created["history_items"][0]["before"]["status"] is None
    assert created["history_items"][0]["after"]["status"] == "to do"
    assert status_updated["history_items"] == created["history_items"][:1]
    assert created["task_id"] == task["id"]


def test_a_deletion_has_no_history(call, events):
    call("DELETE", "/api/v2/task/t1", status=204)

    (deleted,) = events
    assert deleted["event"] == "taskDeleted"
    assert deleted.keys() == {"event", "task_id", "webhook_id"}


def test_a_move_to_another_list_tells_both(call, events):
    call("PUT", "/api/v3/workspaces/9011/tasks/t1/home_list/1002", {})

    assert names(events) == ["taskMoved", "taskUpdated"]
    item = events[0]["history_items"][0]
    assert (item["field"], item["parent_id"]) == ("section_moved", "1002")
    assert item["before"] == {
        "id": "1000",
        "name": "Tickets",
        "category": {"id": "9901", "name": "hidden", "hidden": True},
        "project": {"id": "901", "name": "Support"},
    }
    assert item["after"]["id"] == "1002"


def test_a_comment_is_told_when_posted_and_when_changed(call, events):
    comment = call("POST", "/api/v2/task/t1/comment", {"comment_text": "Look"})
    call("PUT", f"/api/v2/comment/{comment['id']}", {"resolved": True})

    assert names(events) == ["taskCommentPosted", "taskUpdated", "taskCommentUpdated", "taskUpdated"]
    item = events[0]["history_items"][0]
    assert (item["id"], item["field"], item["after"]) == (comment["hist_id"], "comment", str(comment["id"]))
    assert item["comment"]["text_content"] == "Look\n"
    assert item["comment"]["user"] == OLIVIA


def test_a_tag_is_told_when_it_comes_and_when_it_goes(call, events):
    call("POST", "/api/v2/task/t1/tag/urgent")
    call("DELETE", "/api/v2/task/t1/tag/urgent")

    assert names(events) == ["taskTagUpdated", "taskUpdated"] * 2
    assert [event["history_items"][0]["field"] for event in events[::2]] == ["tag", "tag_removed"]
    assert events[0]["history_items"][0]["after"][0]["name"] == "urgent"


def test_a_link_is_told_for_both_tasks(call, events):
    call("POST", "/api/v2/task/t1/link/t2")

    assert [(event["event"], event["task_id"]) for event in events] == [
        ("taskUpdated", "t1"),
        ("taskUpdated", "t2"),
    ]
