"""
Decides when to try again after a failure, and when to give up.  Pure.

:mod:`clickup_client` sleeps for short waits.  Longer waits are stored in the queue, as the time of the next
attempt.
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

#: Attempts for a failure that is no outage.  It is a mistake of ours or of the set-up, so more attempts
#: rarely help.
ORDINARY_ATTEMPTS = 5

#: The waits in an outage: 2, 4, 8 ... 64 s, then every two minutes.  Such work is never given up.
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=2)
#: ClickUp counts calls by the minute.  This wait is used if ClickUp does not say when it ends, or says a
#: later time.
RATE_LIMIT_WAIT = timedelta(minutes=1)
#: Tickets that wait for the same moment are tried again at different times within this period.
RATE_LIMIT_SPREAD = timedelta(seconds=5)

#: Doublings after which a wait is longer than the longest in any case.
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class NextAttempt:
    """When to try again, and how many failures count by then."""

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

#: The errors of the database for values that it never accepts.
_REFUSED_VALUES = (DataError, IntegrityError, PsycopgDataError, PsycopgIntegrityError)


def next_attempt(error: Exception, failures: int, now: datetime, *, jitter: float) -> NextAttempt | None:
    """
    Decide when to try again; `None` means to give up.

    Args:
        error: The failure.
        failures: How many failures counted before this one.
        now: The time, aware.
        jitter: A random number from 0 to 1, so that not all tickets come back at once.
    """
    if isinstance(error, LaterError):
        return NextAttempt(at=now + error.wait, failures=failures)
    if isinstance(error, RateLimitedError):
        # A refusal by the rate limit does not count as a failure, or a busy hour would lose tickets.
        longest = now + RATE_LIMIT_WAIT
        reset = longest if error.resets_at is None else min(max(error.resets_at, now), longest)
        return NextAttempt(at=reset + RATE_LIMIT_SPREAD * jitter, failures=failures)
    if failures + 1 >= ORDINARY_ATTEMPTS and not is_outage(error):
        return None
    wait = min(FIRST_WAIT * 2 ** min(failures, _MOST_DOUBLINGS), LONGEST_WAIT)
    return NextAttempt(at=now + wait * (1 + jitter / 10), failures=failures + 1)


def is_outage(error: Exception) -> bool:
    """Whether a service is down or refuses everything, so that the same attempt may succeed later."""
    if isinstance(error, NotAuthorisedError):
        # The token was refused, or a proxy refuses: ClickUp itself would give a reason.
        return error.token_is_bad or error.code is None
    if isinstance(error, UnexpectedAnswerError):
        return error.is_of_a_stranger
    return isinstance(error, _PASSING) and not isinstance(error, _REFUSED_VALUES)
