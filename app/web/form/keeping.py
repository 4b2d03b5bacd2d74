"""Stores a checked report, its files and its job in one transaction."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from app.queue.defer import defer
from app.queue.kinds import CLIENT_REPORT
from app.store import client_reports
from app.store.client_reports import Upload
from app.web.form.check import digest_of

#: Easy to read out: no signs that look alike, no vowels that make words.
_SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
_GROUPS, _SIGNS_IN_GROUP = 3, 4

Outcome = Literal["kept", "same", "other"]


@dataclass(frozen=True, slots=True)
class KeptReport:
    """`same`: this report was stored before; `other`: another one was, with the same idempotency key."""

    outcome: Outcome
    reference: str


def keep(
    connection: Connection, *, source: str, key: str, answers: Mapping[str, str], files: Sequence[Upload]
) -> KeptReport:
    """Store a report and queue its ticket, once for each idempotency key of a source."""
    reference = new_reference()
    digest = digest_of(answers, files)
    earlier = client_reports.add(
        connection,
        reference=reference,
        source=source,
        idempotency_key=key,
        digest=digest,
        answers=answers,
        files=files,
    )
    if earlier is not None:
        return KeptReport("same" if earlier.digest == digest else "other", earlier.reference)
    defer(connection, CLIENT_REPORT, CLIENT_REPORT.id_of(reference))
    return KeptReport("kept", reference)


def new_reference() -> str:
    """Such as `7KQ2-M9XD-4TRB`.  No one can guess it, so a person who knows it may see the report's state."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_SIGNS_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
