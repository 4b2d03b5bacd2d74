"""``/sandbox``: the state, the counters, starting over."""

import pytest

from clickup_client.sandbox.application import create_sandbox


@pytest.fixture
def state(call):
    def state():
        return call("GET", "/sandbox/state")

    return state


def test_the_state_shows_a_ticket_in_words(call, state):
    call("PUT", "/api/v2/task/t1", {"due_date": 1774008000000, "priority": 1, "assignees": {"add": [3]}})
    call("POST", "/api/v2/task/t1/field/f-severity", {"value": 0})
    call("POST", "/api/v2/task/t1/field/f-company", {"value": {"add": ["c1"]}})
    call("POST", "/api/v2/task/t1/field/f-reviewers", {"value": {"add": [2]}})
    call("POST", "/api/v2/task/t1/field/f-areas", {"value": ["l-web"]})
    call("POST", "/api/v2/task/t1/field/f-target", {"value": 1774008000000})
    comment = call("POST", "/api/v2/task/t1/comment", {"comment_text": "Hello"})

    task = next(each for each in state()["tasks"] if each["id"] == "t1")

    assert task == {
        "id": "t1",
        "name": "Login fails",
        "list_id": "1000",
        "list": "Tickets",
        "also_in": [],
        "status": "to do",
        "priority": "urgent",
        "due_date": "2026-03-20T03:00:00Z",
        "assignees": ["Theo Tech"],
        "groups": [],
        "tags": [],
        "linked": [],
        "parent": None,
        "updated": "2026-03-10T12:00:00Z",
        "fields": {
            "Severity": "Major",
            "Target": "2026-03-20T03:00:00Z",
            "Reviewers": ["Olivia Ops"],
            "Company": ["Initech"],
            "Areas": ["web"],
        },
        "comments": [
            {"id": str(comment["id"]), "by": "Olivia Ops", "text": "Hello", "resolved": False, "parent": None}
        ],
        "comment_count": 1,
    }


def test_the_state_has_only_the_parts_that_are_asked_for(call, state):
    shown = call("GET", "/sandbox/state?part=calls&part=emails")

    assert shown == {"calls": state()["calls"], "emails": 0}


def test_a_part_that_there_is_not_is_refused_with_those_there_are(call):
    refused = call("GET", "/sandbox/state?part=tickets", status=400)

    assert refused == {
        "err": "there is no part tickets; the parts are workspace, users, groups, lists, tasks, webhooks, "
        "deliveries_unfinished, automations_waiting, emails, automations_enabled, pull_requests, calls, "
        "rate_limit, faults, behaviours",
        "ECODE": "SANDBOX_006",
    }


def test_the_state_shows_people_lists_and_webhooks(call, state):
    call("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://127.0.0.1:9/", "events": ["*"]})

    shown = state()

    assert [(user["username"], user["token"]) for user in shown["users"]][1] == ("Olivia Ops", "pk_ops")
    assert shown["lists"][0]["statuses"] == ["to do", "Doing", "done"]
    assert shown["lists"][0]["fields"][0]["options"] == {"Major": "o-major", "Minor": "o-minor"}
    assert shown["webhooks"][0]["status"] == "active"
    assert shown["pull_requests"]["acme/shop#8"]["state"] == "open"


def test_calls_are_counted_by_token_and_by_template(call, bot, state):
    call("GET", "/api/v2/task/t1")
    call("GET", "/api/v2/task/t2")
    call("GET", "/api/v2/task/none", status=401)
    bot("PUT", "/api/v2/task/t1", {})
    bot("GET", "/api/v2/nothing", status=404)
    bot("GET", "/github/repos/acme/shop/pulls/7")

    assert state()["calls"] == {
        "total": 6,
        "by_call": {
            "GET (no such path)": 1,
            "GET /api/v2/task/{task_id}": 3,
            "GET /github/repos/{owner}/{repository}/pulls/{number}": 1,
            "PUT /api/v2/task/{task_id}": 1,
        },
        "by_token": {
            "(code host)": {
                "total": 1,
                "by_call": {"GET /github/repos/{owner}/{repository}/pulls/{number}": 1},
            },
            "pk_bot": {
                "total": 2,
                "by_call": {"GET (no such path)": 1, "PUT /api/v2/task/{task_id}": 1},
            },
            "pk_ops": {"total": 3, "by_call": {"GET /api/v2/task/{task_id}": 3}},
        },
    }


def test_refused_calls_count_too(call, state):
    call.client.get("/api/v2/user", headers={"Authorization": "pk_guess"})
    call("POST", "/sandbox/rate-limit", {"limit": 0})
    call("GET", "/api/v2/user", status=429)

    calls = state()["calls"]["by_token"]
    assert calls["(unknown token)"]["total"] == 1
    assert calls["pk_ops"]["total"] == 1


def test_counters_can_be_cleared(call):
    call("GET", "/api/v2/user")

    assert call("DELETE", "/sandbox/calls") == {"total": 0, "by_call": {}, "by_token": {}}


def test_the_state_shows_how_each_token_stands(call, state):
    call("GET", "/api/v2/user")

    assert state()["rate_limit"] == {
        "limit": 1000,
        "by_token": {"pk_ops": {"limit": 1000, "remaining": 999, "resets_at": 1773144061}},
    }


def test_a_reset_brings_the_data_file_back_and_keeps_webhooks(call, state):
    webhook_id = call("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://a.example", "events": ["*"]})[
        "id"
    ]
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})
    call("POST", "/api/v2/task/t1/comment", {"comment_text": "x"})
    call("POST", "/api/v2/list/1000/task", {"name": "x"})
    call("POST", "/sandbox/faults", {"path": "/api/*", "latency_ms": 1})
    call("POST", "/sandbox/fields/f-notes", {"name": "Remarks"})
    call("POST", "/sandbox/automations", {"enabled": False})
    call("POST", "/sandbox/github/acme/shop/pulls/8", {"merged": True})

    answer = call("POST", "/sandbox/reset")

    assert answer["kept"] == ["webhooks"]
    shown = state()
    assert [(task["id"], task["status"], task["comment_count"]) for task in shown["tasks"]] == [
        ("t1", "to do", 0),
        ("t2", "Doing", 0),
        ("c1", "active", 0),
    ]
    assert [webhook["id"] for webhook in shown["webhooks"]] == [webhook_id]
    assert shown["calls"]["total"] == 0
    assert shown["faults"] == []
    assert shown["automations_enabled"] is True
    assert shown["lists"][0]["fields"][1]["name"] == "Notes"
    assert shown["pull_requests"]["acme/shop#8"]["merged_at"] is None


def test_a_reset_wakes_suspended_webhooks(call, sandbox, state):
    call("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://a.example", "events": ["*"]})
    next(iter(sandbox.memory.webhooks.values())).status = "suspended"

    call("POST", "/sandbox/reset")

    assert state()["webhooks"][0]["status"] == "active"


def test_after_a_reset_events_of_before_are_not_sent_any_more(call, sandbox):
    call("POST", "/api/v2/team/9011/webhook", {"endpoint": "http://127.0.0.1:9/nobody", "events": ["*"]})
    call("PUT", "/api/v2/task/t1", {"status": "Doing"})

    call("POST", "/sandbox/reset")

    assert sandbox.deliveries.wait_until_idle(5)


def test_whoever_works_in_it_starts_over_before_a_reset_is_answered(workspace, clock):
    told = []

    def start_over():
        told.append(client.get("/sandbox/state").get_json()["tasks"][0]["status"])

    app = create_sandbox(workspace, now=clock, on_reset=start_over)
    client = app.test_client()
    client.put("/api/v2/task/t1", json={"status": "Doing"}, headers={"Authorization": "pk_ops"})

    assert client.post("/sandbox/reset").get_json()["kept"] == ["webhooks"]
    assert told == ["to do"]


def test_history_ids_are_never_used_again_not_even_after_a_reset(call):
    before = call("POST", "/api/v2/task/t1/comment", {"comment_text": "x"})
    call("POST", "/sandbox/reset")
    after = call("POST", "/api/v2/task/t1/comment", {"comment_text": "x"})

    assert int(after["hist_id"]) > int(before["hist_id"])
    assert int(after["id"]) > int(before["id"])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sandbox/automations", {"enabled": "no"}),
        ("/sandbox/rate-limit", {"limit": "many"}),
        ("/sandbox/rate-limit", {"limit": -1}),
        ("/sandbox/rate-limit", {"limit": 5, "token": 7}),
        ("/sandbox/fields/f-notes", {"name": ""}),
    ],
)
def test_impossible_wishes_are_refused(call, path, body):
    call("POST", path, body, status=400)


def test_a_workspace_can_start_with_its_automations_off(workspace, clock):

    workspace["automations_enabled"] = False
    app = create_sandbox(workspace, now=clock)

    assert app.test_client().get("/sandbox/state").get_json()["automations_enabled"] is False


def test_a_form_makes_a_task_as_clickbot(call):
    made = call("POST", "/sandbox/forms/1000", {"name": "Sent by a form"})

    task = call("GET", f"/api/v2/task/{made['id']}")
    assert (task["name"], task["creator"]["id"]) == ("Sent by a form", -1)


def test_a_person_who_travels_sets_days_where_they_are(call, field_of):
    answer = call("POST", "/sandbox/users/2", {"time_zone": "Pacific/Honolulu"})

    assert answer == {"id": 2, "time_zone": "Pacific/Honolulu"}
    assert call("GET", "/api/v2/user")["user"]["timezone"] == "Pacific/Honolulu"
    noon_of_march_20 = 1774008000000
    hour = 3_600_000
    task = call("PUT", "/api/v2/task/t1", {"due_date": noon_of_march_20})
    assert task["due_date"] == str(noon_of_march_20 + 2 * hour)  # 04:00 in Honolulu
    call("POST", "/api/v2/task/t1/field/f-target", {"value": noon_of_march_20 - 3 * hour})
    assert field_of("f-target")["value"] == str(noon_of_march_20 - 22 * hour)  # there it was the 19th


@pytest.mark.parametrize(
    ("user", "zone", "status"), [(2, "Berlin", 400), (2, None, 400), (99, "Europe/Berlin", 404)]
)
def test_an_impossible_journey_is_refused(call, user, zone, status):
    call("POST", f"/sandbox/users/{user}", {"time_zone": zone}, status=status)


def test_no_one_is_told_the_time_zone_of_another(call):
    for path in ("/api/v2/team", "/api/v2/list/1000/member", "/api/v2/task/t1/member"):
        call("GET", path)
        assert "zone" not in call.answer.get_data(as_text=True)
