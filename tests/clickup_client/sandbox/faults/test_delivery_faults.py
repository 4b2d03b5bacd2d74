"""Deliveries that are late, doubled, out of order or missing."""

import pytest
import requests


@pytest.fixture
def sent(sandbox, call):
    """The deliveries on their way to one webhook for changes of status."""
    body = {"endpoint": "http://127.0.0.1:1/", "events": ["taskStatusUpdated", "taskDeleted"]}
    call("POST", "/api/v2/team/9011/webhook", body)
    sent = []
    sandbox.deliveries.send = sent.append
    return sent


@pytest.fixture
def fault(call):
    def fault(**rule):
        call("POST", "/sandbox/faults", {"event": "*", **rule})

    return fault


@pytest.fixture
def drag(call):
    statuses = iter(["Doing", "done", "to do"] * 10)

    def drag(task_id="t1"):
        call("PUT", f"/api/v2/task/{task_id}", {"status": next(statuses)})

    return drag


def told(parcels):
    """The new statuses, with those that follow a delivery inside it."""
    return [
        b.decode().partition('"after":{"status":"')[2].partition('"')[0]
        for parcel in parcels
        for b in (parcel.body, *(each.body for each in parcel.followers))
    ]


def test_a_delivery_is_lost_as_often_as_it_says(sent, fault, drag, call):
    fault(lose=True, count=2)

    for _ in range(3):
        drag()

    assert told(sent) == ["to do"]
    assert call("GET", "/sandbox/faults") == {"faults": []}


def test_a_delivery_is_late(sent, fault, drag):
    fault(delay_ms=1500, count=1)

    drag()
    drag()

    assert [parcel.after_seconds for parcel in sent] == [1.5, 0.0]


def test_a_delivery_comes_twice(sent, fault, drag):
    fault(copies=2, count=1)

    drag()

    assert [parcel.after_seconds for parcel in sent] == [0.0, 0.0]
    assert sent[0].body == sent[1].body


def test_copies_may_come_one_after_the_other(sent, fault, drag):
    fault(copies=3, delay_ms=500, count=1)

    drag()

    assert [parcel.after_seconds for parcel in sent] == [0.5, 1.0, 1.5]


def test_a_delivery_is_overtaken(sent, fault, drag, call):
    fault(behind=2, count=1)

    for _ in range(2):
        drag()
    assert told(sent) == ["done"]
    assert call("GET", "/sandbox/state")["deliveries_unfinished"] == 1

    drag()
    assert told(sent) == ["done", "to do", "doing"]
    assert [len(parcel.followers) for parcel in sent] == [0, 1]


def test_what_was_held_back_is_sent_when_nothing_goes_wrong_any_more(sent, fault, drag, call):
    fault(behind=5)
    drag()
    drag()
    assert sent == []

    call("DELETE", "/sandbox/faults")

    assert told(sent) == ["doing", "done"]


def test_a_reset_forgets_what_was_held_back(sent, fault, drag, call):
    fault(behind=5)
    drag()

    call("POST", "/sandbox/reset")

    assert call("GET", "/sandbox/state")["deliveries_unfinished"] == 0
    assert sent == []


def test_a_fault_is_only_for_its_event_and_its_task(sent, fault, drag, call):
    fault(event="taskDeleted", lose=True)
    fault(task="t2", lose=True)

    drag("t1")
    drag("t2")
    call("DELETE", "/api/v2/task/t1", status=204)

    assert told(sent) == ["doing"]


def test_faults_of_deliveries_leave_requests_alone(fault, call):
    fault(lose=True, count=1)

    call("GET", "/api/v2/task/t1")

    assert call("GET", "/sandbox/faults") == {"faults": [{"event": "*", "count": 1, "lose": True}]}


@pytest.mark.parametrize("rule", [{}, {"copies": 0}, {"copies": 1}, {"delay_ms": -1}, {"status": 500}])
def test_an_impossible_rule_is_refused(call, rule):
    call("POST", "/sandbox/faults", {"event": "*", **rule}, status=400)

    assert call("GET", "/sandbox/faults") == {"faults": []}


def test_the_receiver_hears_the_later_change_first(over_http, receiver):
    def api(method, path, body):
        answer = requests.request(
            method, over_http.url + path, json=body, headers={"Authorization": "pk_ops"}, timeout=120
        )
        assert answer.ok, answer.text

    api("POST", "/api/v2/team/9011/webhook", {"endpoint": receiver.url, "events": ["taskStatusUpdated"]})
    api("POST", "/sandbox/faults", {"event": "taskStatusUpdated", "behind": 1, "count": 1})

    api("PUT", "/api/v2/task/t1", {"status": "Doing"})
    api("PUT", "/api/v2/task/t1", {"status": "done"})

    heard = [payload["history_items"][0]["after"]["status"] for payload in receiver.wait_for(2)]
    assert heard == ["done", "doing"]
