"""
When to try again after a failure, and when to give up.  Pure.

Waits that are too long to sleep through (:mod:`clickup_client` sleeps through the short ones) are kept in the
queue, as the time of the next attempt.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate.exceptions import ConnectorException
from psycopg import Error as PsycopgError
from requests import RequestException
from sqlalchemy.exc import SQLAlchemyError

from app.errors import LaterError, NotDecidedError
from clickup_client.errors import NoAnswerError, RateLimitedError, ServerBrokenError

#: Failures that pass by themselves: 2, 4, 8 ... 512 s, then every ten minutes; given up after about an hour.
PATIENT_ATTEMPTS = 14
#: Anything else is a mistake of ours, or of the set-up: trying again helps by luck only.
ORDINARY_ATTEMPTS = 5

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
#: When ClickUp does not say when the minute ends.
RATE_LIMIT_WAIT = timedelta(minutes=1)
#: Tickets that all wait for the same moment come back spread over this time.
RATE_LIMIT_SPREAD = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class NextAttempt:
    """When to try again, and how many failures have counted until then."""

    at: datetime
    failures: int


_PASSING = (
    NotDecidedError,
    NoAnswerError,
    ServerBrokenError,
    SQLAlchemyError,
    PsycopgError,
    ConnectorException,
    RequestException,
)


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
        reset = max(error.resets_at, now) if error.resets_at is not None else now + RATE_LIMIT_WAIT
        return NextAttempt(at=reset + RATE_LIMIT_SPREAD * jitter, failures=failures)
    attempts = PATIENT_ATTEMPTS if isinstance(error, _PASSING) else ORDINARY_ATTEMPTS
    if failures + 1 >= attempts:
        return None
    wait = min(FIRST_WAIT * 2**failures, LONGEST_WAIT)
    return NextAttempt(at=now + wait * (1 + jitter / 10), failures=failures + 1)
