from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import requests
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    InvalidRequestError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.errors import NotDecidedError
from app.worker.retry import NextAttempt, next_attempt
from clickup_client.errors import (
    BadRequestError,
    NoAnswerError,
    NotAuthorisedError,
    RateLimitedError,
    ServerBrokenError,
    UnexpectedAnswerError,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL = {"method": "GET", "path": "/v2/task/86a"}


def waits(error, most=12):
    """Seconds between the attempts, from the first failure to giving up, or to so many."""
    found, failures = [], 0
    while len(found) < most and (again := next_attempt(error, failures, NOW, jitter=0.0)) is not None:
        found.append((again.at - NOW).total_seconds())
        failures = again.failures
    return found


@pytest.mark.parametrize(
    "error",
    [
        NotDecidedError("GitHub is away"),
        NoAnswerError("lost", **CALL),
        ServerBrokenError("down", status=502, **CALL),
        OperationalError("SELECT 1", {}, Exception()),
        psycopg.OperationalError("away"),
        ConnectorException(),
        requests.ConnectionError("GitHub is away"),
        ProgrammingError("SELECT 1", {}, psycopg.errors.UndefinedColumn()),
        PoolTimeoutError("no connection"),
        NotAuthorisedError("revoked", status=401, code="OAUTH_019", **CALL),
        NotAuthorisedError("forbidden", status=403, **CALL),
        UnexpectedAnswerError("the answer is not JSON", status=200, **CALL),
        UnexpectedAnswerError("moved", status=302, **CALL),
    ],
    ids=[
        "not decided",
        "no answer",
        "server broken",
        "database away",
        "connection to the database lost",
        "queue away",
        "GitHub away",
        "database of another shape",
        "database busy",
        "token refused",
        "refused by a proxy",
        "page of a proxy",
        "redirected by a proxy",
    ],
)
def test_what_passes_by_itself_is_tried_for_ever(error):
    assert waits(error) == [2, 4, 8, 16, 32, 64, 120, 120, 120, 120, 120, 120]
    assert next_attempt(error, 100_000, NOW, jitter=1.0).at == NOW + timedelta(seconds=132)


class OwnKindOfNotDecidedError(NotDecidedError):
    pass


def test_kinds_of_not_decided_are_patient_too():
    assert len(waits(OwnKindOfNotDecidedError())) == 12


@pytest.mark.parametrize(
    "error",
    [
        KeyError("stage"),
        BadRequestError("no such status", status=400, **CALL),
        NotAuthorisedError("no access", status=401, code="OAUTH_027", **CALL),
        UnexpectedAnswerError("not the documented shape", status=200, **CALL),
        DataError("INSERT", {}, psycopg.DataError()),
        IntegrityError("INSERT", {}, psycopg.IntegrityError()),
        psycopg.errors.UniqueViolation(),
        InvalidRequestError("no transaction"),
    ],
)
def test_a_mistake_is_tried_five_times(error):
    assert waits(error) == [2, 4, 8, 16]


def test_a_used_up_minute_waits_until_clickup_says():
    error = RateLimitedError("slow down", resets_at=NOW + timedelta(seconds=42), **CALL)

    assert next_attempt(error, 0, NOW, jitter=0.0).at == NOW + timedelta(seconds=42)


def test_tickets_that_wait_for_the_same_minute_come_back_spread():
    error = RateLimitedError("slow down", resets_at=NOW + timedelta(seconds=42), **CALL)

    assert next_attempt(error, 0, NOW, jitter=1.0).at == NOW + timedelta(seconds=47)


def test_without_a_word_from_clickup_a_minute_is_waited():
    assert next_attempt(RateLimitedError("slow down", **CALL), 0, NOW, jitter=0.0).at == NOW + timedelta(
        minutes=1
    )


def test_no_minute_is_longer_than_one_whatever_clickup_says():
    error = RateLimitedError("slow down", resets_at=NOW + timedelta(minutes=30), **CALL)

    assert next_attempt(error, 0, NOW, jitter=0.0).at == NOW + timedelta(minutes=1)


def test_a_minute_that_has_ended_already_means_now():
    error = RateLimitedError("slow down", resets_at=NOW - timedelta(seconds=3), **CALL)

    assert next_attempt(error, 0, NOW, jitter=0.0).at == NOW


def test_a_used_up_minute_never_leads_to_giving_up():
    error = RateLimitedError("slow down", resets_at=NOW, **CALL)

    assert next_attempt(error, 99, NOW, jitter=0.0) == NextAttempt(at=NOW, failures=99)


def test_jitter_adds_a_tenth_at_most():
    again = next_attempt(KeyError(), 1, NOW, jitter=1.0)

    assert again == NextAttempt(at=NOW + timedelta(seconds=4.4), failures=2)
