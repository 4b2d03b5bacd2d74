"""Lists, retries and acknowledges the work in the queue, for administrators."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, text

from app.errors import ForPeopleError
from app.queue.defer import defer_now, forget_again
from app.queue.kinds import KINDS, RECONCILE, kind_of
from app.store import dead_letters, deliveries, overdue

State = Literal["given up", "failing", "running", "waiting"]

#: Read without procrastinate, whose start takes longer than the rest of a command that only reads.
_JOBS = text(
    "SELECT status::text, task_name, queueing_lock, args, scheduled_at FROM procrastinate_jobs"
    " WHERE status IN ('doing', 'todo') ORDER BY id"
)
_ORDER: tuple[State, ...] = ("given up", "failing", "running", "waiting")


class UnknownTicketError(ForPeopleError):
    """No work for this ticket has failed; the text says what to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    A piece of work that waits, or was given up.

    Attributes:
        state: `failing` waits for another attempt, `waiting` for its first one.
        ticket: The ticket's id; None for periodic jobs.
        work: `move`, `edit` or `again`, or the name of another kind of job: see :mod:`app.queue.kinds`.
        attempts: How often it has failed.
        at: When it was given up, or is due; None if it is due as soon as a worker is free.
        error: Why it was given up.
        acknowledged: Whether someone has acknowledged that it was given up.
    """

    state: State
    ticket: str | None
    work: str
    attempts: int
    at: datetime | None
    error: str | None = None
    acknowledged: bool = False


def entries(engine: Engine) -> list[Entry]:
    """List all work: first what a person must look at, then by the time when it is due."""
    with engine.connect() as connection:
        found = [
            Entry(
                state="given up",
                ticket=letter.task_id,
                work="ticket",
                attempts=letter.attempts,
                at=letter.at,
                error=letter.error,
                acknowledged=letter.acknowledged,
            )
            for letter in dead_letters.every(connection)
        ]
        found += [_entry(**job) for job in connection.execute(_JOBS).mappings()]
    return sorted(found, key=_rank)


def retry(engine: Engine, tickets: Sequence[str], *, now: datetime) -> None:
    """
    Queue tickets again that fail or were given up.  Their failures count from zero.

    A dead letter is deleted when the work for its ticket succeeds.

    Raises:
        UnknownTicketError: One of them has not failed; then none is queued.
    """
    failing = {entry.ticket for entry in entries(engine) if entry.state in ("given up", "failing")}
    _refuse(ticket for ticket in tickets if ticket not in failing)
    for ticket in tickets:
        with engine.begin() as connection:
            if (kind := kind_of(ticket)) is not None:
                defer_now(connection, kind, ticket, now=now)
                continue
            deliveries.lock_ticket(connection, ticket)
            forget_again(connection, ticket)
            for kind in KINDS:
                # What was given up may have been a notice, or what goes to a first-level ticket.
                if kind is RECONCILE or overdue.has(connection, kind.overdue, ticket):
                    defer_now(connection, kind, ticket, now=now)


def given_up(engine: Engine) -> list[str]:
    """List the tickets that were given up, oldest first."""
    with engine.connect() as connection:
        return [letter.task_id for letter in dead_letters.every(connection)]


def acknowledge(engine: Engine, tickets: Sequence[str]) -> None:
    """
    Stop the warnings about tickets that were given up.  They stay listed, and are looked at when they change.

    Raises:
        UnknownTicketError: One of them was not given up; then nothing is changed.
    """
    dead = set(given_up(engine))
    _refuse(ticket for ticket in tickets if ticket not in dead)
    with engine.begin() as connection:
        for ticket in tickets:
            dead_letters.acknowledge(connection, ticket)


def _rank(entry: Entry) -> tuple[int, bool, float]:
    """Sort what a person must look at first, then by the time when it is due."""
    return _ORDER.index(entry.state), entry.acknowledged, 0.0 if entry.at is None else entry.at.timestamp()


def _refuse(unknown: Iterable[str]) -> None:
    names = ", ".join(unknown)
    if names:
        raise UnknownTicketError(
            f"Nothing about {names} was given up. `stagegate jobs list` shows what was; nothing was changed."
        )


def _entry(
    *,
    status: str,
    task_name: str,
    queueing_lock: str | None,
    args: dict[str, Any],
    scheduled_at: datetime | None,
) -> Entry:
    ticket, attempts = args.get("task_id"), args.get("attempt", 0)
    kind = (queueing_lock or "").partition(":")[0]
    first: State = "failing" if attempts else "waiting"
    return Entry(
        state="running" if status == "doing" else first,
        ticket=None if ticket is None else str(ticket),
        work=kind or task_name,
        attempts=attempts if isinstance(attempts, int) else 0,
        at=scheduled_at,
    )
