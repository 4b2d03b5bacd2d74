from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickup_client.errors import (
    BadRequestError,
    ClickUpError,
    NoAnswerError,
    NotAuthorisedError,
    NotFoundError,
    OddRecordError,
    RateLimitedError,
    ServerBrokenError,
    UnexpectedAnswerError,
)
from clickup_client.models import Budget
from clickup_client.protocol import budget_of, path_of, read_answer, seconds_before_retry

NOW = datetime(2026, 2, 2, 12, tzinfo=UTC)
CALL = {"method": "PUT", "path": "/v2/task/9hx"}


def answer(status, body=b"", headers=None):
    return read_answer("PUT", "/v2/task/9hx", status, headers or {}, body)


def test_json_is_returned():
    assert answer(200, b'{"id": "9hx"}') == {"id": "9hx"}


@pytest.mark.parametrize(("status", "body"), [(200, b""), (204, b""), (200, b"\n"), (200, b"{}")])
def test_an_empty_answer_is_an_empty_object(status, body):
    assert answer(status, body) == {}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, UnexpectedAnswerError),
        (400, BadRequestError),
        (401, NotAuthorisedError),
        (403, NotAuthorisedError),
        (404, NotFoundError),
        (409, BadRequestError),
        (413, BadRequestError),
        (429, RateLimitedError),
        (500, ServerBrokenError),
        (503, ServerBrokenError),
        (522, ServerBrokenError),
    ],
)
def test_each_status_has_its_error(status, kind):
    with pytest.raises(ClickUpError) as caught:
        answer(status)

    assert type(caught.value) is kind
    assert (caught.value.method, caught.value.path, caught.value.status) == ("PUT", "/v2/task/9hx", status)


def test_an_error_says_ids_first_and_then_what_clickup_said():
    with pytest.raises(NotFoundError) as caught:
        answer(404, b'{"err": "Task not found, deleted", "ECODE": "ITEM_013"}')

    assert str(caught.value) == "PUT /v2/task/9hx: 404 ITEM_013 Task not found, deleted"
    assert caught.value.code == "ITEM_013"
    assert caught.value.reason == "Task not found, deleted"


@pytest.mark.parametrize(
    "body", [b"", b"<html>Bad gateway</html>", b"[]", b'{"err": 5, "ECODE": {}}', b"[" * 100_000]
)
def test_an_error_page_that_is_not_clickups_is_left_out(body):
    with pytest.raises(ServerBrokenError, match=r"^PUT /v2/task/9hx: 502 without an explanation$"):
        answer(502, body)


def test_a_long_explanation_is_cut_and_put_on_one_line():
    with pytest.raises(BadRequestError) as caught:
        answer(400, b'{"err": "a\\n' + b"b" * 1000 + b'"}')

    assert caught.value.reason == "a " + "b" * 298


@pytest.mark.parametrize("body", [b"<html>", b'{"id": ', b"\xff", b"[" * 100_000])
def test_a_good_answer_that_is_not_json_is_unexpected(body):
    with pytest.raises(UnexpectedAnswerError, match=r"^PUT /v2/task/9hx: 200 the answer is not JSON$"):
        answer(200, body)


@pytest.mark.parametrize("status", [200, 201])
def test_an_error_in_a_good_answer_is_unexpected(status):
    with pytest.raises(UnexpectedAnswerError) as caught:
        answer(status, b'{"err": "Something broke", "ECODE": "APP_001"}')

    assert str(caught.value) == f"PUT /v2/task/9hx: {status} APP_001 Something broke"


@pytest.mark.parametrize("code", ["OAUTH_027", "ACCESS_083", "OAUTH_023", "OAUTH_045"])
@pytest.mark.parametrize("path", ["/v2/task/9hx", "/v2/comment/5", "/v2/list/901", "/v2/task/9hx/comment"])
def test_what_is_purged_or_hidden_is_not_found(code, path):
    body = f'{{"err": "Team not authorized", "ECODE": "{code}"}}'.encode()

    with pytest.raises(NotFoundError):
        read_answer("GET", path, 401, {}, body)


@pytest.mark.parametrize("code", ["FIELD_017", "GROUP_HELPERS_001"])
def test_what_clickup_refuses_with_500_is_refused(code):
    with pytest.raises(BadRequestError):
        read_answer("PUT", "/v2/task/9hx", 500, {}, f'{{"err": "No", "ECODE": "{code}"}}'.encode())


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v2/task/9hx", "OAUTH_025"),
        ("/v2/task/9hx", "OAUTH_019"),
        ("/v2/task/9hx", "ACCESS_064"),
        ("/v2/team/108/webhook", "OAUTH_027"),
        ("/v2/user", "OAUTH_027"),
    ],
)
def test_a_bad_token_a_missing_right_and_a_shut_workspace_are_not_gone(path, code):
    with pytest.raises(NotAuthorisedError):
        read_answer("GET", path, 401, {}, f'{{"err": "No", "ECODE": "{code}"}}'.encode())


@pytest.mark.parametrize(
    ("code", "expected"),
    [("OAUTH_017", True), ("OAUTH_019", True), ("OAUTH_077", True), ("OAUTH_027", False), (None, False)],
)
def test_a_bad_token_is_told_from_a_workspace_out_of_reach(code, expected):
    assert NotAuthorisedError("no", **CALL, status=401, code=code).token_is_bad is expected


def test_a_rate_limit_says_when_it_ends():
    with pytest.raises(RateLimitedError) as caught:
        answer(429, b'{"err": "Rate limit reached", "ECODE": "APP_002"}', {"X-RateLimit-Reset": "1770033617"})

    assert caught.value.resets_at == NOW + timedelta(seconds=17)
    assert str(caught.value) == "PUT /v2/task/9hx: 429 APP_002 Rate limit reached"


@pytest.mark.parametrize("headers", [{}, {"X-RateLimit-Reset": "soon"}, {"X-RateLimit-Reset": "9" * 30}])
def test_a_rate_limit_without_a_proper_end_has_none(headers):
    with pytest.raises(RateLimitedError) as caught:
        answer(429, headers=headers)

    assert caught.value.resets_at is None


def test_the_budget_is_read_from_headers_in_any_capitals():
    headers = {"x-ratelimit-limit": "100", "X-RateLimit-Remaining": "42", "X-RATELIMIT-RESET": "1770033617"}

    assert budget_of(headers) == Budget(limit=100, remaining=42, resets_at=NOW + timedelta(seconds=17))


@pytest.mark.parametrize("missing", ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"])
@pytest.mark.parametrize("instead", [None, "", "many"])
def test_half_a_budget_is_none(missing, instead):
    headers = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "42", "X-RateLimit-Reset": "1770033617"}
    del headers[missing]

    assert budget_of(headers if instead is None else headers | {missing: instead}) is None


@pytest.mark.parametrize(
    ("seconds_left", "wait"), [(17, 18.0), (0, 1.0), (-3, 1.0), (59, 60.0), (3600, 60.0)]
)
def test_a_rate_limit_is_waited_out_with_a_second_to_spare_and_never_more_than_its_minute(seconds_left, wait):
    error = RateLimitedError("slow down", **CALL, resets_at=NOW + timedelta(seconds=seconds_left))

    assert seconds_before_retry(error, attempt=1, now=NOW, repeatable=False) == wait


def test_a_rate_limit_of_unknown_end_takes_a_whole_minute():
    assert seconds_before_retry(RateLimitedError("", **CALL), attempt=1, now=NOW, repeatable=False) == 60.0


@pytest.mark.parametrize("error", [ServerBrokenError("", **CALL, status=503), NoAnswerError("", **CALL)])
def test_waits_double_where_repeating_is_harmless(error):
    waits = [seconds_before_retry(error, attempt=n, now=NOW, repeatable=True) for n in range(1, 5)]

    assert waits == [0.25, 0.5, 1.0, 2.0]


@pytest.mark.parametrize("error", [ServerBrokenError("", **CALL, status=503), NoAnswerError("", **CALL)])
def test_what_may_have_been_carried_out_is_not_repeated_where_that_does_harm(error):
    assert seconds_before_retry(error, attempt=1, now=NOW, repeatable=False) is None


def test_what_never_left_may_always_be_repeated():
    error = NoAnswerError("", **CALL, may_have_arrived=False)

    assert seconds_before_retry(error, attempt=1, now=NOW, repeatable=False) == 0.25


@pytest.mark.parametrize(
    "error",
    [
        BadRequestError("", **CALL),
        NotAuthorisedError("", **CALL),
        OddRecordError("", **CALL, status=200),
        UnexpectedAnswerError("", **CALL, status=302),
        RuntimeError(),
    ],
)
def test_what_would_fail_again_is_not_repeated(error):
    assert seconds_before_retry(error, attempt=1, now=NOW, repeatable=True) is None


@pytest.mark.parametrize("repeatable", [True, False])
def test_that_something_is_gone_is_asked_again_once(repeatable):
    error = NotFoundError("", **CALL, status=404)

    assert seconds_before_retry(error, attempt=1, now=NOW, repeatable=repeatable) == 0.25
    assert seconds_before_retry(error, attempt=2, now=NOW, repeatable=repeatable) is None


@pytest.mark.parametrize(("repeatable", "wait"), [(True, 0.25), (False, None)])
def test_a_page_that_is_not_clickups_is_like_no_answer(repeatable, wait):
    error = UnexpectedAnswerError("the answer is not JSON", **CALL, status=200)

    assert seconds_before_retry(error, attempt=1, now=NOW, repeatable=repeatable) == wait


@given(attempt=st.integers(1, 10**6), offset=st.integers(-(10**9), 10**9), repeatable=st.booleans())
def test_no_wait_is_longer_than_the_rate_limits_minute(attempt, offset, repeatable):
    for error in (
        RateLimitedError("", **CALL, resets_at=NOW + timedelta(seconds=offset)),
        ServerBrokenError("", **CALL),
        NoAnswerError("", **CALL, may_have_arrived=False),
    ):
        wait = seconds_before_retry(error, attempt=attempt, now=NOW, repeatable=repeatable)
        assert wait is None or 0 < wait <= 60


def test_ids_are_quoted_so_that_they_stay_in_their_place():
    assert path_of("v2", "task", "a/b?c#d e") == "/v2/task/a%2Fb%3Fc%23d%20e"


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_an_id_that_would_change_the_path_is_refused(segment):
    with pytest.raises(ValueError, match=f"^'{segment}' cannot be an id in a path of ClickUp$"):
        path_of("v2", "task", segment)


@given(st.text(min_size=1).filter(lambda text: text not in {".", ".."} and text.isprintable()))
def test_no_id_adds_a_segment(segment):
    assert path_of("v2", "task", segment).count("/") == 3


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (rb"a\u0000b", "a\ufffdb"),
        (rb"cut \ud83d", "cut \ufffd"),
        (rb"cut \uDE00 too", "cut \ufffd too"),
        (b"cut \xed\xa0\xbd", "cut \ufffd"),
        (rb"\ud83d\ude00", "\U0001f600"),
        ("\ud55c\uad6d".encode(), "\ud55c\uad6d"),
    ],
    ids=["NUL", "first half", "second half", "first half as bytes", "a whole pair", "Korean"],
)
def test_what_no_database_could_hold_is_replaced(status, sent, read):
    """A ticket's name that was cut in the middle of an emoji must not end in a dead letter."""
    body = b'{"err": "' + sent + b'", "list": [{"' + sent + b'": 1}]}'

    if status == 200:
        assert read_answer("GET", "/v2/task/1", 200, {}, body) == {"err": read, "list": [{read: 1}]}
    else:
        with pytest.raises(BadRequestError) as raised:
            read_answer("GET", "/v2/task/1", status, {}, body)
        assert read in str(raised.value)
