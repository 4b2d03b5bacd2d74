"""
When to try again after a failure, and when to give up.  Pure.

Waits that are too long to sleep through (:mod:`clickup_client` sleeps through the short ones) are kept in the
queue, as the time of the next attempt.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate.exceptions import ConnectorException
from psycopg import DataError as PsycopgDataError
from psycopg import Error as PsycopgError
from psycopg import IntegrityError as PsycopgIntegrityError
from requests import RequestException
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.errors import LaterError, NotDecidedError
from clickup_client.errors import (
    NoAnswerError,
    NotAuthorisedError,
    RateLimitedError,
    ServerBrokenError,
    UnexpectedAnswerError,
)

#: What is no outage is a mistake of ours, or of the set-up: trying again helps by luck only.
ORDINARY_ATTEMPTS = 5

#: 2, 4, 8 ... 64 s, then every two minutes.  What waits for others is never given up.
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=2)
#: ClickUp counts calls by the minute: also when it does not say when that ends, or names a later time.
RATE_LIMIT_WAIT = timedelta(minutes=1)
#: Tickets that all wait for the same moment come back spread over this time.
RATE_LIMIT_SPREAD = timedelta(seconds=5)

#: Doublings after which a wait is longer than the longest in any case.
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class NextAttempt:
    """When to try again, and how many failures have counted until then."""

    at: datetime
    failures: int


_PASSING = (
    NotDecidedError,
    NoAnswerError,
    ServerBrokenError,
    DBAPIError,
    PoolTimeoutError,
    PsycopgError,
    ConnectorException,
    RequestException,
)

#: What the database says of values that it will never take.
_REFUSED_VALUES = (DataError, IntegrityError, PsycopgDataError, PsycopgIntegrityError)


def next_attempt(error: Exception, failures: int, now: datetime, *, jitter: float) -> NextAttempt | None:
    """
    Say when to try again; `None` means to give up.

    Args:
        error: What happened.
        failures: How many failures counted before this one.
        now: The time, aware.
        jitter: A random number from 0 to 1, so that not everybody comes back at once.
    """
    if isinstance(error, LaterError):
        return NextAttempt(at=now + error.wait, failures=failures)
    if isinstance(error, RateLimitedError):
        # Refused, not failed: it is no step towards giving up, or a busy hour would lose tickets.
        longest = now + RATE_LIMIT_WAIT
        reset = longest if error.resets_at is None else min(max(error.resets_at, now), longest)
        return NextAttempt(at=reset + RATE_LIMIT_SPREAD * jitter, failures=failures)
    if failures + 1 >= ORDINARY_ATTEMPTS and not is_outage(error):
        return None
    wait = min(FIRST_WAIT * 2 ** min(failures, _MOST_DOUBLINGS), LONGEST_WAIT)
    return NextAttempt(at=now + wait * (1 + jitter / 10), failures=failures + 1)


def is_outage(error: Exception) -> bool:
    """Whether something else is away or refuses everything, so that the same attempt may succeed later."""
    if isinstance(error, NotAuthorisedError):
        # The token was refused, or something before ClickUp refuses: ClickUp itself would have said why.
        return error.token_is_bad or error.code is None
    if isinstance(error, UnexpectedAnswerError):
        return error.is_of_a_stranger
    return isinstance(error, _PASSING) and not isinstance(error, _REFUSED_VALUES)
