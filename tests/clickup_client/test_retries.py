"""Every way in which a call is repeated, or is not: with the test's own clock, and without any waiting."""

import logging
from datetime import timedelta

import pytest
import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from clickup_client import (
    NoAnswerError,
    NotAuthorisedError,
    NotFoundError,
    OddRecordError,
    RateLimitedError,
    ServerBrokenError,
)
from clickup_client.comment import text
from clickup_client.models import Budget

TASK_URL = "https://api.clickup.com/api/v2/task/86cx1k2ab"
COMMENT_URL = f"{TASK_URL}/comment"
LOST = requests.ConnectionError("Remote end closed connection without response")


def reset_in(clock, seconds):
    return {"X-RateLimit-Reset": str(int(clock.now.timestamp()) + seconds)}


def refused():
    """What requests raises when no one listens at the address."""
    reason = NewConnectionError(None, "Connection refused")
    return requests.ConnectionError(MaxRetryError(None, "/", reason))


def test_a_short_rate_limit_is_waited_out(client, answers, clock, sample):
    answers.get(TASK_URL, status=429, headers=reset_in(clock, 1))
    answers.get(TASK_URL, json=sample("task"))

    assert client.get_task("86cx1k2ab").id == "86cx1k2ab"
    assert clock.slept == [2.0]


def test_a_long_rate_limit_is_left_to_the_caller(client, answers, clock):
    answers.get(TASK_URL, status=429, headers=reset_in(clock, 17))

    with pytest.raises(RateLimitedError) as caught:
        client.get_task("86cx1k2ab")

    assert caught.value.resets_at == clock.now + timedelta(seconds=17)
    assert clock.slept == []


def test_a_rate_limit_of_unknown_end_is_left_to_the_caller(client, answers, clock):
    answers.get(TASK_URL, status=429)

    with pytest.raises(RateLimitedError):
        client.get_task("86cx1k2ab")

    assert clock.slept == []


def test_how_long_a_wait_may_be_is_the_callers_choice(new_client, answers, clock, sample):
    answers.get(TASK_URL, status=429, headers=reset_in(clock, 17))
    answers.get(TASK_URL, json=sample("task"))

    new_client(longest_wait_seconds=60).get_task("86cx1k2ab")

    assert clock.slept == [18.0]


def test_a_refused_comment_is_posted_after_the_rate_limit(client, answers, clock):
    answers.post(COMMENT_URL, status=429, headers=reset_in(clock, 0))
    answers.post(COMMENT_URL, json={"id": "458", "hist_id": "26508", "date": 1568036964079})

    assert client.add_comment("86cx1k2ab", text("Put back.")) == "458"
    assert clock.slept == [1.0]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 522])
def test_reading_is_repeated_while_clickup_is_broken(client, answers, clock, sample, status):
    answers.get(TASK_URL, status=status)
    answers.get(TASK_URL, status=status)
    answers.get(TASK_URL, json=sample("task"))

    client.get_task("86cx1k2ab")

    assert clock.slept == [0.25, 0.5]


@pytest.mark.parametrize(
    "failure", [LOST, requests.ReadTimeout(), requests.exceptions.ChunkedEncodingError()]
)
def test_a_status_is_set_again_after_a_lost_answer(client, answers, clock, sample, failure):
    answers.put(TASK_URL, body=failure)
    answers.put(TASK_URL, json=sample("task"))

    client.update_task("86cx1k2ab", status="fixing")

    assert clock.slept == [0.25]


def test_after_four_attempts_the_last_error_is_raised(client, answers, clock):
    for status in (500, 502, 503, 504):
        answers.get(TASK_URL, status=status)

    with pytest.raises(ServerBrokenError) as caught:
        client.get_task("86cx1k2ab")

    assert caught.value.status == 504
    assert clock.slept == [0.25, 0.5, 1.0]


def test_how_many_attempts_there_are_is_the_callers_choice(new_client, answers, clock):
    answers.get(TASK_URL, status=500)

    with pytest.raises(ServerBrokenError):
        new_client(attempts=1).get_task("86cx1k2ab")

    assert clock.slept == []


def test_slow_failures_do_not_keep_a_caller_for_long(client, answers, clock):
    """Four time-outs of 20 seconds each would keep a worker's thread for more than a minute."""

    def time_out(_request):
        clock.now += timedelta(seconds=23)
        raise requests.ReadTimeout

    answers.add_callback("GET", TASK_URL, time_out)

    with pytest.raises(NoAnswerError):
        client.get_task("86cx1k2ab")

    assert len(answers.calls) == 2


@pytest.mark.parametrize("failure", [LOST, requests.ReadTimeout()])
def test_a_comment_that_may_have_arrived_is_not_posted_again(client, answers, clock, failure):
    answers.post(COMMENT_URL, body=failure)

    with pytest.raises(NoAnswerError) as caught:
        client.add_comment("86cx1k2ab", text("Put back."))

    assert caught.value.may_have_arrived
    assert clock.slept == []


def test_a_comment_is_not_posted_again_while_clickup_is_broken(client, answers, clock):
    answers.post(COMMENT_URL, status=500)

    with pytest.raises(ServerBrokenError):
        client.add_comment("86cx1k2ab", text("Put back."))

    assert clock.slept == []


@pytest.mark.parametrize(
    "failure",
    [refused(), requests.ConnectTimeout(), requests.ConnectionError(ConnectTimeoutError())],
    ids=["refused", "timeout", "no connection in time"],
)
def test_a_comment_that_never_left_is_posted_again(client, answers, clock, failure):
    answers.post(COMMENT_URL, body=failure)
    answers.post(COMMENT_URL, json={"id": 458})

    assert client.add_comment("86cx1k2ab", text("Put back.")) == "458"
    assert clock.slept == [0.25]


def test_a_caller_learns_that_nothing_ever_left(new_client, answers):
    answers.post(COMMENT_URL, body=refused())

    with pytest.raises(NoAnswerError) as caught:
        new_client(attempts=1).add_comment("86cx1k2ab", text("Put back."))

    assert not caught.value.may_have_arrived
    assert str(caught.value) == "POST /v2/task/86cx1k2ab/comment: no answer (ConnectionError)"


TRASHED = {"status": 404, "json": {"err": "Task not found, deleted", "ECODE": "ITEM_013"}}
HIDDEN = {"status": 401, "json": {"err": "Team not authorized", "ECODE": "OAUTH_027"}}


def test_what_would_fail_again_is_sent_once(client, answers, clock):
    answers.get(TASK_URL, status=401, json={"err": "Token invalid", "ECODE": "OAUTH_025"})

    with pytest.raises(NotAuthorisedError):
        client.get_task("86cx1k2ab")

    assert clock.slept == []


@pytest.mark.parametrize("gone", [TRASHED, HIDDEN], ids=["trashed", "hidden"])
def test_that_a_task_is_gone_is_believed_when_it_is_said_twice(client, answers, clock, gone):
    answers.get(TASK_URL, **gone)
    answers.get(TASK_URL, **gone)

    with pytest.raises(NotFoundError):
        client.get_task("86cx1k2ab")

    assert clock.slept == [0.25]


@pytest.mark.parametrize("gone", [TRASHED, HIDDEN], ids=["trashed", "hidden"])
def test_that_a_task_is_gone_is_not_believed_when_it_is_said_once(client, answers, sample, gone):
    answers.get(TASK_URL, **gone)
    answers.get(TASK_URL, json=sample("task"))

    assert client.get_task("86cx1k2ab").id == "86cx1k2ab"


def test_that_a_task_is_gone_is_asked_again_whatever_failed_before(client, answers, sample):
    answers.get(TASK_URL, status=502)
    answers.get(TASK_URL, **TRASHED)
    answers.get(TASK_URL, json=sample("task"))

    assert client.get_task("86cx1k2ab").id == "86cx1k2ab"


def test_a_comment_refused_as_on_a_task_that_is_gone_is_posted_again(client, answers):
    answers.post(COMMENT_URL, **TRASHED)
    answers.post(COMMENT_URL, json={"id": "458"})

    assert client.add_comment("86cx1k2ab", text("Put back.")) == "458"


@pytest.mark.parametrize(
    "page", [{"body": "<html>"}, {"json": {"err": "Oops", "ECODE": "APP_001"}}], ids=["HTML", "error"]
)
def test_reading_is_repeated_after_a_page_that_is_not_clickups(client, answers, sample, page):
    answers.get(TASK_URL, **page)
    answers.get(TASK_URL, json=sample("task"))

    assert client.get_task("86cx1k2ab").id == "86cx1k2ab"


def test_an_odd_record_is_asked_for_once(client, answers, clock):
    answers.get(TASK_URL, json={"id": "86cx1k2ab", "status": None, "list": {"id": "901"}})

    with pytest.raises(OddRecordError) as caught:
        client.get_task("86cx1k2ab")

    assert str(caught.value) == (
        "GET /v2/task/86cx1k2ab: 200 not the documented shape (status: Input should be a valid string)"
    )
    assert clock.slept == []


def test_each_repetition_is_logged_with_its_reason(client, answers, sample, caplog):
    answers.get(TASK_URL, status=503)
    answers.get(TASK_URL, json=sample("task"))

    with caplog.at_level(logging.INFO, "clickup_client"):
        client.get_task("86cx1k2ab")

    assert caplog.messages == [
        "asking ClickUp again in 0.25 s: GET /v2/task/86cx1k2ab: 503 without an explanation"
    ]


def test_a_button_is_pressed_once(client, answers, clock, custom_field):
    answers.post(f"{TASK_URL}/field/f-1", status=500)

    with pytest.raises(ServerBrokenError):
        client.set_field("86cx1k2ab", custom_field("button"), value=True)

    assert clock.slept == []


def test_a_field_is_set_again(client, answers, clock, custom_field):
    answers.post(f"{TASK_URL}/field/f-1", status=500)
    answers.post(f"{TASK_URL}/field/f-1", json={})

    client.set_field("86cx1k2ab", custom_field("text"), "why")

    assert clock.slept == [0.25]


def test_a_task_is_not_created_twice(client, answers, clock):
    answers.post("https://api.clickup.com/api/v2/list/901/task", status=502)

    with pytest.raises(ServerBrokenError):
        client.create_task("901", name="A ticket")

    assert clock.slept == []


def test_a_webhook_is_not_created_twice(client, answers, clock):
    answers.post("https://api.clickup.com/api/v2/team/108/webhook", body=LOST)

    with pytest.raises(NoAnswerError):
        client.create_webhook("108", endpoint="https://bot.example/webhooks/clickup")

    assert clock.slept == []


def test_every_answer_tells_what_is_left_of_the_minute(new_client, answers, clock, sample):
    told = []
    client = new_client(on_budget=told.append)
    headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "41"} | reset_in(clock, 17)
    answers.get(TASK_URL, json=sample("task"), headers=headers)
    answers.get(TASK_URL, json=sample("task"))

    client.get_task("86cx1k2ab")
    client.get_task("86cx1k2ab")

    assert told == [Budget(limit=100, remaining=41, resets_at=clock.now + timedelta(seconds=17))]
    assert client.budget == told[0]


@pytest.mark.parametrize("status", [200, 429])
def test_a_minute_that_ends_in_half_an_hour_is_taken_as_a_minute(
    new_client, answers, clock, sample, caplog, status
):
    budgets, odd = [], []
    client = new_client(on_budget=budgets.append, on_odd_reset=odd.append)
    headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0"} | reset_in(clock, 1800)
    answers.get(TASK_URL, status=status, json=sample("task"), headers=headers)

    if status == 200:
        client.get_task("86cx1k2ab")
    else:
        with pytest.raises(RateLimitedError) as caught:
            client.get_task("86cx1k2ab")
        assert caught.value.resets_at <= clock.now + timedelta(seconds=65)

    assert budgets == [Budget(limit=100, remaining=0, resets_at=clock.now + timedelta(seconds=60))]
    assert odd == [pytest.approx(1800, abs=1)]
    assert "ClickUp's minute ends in 1800 s, it says: taken as a minute" in caplog.messages


def test_a_refusal_tells_what_is_left_too(client, answers, clock):
    headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0"} | reset_in(clock, 17)
    answers.get(TASK_URL, status=429, headers=headers)

    with pytest.raises(RateLimitedError):
        client.get_task("86cx1k2ab")

    assert client.budget.remaining == 0


def test_every_429_is_reported_repeated_ones_included(new_client, answers, clock, sample):
    refused = []
    client = new_client(on_refusal=lambda *call: refused.append(call))
    headers = reset_in(clock, 0)
    answers.get(TASK_URL, status=429, headers=headers)
    answers.get(TASK_URL, status=429, headers=headers)
    answers.get(TASK_URL, json=sample("task"))

    client.get_task("86cx1k2ab")

    assert refused == [("GET", "/v2/task/86cx1k2ab")] * 2
