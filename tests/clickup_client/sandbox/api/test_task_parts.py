"""Tags, links, attachments, time in status, and moves to another List."""

import io


def test_tags_come_and_go(call):
    assert call("POST", "/api/v2/task/t1/tag/web") == {}
    assert [tag["name"] for tag in call("GET", "/api/v2/task/t1")["tags"]] == ["web"]
    assert [tag["name"] for tag in call("GET", "/api/v2/space/901/tag")["tags"]] == ["web"]

    call("DELETE", "/api/v2/task/t1/tag/web")
    assert call("GET", "/api/v2/task/t1")["tags"] == []


def test_a_link_is_seen_from_both_sides(call):
    answer = call("POST", "/api/v2/task/t1/link/t2")

    (link,) = answer["task"]["linked_tasks"]
    assert (link["task_id"], link["link_id"], link["userid"]) == ("t1", "t2", "2")
    assert call("GET", "/api/v2/task/t2")["linked_tasks"][0]["link_id"] == "t1"


def test_linking_twice_is_linking_once(call):
    call("POST", "/api/v2/task/t1/link/t2")
    call("POST", "/api/v2/task/t2/link/t1")

    assert len(call("GET", "/api/v2/task/t1")["linked_tasks"]) == 1


def test_a_link_can_be_removed(call):
    call("POST", "/api/v2/task/t1/link/t2")

    assert call("DELETE", "/api/v2/task/t2/link/t1")["task"]["linked_tasks"] == []
    assert call("GET", "/api/v2/task/t1")["linked_tasks"] == []


def test_a_link_to_a_deleted_task_is_gone(call):
    call("POST", "/api/v2/task/t1/link/t2")
    call("DELETE", "/api/v2/task/t2", status=204)

    assert call("GET", "/api/v2/task/t1")["linked_tasks"] == []


def test_a_task_is_not_linked_to_itself(call):
    call("POST", "/api/v2/task/t1/link/t1", status=400)


def test_of_an_attachment_everything_but_its_bytes_is_kept(call):
    answer = call.client.post(
        "/api/v2/task/t1/attachment",
        data={"attachment": (io.BytesIO(b"12345"), "screen.png", "image/png")},
        headers={"Authorization": "pk_ops"},
    ).get_json()

    assert (answer["title"], answer["extension"]) == ("screen.png", "png")
    (kept,) = call("GET", "/api/v2/task/t1")["attachments"]
    assert (kept["id"], kept["mimetype"], kept["size"]) == (answer["id"], "image/png", 5)


def test_an_attachment_needs_a_file(call):
    call("POST", "/api/v2/task/t1/attachment", {}, status=400)


def test_time_in_status_counts_minutes_in_each(call, clock):
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})
    clock.forward(minutes=7)
    call("PUT", "/api/v2/task/t1", {"status": "to do"})
    clock.forward(minutes=3)

    answer = call("GET", "/api/v2/task/t1/time_in_status")

    assert answer["current_status"] == {
        "status": "to do",
        "color": "#87909e",
        "total_time": {"by_minute": 2 * 24 * 60 + 3, "since": "1773144420000"},
    }
    assert [(each["status"], each["total_time"]["by_minute"]) for each in answer["status_history"]] == [
        ("to do", 2 * 24 * 60 + 3),
        ("Doing", 7),
    ]


def test_a_task_moves_to_another_list(call):
    call("POST", "/api/v2/task/t1/field/f-notes", {"value": "lost on the way"})

    answer = call("PUT", "/api/v3/workspaces/9011/tasks/t1/home_list/1002", {})

    assert answer == {"data": {"task_id": "t1", "new_list_id": "1002"}}
    task = call("GET", "/api/v2/task/t1")
    assert (task["list"]["id"], task["folder"]["id"], task["custom_fields"]) == ("1002", "902", [])


def _mapping(call):
    """From "Doing" of the one List to "kept" of the other."""
    doing, kept = (call("GET", f"/api/v2/list/{each}")["statuses"][1]["id"] for each in (1000, 1002))
    return {"source_status_id": doing, "destination_status_id": kept}


def test_a_move_needs_a_mapping_for_a_status_that_is_missing_there(call):
    path = "/api/v3/workspaces/9011/tasks/t2/home_list/1002"
    assert call("PUT", path, {}, status=400)["message"] == "Status mapping required for 'Doing'"

    call("PUT", path, {"status_mappings": [_mapping(call)]})

    assert call("GET", "/api/v2/task/t2")["status"]["status"] == "kept"


def test_time_in_status_survives_a_move(call):
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})
    call("PUT", "/api/v3/workspaces/9011/tasks/t1/home_list/1002", {"status_mappings": [_mapping(call)]})

    history = call("GET", "/api/v2/task/t1/time_in_status")["status_history"]

    assert [each["status"] for each in history] == ["Doing", "to do", "kept"]


def test_subtasks_follow_their_parent(call):
    child = call("POST", "/api/v2/list/1000/task", {"name": "part", "parent": "t1"})["id"]

    call("PUT", "/api/v3/workspaces/9011/tasks/t1/home_list/1002", {})

    assert call("GET", f"/api/v2/task/{child}")["list"]["id"] == "1002"
