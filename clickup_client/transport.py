"""The only module that sends: one request and its retries."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

import requests
from tenacity import RetryCallState, Retrying, stop_after_attempt

from clickup_client.answers import understood
from clickup_client.authorisation import TokenAuth, checked_token
from clickup_client.errors import NoAnswerError, NotFoundError, RateLimitedError
from clickup_client.outgoing import Outgoing
from clickup_client.protocol import (
    RATE_LIMIT_WINDOW_SECONDS,
    budget_of,
    latest_reset,
    may_have_arrived,
    read_answer,
    seconds_before_retry,
)
from clickup_client.whole_answer import new_session, within

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

    from pydantic import SecretStr

    from clickup_client.models import Budget

log = logging.getLogger(__name__)

API_URL = "https://api.clickup.com/api"

#: Seconds to connect and to wait for the first byte of an answer. Slightly more than 3 because TCP repeats a
#: lost packet after 3; reading a page of 100 tasks may take ClickUp many seconds.
TIMEOUT_SECONDS = (3.05, 20.0)

#: Seconds for a whole request with its answer, however steadily its bytes come.
ANSWER_SECONDS = 25.0

#: Connections kept open, one for each thread that calls at the same time.
POOL_SIZE = 32

JSON_TYPE = "application/json"


T = TypeVar("T")


def utc_now() -> datetime:
    """Return the current time, aware UTC."""
    return datetime.now(UTC)


class Transport:
    """
    Sends requests to ClickUp and repeats them if that is safe. Many threads may use one.

    Args:
        token: A personal token (``pk_...``), or ``Bearer ...`` for OAuth.
        api_url: The address that ``/v2/...`` is appended to.
        session: The session to send with; by default a new one without cookies.
        now: Returns the current time, aware.
        sleep: Waits that many seconds.
        longest_wait_seconds: If a retry needs a longer wait, the error is raised at once for the caller.
        attempts: The maximum number of times a request is sent.
        longest_call_seconds: No retry begins later than this after the first attempt.
        timeout_seconds: To connect, and to wait for each piece of the answer.
        answer_seconds: For the whole answer; what takes longer is cut off. With a session of your own only
            if :func:`clickup_client.whole_answer.new_session` made it.
        before_send: Called with method and path before every request, including repeated ones; an exception
            ends the call. A :exc:`RateLimitedError` is treated as one from ClickUp.
        on_budget: Called with every :class:`Budget` from an answer, in the thread of the call.
        on_refusal: Called with method and path of every request that ClickUp answers with 429.
        on_odd_reset: Called with the seconds to the end of the minute, if an answer says that it is further
            away than a minute. It is taken as a minute.
    """

    def __init__(
        self,
        token: str | SecretStr,
        *,
        api_url: str = API_URL,
        session: requests.Session | None = None,
        now: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
        longest_wait_seconds: float = 2.0,
        attempts: int = 4,
        longest_call_seconds: float = 45.0,
        timeout_seconds: tuple[float, float] = TIMEOUT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        before_send: Callable[[str, str], None] | None = None,
        on_budget: Callable[[Budget], None] | None = None,
        on_refusal: Callable[[str, str], None] | None = None,
        on_odd_reset: Callable[[float], None] | None = None,
    ) -> None:
        self._token = checked_token(token)
        if not api_url.startswith(("https://", "http://")):
            raise ValueError("the address of ClickUp's API must begin with https:// or http://")
        self._api_url = api_url.rstrip("/")
        self._session = new_session(pool_size=POOL_SIZE) if session is None else session
        self._outgoing = Outgoing(
            self._session, self._api_url, auth=TokenAuth(self._token), headers={"Accept": JSON_TYPE}
        )
        self._now = now
        self._sleep = sleep
        self._longest_wait_seconds = longest_wait_seconds
        self._attempts = attempts
        self._longest_call_seconds = longest_call_seconds
        self._timeout_seconds = timeout_seconds
        self._answer_seconds = answer_seconds
        self._before_send = before_send
        self._on_budget = on_budget
        self._on_refusal = on_refusal
        self._on_odd_reset = on_odd_reset
        self.budget: Budget | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._api_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The client opens new ones if it is used again."""
        self._session.close()

    def _call(
        self,
        method: str,
        path: str,
        *,
        read: Callable[[Any], T],
        repeatable: bool,
        params: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
        upload: tuple[bytes, str] | None = None,
    ) -> T:
        """
        Send one request, and repeat it if :func:`seconds_before_retry` says so and the wait is short enough.

        ``read`` turns the answer's JSON into the result; see :mod:`clickup_client.answers`. ``upload`` is a
        body that is not JSON, with its media type.
        """
        content = upload or (None if body is None else json.dumps(body, allow_nan=False).encode(), JSON_TYPE)
        started = self._now()
        pause_seconds = 0.0
        not_found = 0

        def is_worth_repeating(state: RetryCallState) -> bool:
            nonlocal pause_seconds, not_found
            error, now = _error_of(state), self._now()
            not_found += isinstance(error, NotFoundError)
            if error is None or (now - started).total_seconds() > self._longest_call_seconds:
                return False
            attempt = not_found if isinstance(error, NotFoundError) else state.attempt_number
            seconds = seconds_before_retry(error, attempt=attempt, now=now, repeatable=repeatable)
            pause_seconds = seconds or 0.0
            return seconds is not None and seconds <= self._longest_wait_seconds

        def tell(state: RetryCallState) -> None:
            log.info("asking ClickUp again in %.2f s: %s", pause_seconds, _error_of(state))

        def send() -> T:
            status, data = self._send(method, path, params, content)
            return understood(read, data, method=method, path=path, status=status)

        return Retrying(
            retry=is_worth_repeating,
            wait=lambda _state: pause_seconds,
            stop=stop_after_attempt(self._attempts),
            before_sleep=tell,
            sleep=self._sleep,
            reraise=True,
        )(send)

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None,
        content: tuple[bytes | None, str],
    ) -> tuple[int, Any]:
        """Send one request once; return the answer's status and JSON."""
        if self._before_send is not None:
            self._before_send(method, path)
        try:
            with within(self._answer_seconds):
                answer = self._session.send(
                    self._outgoing.request(method, path, params, *content),
                    timeout=self._timeout_seconds,
                    allow_redirects=False,  # a redirect would send the token to an unchecked address
                    **self._outgoing.options,
                )
        except requests.RequestException as error:
            answer = None
            reason = f"no answer ({type(error).__name__})"
            arrived = may_have_arrived(error)
        if answer is None:
            # Raised outside the handler: requests' error holds the request and so the token, and would be
            # attached as __context__.
            raise NoAnswerError(reason, method=method, path=path, may_have_arrived=arrived)
        self._keep_budget(budget_of(answer.headers))
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS and self._on_refusal is not None:
            self._on_refusal(method, path)
        body = answer.content
        if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            # An error page that repeats the request's headers must not put the token into an error's text.
            body = body.replace(self._token.get_secret_value().removeprefix("Bearer ").encode(), b"***")
        try:
            return answer.status_code, read_answer(method, path, answer.status_code, answer.headers, body)
        except RateLimitedError as error:
            if error.resets_at is not None:
                error.resets_at = min(error.resets_at, latest_reset(self._now()))
            raise

    def _keep_budget(self, budget: Budget | None) -> None:
        if budget is None:
            return
        now = self._now()
        if budget.resets_at > latest_reset(now):
            seconds = (budget.resets_at - now).total_seconds()
            log.warning("ClickUp's minute ends in %.0f s, it says: taken as a minute", seconds)
            if self._on_odd_reset is not None:
                self._on_odd_reset(seconds)
            ends = now + timedelta(seconds=RATE_LIMIT_WINDOW_SECONDS)
            budget = budget.model_copy(update={"resets_at": ends})
        self.budget = budget
        if self._on_budget is not None:
            self._on_budget(budget)


def _error_of(state: RetryCallState) -> BaseException | None:
    return None if state.outcome is None else state.outcome.exception()
