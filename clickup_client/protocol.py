"""PURE. What an answer of ClickUp means, and whether to ask again. Sends nothing, waits for nothing."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import requests
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from clickup_client.errors import (
    GONE_CODES,
    NOT_JSON,
    REFUSED_CODES,
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

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The rate limit counts whole minutes, so no wait needs to be longer.
#: Source: https://developer.clickup.com/docs/rate-limits
RATE_LIMIT_WINDOW_SECONDS = 60.0

#: Clocks differ: a minute that ends a little later than one minute from now is believed.
CLOCK_MARGIN_SECONDS = 5.0

#: ``X-RateLimit-Reset`` is cut to whole seconds: the minute may end up to a second later than it says.
RESET_MARGIN_SECONDS = 1.0

#: The first wait after a 5xx or a lost connection; each further one is twice as long.
FIRST_WAIT_SECONDS = 0.25

#: Client errors that are temporary; only a proxy gives them.
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})

#: ClickUp's errors are one sentence; more of a proxy's error page is not worth logging.
LONGEST_REASON = 300

#: Where the calls about Workspaces and their people begin.
_WORKSPACE_PATHS = ("/v2/team", "/v2/user", "/v2/group", "/v2/webhook")

#: What JSON text can hold, but neither UTF-8 nor a database: NUL, and halves of surrogate pairs, which
#: JavaScript leaves when it cuts a text in the middle of an emoji.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: How they look in the bytes of an answer (harmless ones match as well).
_MAYBE_UNSTORABLE = re.compile(rb"\\u0000|\\u[dD][89a-fA-F]|\xed")


def path_of(*segments: str) -> str:
    """
    Join ``segments`` to a path such as ``/v2/task/9hx``, each quoted so that an id can never leave its place.

    Raises:
        ValueError: A segment is empty, ``.`` or ``..``, which would make it another path.
    """
    for segment in segments:
        if segment in {"", ".", ".."}:
            raise ValueError(f"{segment!r} cannot be an id in a path of ClickUp")
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def budget_of(headers: Mapping[str, str]) -> Budget | None:
    """Read what is left of the minute's requests; ``None`` when the answer does not (properly) say."""
    named = _by_any_case(headers)
    try:
        limit, remaining = int(named["X-RateLimit-Limit"]), int(named["X-RateLimit-Remaining"])
    except (KeyError, ValueError):
        return None
    resets_at = _reset_time(named)
    return None if resets_at is None else Budget(limit=limit, remaining=remaining, resets_at=resets_at)


def latest_reset(now: datetime) -> datetime:
    """When a minute that runs now can end at the latest."""
    return now + timedelta(seconds=RATE_LIMIT_WINDOW_SECONDS + CLOCK_MARGIN_SECONDS)


def read_answer(method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> Any:
    """
    Return the answer's JSON value (``{}`` for an empty body), or raise the error that fits it.

    Raises:
        BadRequestError, NotAuthorisedError, NotFoundError, RateLimitedError, ServerBrokenError: By status.
        UnexpectedAnswerError: A redirect (never followed: it would carry the token elsewhere), not JSON, or
            an error in spite of the status.
    """
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return _json_of(method, path, status, body)
    reason, code = _explanation(body)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        resets_at = _reset_time(_by_any_case(headers))
        raise RateLimitedError(
            reason or "rate limit reached", method=method, path=path, code=code, resets_at=resets_at
        )
    kind = _kind_of(status)
    if code in GONE_CODES and _is_item(path):
        kind = NotFoundError
    elif code in REFUSED_CODES:
        kind = BadRequestError
    raise kind(reason or "without an explanation", method=method, path=path, status=status, code=code)


def seconds_before_retry(
    error: BaseException, *, attempt: int, now: datetime, repeatable: bool
) -> float | None:
    """
    How long to wait before trying again, in seconds; ``None`` means do not.

    Args:
        error: What the last attempt raised.
        attempt: 1 after the first failure; for a NotFoundError, after the first of these.
        now: The current time, aware.
        repeatable: Whether doing the request twice has the same effect as doing it once.

    A request answered with 429 was certainly not carried out, so it is always repeated after the minute ends.
    The same applies if no connection was made. Any other lost answer, 5xx, or page that is not ClickUp's may
    hide a request that was carried out. That something is gone is believed when it is said twice.
    """
    if isinstance(error, NotFoundError):
        return FIRST_WAIT_SECONDS if attempt == 1 else None
    if isinstance(error, RateLimitedError):
        if error.resets_at is None:
            return RATE_LIMIT_WINDOW_SECONDS
        wait = (error.resets_at - now).total_seconds() + RESET_MARGIN_SECONDS
        return min(max(wait, RESET_MARGIN_SECONDS), RATE_LIMIT_WINDOW_SECONDS)
    never_arrived = isinstance(error, NoAnswerError) and not error.may_have_arrived
    if never_arrived or (repeatable and _is_no_answer(error)):
        return min(FIRST_WAIT_SECONDS * 2.0 ** min(attempt - 1, 16), RATE_LIMIT_WINDOW_SECONDS)
    return None


def _is_no_answer(error: BaseException) -> bool:
    """Whether ClickUp gave no answer to the question, which may pass: it broke, or a proxy's page came."""
    if isinstance(error, NoAnswerError | ServerBrokenError):
        return True
    if not isinstance(error, UnexpectedAnswerError) or isinstance(error, OddRecordError):
        return False
    return error.status is not None and error.status < HTTPStatus.MULTIPLE_CHOICES


def _is_item(path: str) -> bool:
    """Whether a path leads to something in a Workspace; elsewhere those codes are about all of it."""
    return not path.startswith(_WORKSPACE_PATHS)


def _kind_of(status: int) -> type[ClickUpError]:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return NotAuthorisedError
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError
    if status in _PASSING:
        return ServerBrokenError
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return BadRequestError
    return ServerBrokenError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else UnexpectedAnswerError


def _json_of(method: str, path: str, status: int, body: bytes) -> Any:
    if not body.strip():
        return {}
    try:
        data = _loaded(body)
    except (ValueError, RecursionError):
        data = None
        reason, code = NOT_JSON, None
    else:
        if not isinstance(data, dict) or not data.keys() >= {"err", "ECODE"}:
            return data
        said, code = _explanation(body)
        reason = said or "without an explanation"
    raise UnexpectedAnswerError(reason, method=method, path=path, status=status, code=code)


def _loaded(body: bytes) -> Any:
    """Load JSON, with U+FFFD for characters that cannot be stored."""
    data = json.loads(body)
    return _storable(data) if _MAYBE_UNSTORABLE.search(body) else data


def _storable(value: Any) -> Any:
    match value:
        case str():
            return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
        case list():
            return [_storable(item) for item in value]
        case dict():
            return {_storable(key): _storable(item) for key, item in value.items()}
        case _:
            return value


def _explanation(body: bytes) -> tuple[str, str | None]:
    """
    Take ClickUp's sentence and code from any error body.

    Version 2 answers ``{"err": ..., "ECODE": ...}``, version 3 ``{"status": ..., "message": ...}``.
    """
    try:
        data = _loaded(body)
    except (ValueError, RecursionError):
        return "", None
    if not isinstance(data, dict):
        return "", None
    reason, code = data.get("err", data.get("message")), data.get("ECODE")
    return (
        " ".join(reason.split())[:LONGEST_REASON] if isinstance(reason, str) else "",
        code if isinstance(code, str) else None,
    )


def _by_any_case(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers by their names in any case, as those of :mod:`requests` are already."""
    return headers if isinstance(headers, CaseInsensitiveDict) else CaseInsensitiveDict(headers)


def _reset_time(named: Mapping[str, str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(named["X-RateLimit-Reset"]), tz=UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def may_have_arrived(error: requests.RequestException) -> bool:
    """Whether a request that has no answer may have been carried out: a connection was made."""
    if isinstance(error, requests.ConnectTimeout):
        return False
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    return not isinstance(cause, NewConnectionError | ConnectTimeoutError)
