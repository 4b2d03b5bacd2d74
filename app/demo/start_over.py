"""
Resets the bot together with the simulated ClickUp.

The real ClickUp never undoes what happened, so a bot cannot notice a reset: it would still compare the
tickets with what it accepted before.
"""

import time

import structlog
from sqlalchemy import Connection, Engine, TextClause, delete, text
from sqlalchemy.exc import SQLAlchemyError

from app.queue.defer import defer_poll
from app.store import engine as store
from app.store.tables import api_budget, kept, metadata, tallies, webhooks

log = structlog.get_logger(__name__)

#: Tables that have nothing to do with tickets.
_STAYS = frozenset({webhooks.name, api_budget.name, tallies.name, kept.name})

_WORKS = text("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' AND args ? 'task_id' LIMIT 1")
_POLL_WAITS = text(
    "SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = 'poll' LIMIT 1"
)

#: How long running jobs may take to end, and then the worker to adopt the new tickets.
PATIENCE_SECONDS = 5.0
_LOOK_SECONDS = 0.05


def start_over(database_url: str, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """
    Let the bot forget all tickets, and wait until its worker has adopted them again.

    Without a worker or a database, the next one to run does it; nothing is raised.
    """
    engine = store.connect(database_url, application_name="stagegate start over")
    try:
        _wait_while(engine, _WORKS, patience_seconds)
        with engine.begin() as connection:
            forget_tickets(connection)
        _wait_while(engine, _POLL_WAITS, patience_seconds)
    except SQLAlchemyError as error:
        log.warning("the bot could not start over", error=type(error).__name__)
    finally:
        engine.dispose()


def forget_tickets(connection: Connection) -> None:
    """Forget everything about tickets, and let a worker adopt them as they are."""
    for table in reversed(metadata.sorted_tables):
        if table.name not in _STAYS:
            connection.execute(delete(table))
    connection.execute(text("DELETE FROM kept WHERE name LIKE 'poll:%'"))
    connection.execute(text("DELETE FROM procrastinate_jobs WHERE status = 'todo' AND args ? 'task_id'"))
    defer_poll(connection)


def _wait_while(engine: Engine, finds_something: TextClause, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with engine.begin() as connection:
            if connection.execute(finds_something).first() is None:
                return
        time.sleep(_LOOK_SECONDS)
