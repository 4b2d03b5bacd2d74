"""Checks the database and the queue in it."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.doctor.check import Check, bad, good, warning
from app.process import running
from app.queue import state as queue_state
from app.store import dead_letters, revision
from rules.process.process import Process

#: The oldest PostgreSQL that still gets updates and that the queue supports.
OLDEST_VERSION = 140000

#: A worker sends a heartbeat every two seconds.
LATEST_HEARTBEAT = timedelta(minutes=1)

_LATE = timedelta(minutes=1)


def check_database(engine: Engine, process: Process | None) -> Iterator[Check]:
    """Check version, migrations, queue and workers; leave out what cannot be checked."""
    try:
        with engine.connect() as connection:
            yield _version(connection)
            migrations = _migrations(connection)
            yield migrations
            if revision.current(connection) == revision.HEAD:
                yield _queue(connection)
                yield _worker(connection, process)
                yield from _given_up(connection)
    except SQLAlchemyError as error:
        yield bad(
            "database",
            f"The database cannot be used ({type(error).__name__}).",
            "Check that DATABASE_URL is correct and that the server is running.",
        )


def _version(connection: Connection) -> Check:
    number = int(connection.scalar(text("SHOW server_version_num")) or 0)
    version = str(connection.scalar(text("SHOW server_version"))).split()[0]
    if number < OLDEST_VERSION:
        fix = f"Use PostgreSQL {OLDEST_VERSION // 10000} or newer."
        return bad("database", f"PostgreSQL {version} is too old.", fix)
    return good("database", f"PostgreSQL {version}.")


def _migrations(connection: Connection) -> Check:
    at = revision.current(connection)
    if at == revision.HEAD:
        return good("migrations", f"The newest migration ({at}) is applied.")
    found = "None is applied." if at is None else f"{at} is applied, this Stagegate needs {revision.HEAD}."
    return bad("migrations", found, "Run `stagegate db upgrade`.")


def _queue(connection: Connection) -> Check:
    state = queue_state.state(connection)
    if state.oldest_seconds > _LATE.total_seconds():
        found = f"{state.waiting} jobs are waiting, the oldest for {round(state.oldest_seconds)} seconds."
        return warning("queue", found, "Check that a worker is running, and read its log.")
    return good("queue", "No job is waiting for long.")


def _worker(connection: Connection, process: Process | None) -> Check:
    alive = connection.scalar(
        text("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - :latest"),
        {"latest": LATEST_HEARTBEAT},
    )
    if not alive:
        fix = "Start `stagegate run`, or `stagegate worker` beside `stagegate web`."
        return warning("worker", "No worker is running, so no ticket is checked.", fix)
    if process is not None and running.is_running(connection, process) is False:
        found = "The process file has changed since the worker was started."
        return bad(
            "worker", found, "Restart `stagegate run` or `stagegate worker`, with the same STAGEGATE_PROCESS."
        )
    return good("worker", "One is running." if alive == 1 else f"{alive} are running.")


def _given_up(connection: Connection) -> Iterator[Check]:
    letters = [letter for letter in dead_letters.every(connection) if not letter.acknowledged]
    if letters:
        ids = ", ".join(letter.task_id for letter in letters[:5])
        count = "One ticket was" if len(letters) == 1 else f"{len(letters)} tickets were"
        yield warning(
            "given up",
            f"{count} given up after several attempts: {ids}.",
            "`stagegate jobs list` says why. Fix the cause, then run `stagegate jobs retry`.",
        )
