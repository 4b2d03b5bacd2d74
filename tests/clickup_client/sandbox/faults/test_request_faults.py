"""Things that go wrong on demand."""

import pytest
import requests

TASK = "/api/v2/task/t1"


@pytest.fixture
def faults(call):
    """Put rules in force."""

    def faults(*rules, **options):
        return call("POST", "/sandbox/faults", {"rules": list(rules)}, **options)

    return faults


def test_a_fault_answers_instead_of_clickup_as_often_as_it_says(call, faults):
    faults({"path": TASK, "status": 503, "count": 2})

    call("GET", TASK, status=503)
    assert call("GET", TASK, status=503) == {"err": "Internal Server Error", "ECODE": "SANDBOX_FAULT"}
    call("GET", TASK)


def test_a_fault_without_a_count_stays_until_cleared(call, faults):
    faults({"path": TASK, "status": 500})
    call("GET", TASK, status=500)

    assert call("DELETE", "/sandbox/faults") == {"faults": []}

    call("GET", TASK)


@pytest.mark.parametrize("path", ["/api/v2/task/{task_id}", "/api/v2/task/*", TASK, "*"])
def test_a_path_matches_by_template_or_by_pattern(call, faults, path):
    faults({"path": path, "status": 500})

    call("GET", TASK, status=500)


def test_a_fault_is_only_for_its_path_method_and_token(call, bot, faults):
    faults({"path": TASK, "method": "put", "token": "pk_bot", "status": 500})

    call("PUT", TASK, {})
    bot("GET", TASK)
    bot("GET", "/api/v2/task/t2")
    bot("PUT", TASK, {}, status=500)


def test_a_fault_brings_its_own_body_and_headers(call, faults):
    faults({"status": 429, "body": {"err": "slow"}, "headers": {"X-RateLimit-Reset": "77"}})

    assert call("GET", TASK, status=429) == {"err": "slow"}
    assert call.answer.headers["X-RateLimit-Reset"] == "77"


def test_a_failed_request_did_nothing(call, faults, events):
    faults({"method": "PUT", "status": 500, "count": 1})

    call("PUT", TASK, {"status": "Doing"}, status=500)

    assert call("GET", TASK)["status"]["status"] == "to do"
    assert events == []


def test_a_fault_after_the_request_loses_only_the_answer(call, faults, events):
    faults({"method": "PUT", "status": 502, "after": True, "count": 1})

    call("PUT", TASK, {"status": "Doing"}, status=502)

    assert call("GET", TASK)["status"]["status"] == "Doing"
    assert len(events) == 2


@pytest.mark.parametrize("after", [False, True])
def test_a_dropped_connection_gives_no_answer(over_http, after):
    rule = {"path": TASK, "method": "PUT", "drop": True, "after": after, "count": 1}
    requests.post(over_http.url + "/sandbox/faults", json=rule, timeout=120)
    headers = {"Authorization": "pk_ops"}

    with pytest.raises(requests.ConnectionError):
        requests.put(over_http.url + TASK, json={"status": "Doing"}, headers=headers, timeout=120)

    status = requests.get(over_http.url + TASK, headers=headers, timeout=120).json()["status"]["status"]
    assert status == ("Doing" if after else "to do")


def test_latency_comes_before_the_answer(call, faults, monkeypatch):
    waits = []
    monkeypatch.setattr("clickup_client.sandbox.access.guard.time.sleep", waits.append)
    faults({"latency_ms": 250})

    call("GET", TASK)

    assert waits == [0.25]


def test_latency_may_also_come_between_the_deed_and_the_answer(call, faults, monkeypatch, sandbox):
    seen = []
    monkeypatch.setattr(
        "clickup_client.sandbox.access.guard.time.sleep",
        lambda seconds: seen.append((seconds, sandbox.memory.tasks["t1"].status)),
    )
    faults({"answer_latency_ms": 250})

    call("PUT", TASK, {"status": "Doing"})

    assert seen == [(0.25, "Doing")]


def test_an_answer_may_trickle(over_http, monkeypatch):
    waits = []
    monkeypatch.setattr("clickup_client.sandbox.access.guard.time.sleep", waits.append)
    requests.post(over_http.url + "/sandbox/faults", json={"path": "/api/*", "trickle_ms": 50}, timeout=120)

    answer = requests.get(over_http.url + TASK, headers={"Authorization": "pk_ops"}, timeout=120)

    assert answer.json()["id"] == "t1"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert waits == [0.05] * len(answer.content)


def test_a_page_of_html_comes_instead_of_json(call, faults):
    faults({"text": "<h1>Wait</h1>", "count": 1}, {"text": "<h1>Bad gateway</h1>", "status": 502, "count": 1})

    for status, text in ((200, "<h1>Wait</h1>"), (502, "<h1>Bad gateway</h1>")):
        call("GET", TASK, status=status)
        assert (call.answer.content_type, call.answer.get_data(as_text=True)) == ("text/html", text)


def test_good_news_may_hold_an_error(call, faults):
    body = {"err": "Internal error", "ECODE": "ITEM_500"}
    faults({"status": 200, "body": body, "count": 1})

    assert call("GET", TASK) == body


@pytest.mark.parametrize("ecode", ["OAUTH_027", "ACCESS_083"])
def test_a_task_may_seem_to_be_gone_for_a_while(call, faults, ecode):
    faults({"path": TASK, "status": 401, "body": {"err": "no", "ECODE": ecode}, "count": 1})

    assert call("GET", TASK, status=401)["ECODE"] == ecode
    call("GET", TASK)


def test_parts_of_a_request_may_be_dropped_in_silence(call, faults):
    faults({"method": "PUT", "ignore": ["assignees"], "count": 1})

    for assigned in ([], [3]):
        task = call("PUT", TASK, {"status": "Doing", "assignees": {"add": [3]}})
        assert (task["status"]["status"], [user["id"] for user in task["assignees"]]) == ("Doing", assigned)


def test_a_field_may_keep_its_value_in_silence(call, faults, field_of):
    call("POST", f"{TASK}/field/f-notes", {"value": "old"})
    faults({"method": "POST", "ignore": ["value"], "count": 1})

    assert call("POST", f"{TASK}/field/f-notes", {"value": "new"}) == {}

    assert field_of("f-notes")["value"] == "old"


def test_the_first_rule_that_matches_counts(call, faults):
    faults({"path": TASK, "status": 500, "count": 1}, {"path": "*", "status": 502, "count": 1})

    call("GET", TASK, status=500)
    call("GET", TASK, status=502)
    call("GET", TASK)


def test_the_fake_github_fails_as_well(call, faults):
    faults({"path": "/github/*", "status": 500, "count": 1})

    call("GET", "/github/repos/acme/shop/pulls/7", status=500)
    call("GET", "/github/repos/acme/shop/pulls/7")


def test_the_rules_in_force_are_listed_with_what_is_left_of_them(call, faults):
    faults({"path": TASK, "status": 500, "count": 3})
    call("GET", TASK, status=500)

    assert call("GET", "/sandbox/faults") == {"faults": [{"path": TASK, "status": 500, "count": 2}]}


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"path": "*"},
        {"status": 99},
        {"status": 500, "count": 0},
        {"stauts": 500},
        "500",
        {"latency_ms": -1},
        {"path": "*", "trickle_ms": 0},
        {"odd": ["creator missing"]},
        {"task": "t1"},
    ],
)
def test_an_impossible_rule_is_refused(call, faults, rule):
    faults(rule, status=400)

    assert call("GET", "/sandbox/faults") == {"faults": []}


def test_a_failed_request_is_counted_and_limited_like_any(call, faults):
    faults({"status": 500, "count": 1})

    call("GET", TASK, status=500)

    assert call.answer.headers["X-RateLimit-Remaining"] == "999"
    assert call("GET", "/sandbox/state")["calls"]["total"] == 1
