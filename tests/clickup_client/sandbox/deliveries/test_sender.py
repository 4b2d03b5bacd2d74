"""Deliveries over real HTTP, by ClickUp's rules."""

import hashlib
import hmac

import pytest
import requests

PUT_BODY = {"status": "Doing"}


@pytest.fixture
def api(over_http):
    def api(method, path, body=None):
        answer = requests.request(
            method, over_http.url + path, json=body, headers={"Authorization": "pk_ops"}, timeout=120
        )
        assert answer.ok, answer.text
        return answer.json()

    return api


@pytest.fixture
def webhook(api, receiver):
    """A webhook that hears only of statuses, so that one change is one delivery."""
    body = {"endpoint": receiver.url, "events": ["taskStatusUpdated"]}
    return api("POST", "/api/v2/team/9011/webhook", body)["webhook"]


@pytest.fixture
def change_status(api, over_http):
    """Change a status, then wait until every delivery of it ended."""
    statuses = iter(["Doing", "to do"] * 100)

    def change_status():
        api("PUT", "/api/v2/task/t1", {"status": next(statuses)})
        assert over_http.sandbox.deliveries.wait_until_idle(30)

    return change_status


@pytest.fixture
def health(api):
    def health():
        return api("GET", "/api/v2/team/9011/webhook")["webhooks"][0]["health"]

    return health


def test_a_delivery_is_signed_over_its_raw_body(webhook, receiver, change_status):
    change_status()

    (body,), (headers,) = receiver.bodies, receiver.headers
    assert headers["X-Signature"] == hmac.new(webhook["secret"].encode(), body, hashlib.sha256).hexdigest()
    assert headers["Content-Type"] == "application/json"
    assert receiver.payloads[0]["webhook_id"] == webhook["id"]


@pytest.mark.usefixtures("webhook")
def test_an_event_is_tried_five_times_then_lost(receiver, change_status, health):
    receiver.answers[:] = [500, 503, 404, 302, 400]

    change_status()

    assert len(receiver.bodies) == 5
    assert len(set(receiver.bodies)) == 1
    assert health() == {"status": "failing", "fail_count": 1}


@pytest.mark.usefixtures("webhook")
def test_an_event_that_is_taken_at_the_fifth_try_is_no_failure(receiver, change_status, health):
    receiver.answers[:] = [500, 500, 500, 500, 200]

    change_status()

    assert len(receiver.bodies) == 5
    assert health() == {"status": "active", "fail_count": 0}


@pytest.mark.usefixtures("webhook")
def test_a_good_answer_forgets_the_failures(receiver, change_status, health):
    receiver.answers[:] = [500] * 5
    change_status()

    change_status()

    assert health() == {"status": "active", "fail_count": 0}


@pytest.mark.parametrize("status", [401, 410])
@pytest.mark.usefixtures("webhook")
def test_401_and_410_suspend_at_once(receiver, change_status, health, status):
    receiver.answers[:] = [status]

    change_status()
    change_status()

    assert len(receiver.bodies) == 1
    assert health()["status"] == "suspended"


def test_the_hundredth_lost_event_suspends(webhook, receiver, change_status, health, over_http):
    over_http.sandbox.memory.webhooks[webhook["id"]].fail_count = 98
    receiver.answers[:] = [500] * 10

    change_status()
    assert health() == {"status": "failing", "fail_count": 99}

    change_status()
    assert health() == {"status": "suspended", "fail_count": 100}

    change_status()
    assert len(receiver.bodies) == 10


def test_no_one_listening_counts_like_a_bad_answer(api, change_status, health):
    api(
        "POST",
        "/api/v2/team/9011/webhook",
        {"endpoint": "http://127.0.0.1:9/", "events": ["taskStatusUpdated"]},
    )

    change_status()

    assert health() == {"status": "failing", "fail_count": 1}


def test_several_events_of_one_call_all_arrive(api, receiver):
    api("POST", "/api/v2/team/9011/webhook", {"endpoint": receiver.url, "events": ["*"]})

    api("PUT", "/api/v2/task/t1", {"status": "Doing", "priority": 1, "assignees": {"add": [3]}})

    arrived = receiver.wait_for(6)
    assert sorted(event["event"] for event in arrived) == [
        "taskAssigneeUpdated",
        "taskPriorityUpdated",
        "taskStatusUpdated",
        "taskUpdated",
        "taskUpdated",
        "taskUpdated",
    ]


@pytest.mark.usefixtures("webhook")
def test_the_state_tells_how_many_deliveries_are_unfinished(change_status, api):
    change_status()

    assert api("GET", "/sandbox/state")["deliveries_unfinished"] == 0
