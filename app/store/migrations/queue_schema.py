"""The queue's tables.  procrastinate ships its schema and upgrades as SQL files, but no code to run them."""

import json
from pathlib import Path

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

#: The newest of procrastinate's upgrades that our migrations apply.  If an update of the package has newer
#: ones (a test reports this), add a migration that calls :func:`upgrade` and name the newest here.
NEWEST = "03.04.00_50_post_add_retry_failed_job_procedure.sql"

_RECORD = "queue_schema"


def shipped() -> list[Path]:
    """The upgrade files of the installed package in the order of their versions."""
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def install(connection: Connection) -> None:
    """Create the queue's tables as in the installed package, and record its newest upgrade."""
    _run(connection, SchemaManager.get_schema())
    _record(connection, shipped()[-1].name)


def upgrade(connection: Connection) -> None:
    """Apply the upgrades after the recorded one, if any."""
    recorded = installed(connection)
    for file in shipped():
        if file.name > recorded:
            _run(connection, file.read_text(encoding="utf-8"))
            _record(connection, file.name)


def installed(connection: Connection) -> str:
    """The newest upgrade applied to the database's queue."""
    value = connection.scalar(text("SELECT value FROM kept WHERE name = :name"), {"name": _RECORD})
    return str(value)


def _run(connection: Connection, script: str) -> None:
    # Directly to the driver, without parameters: the files hold many statements, with literal percent signs
    # and colons.
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    driver.execute(script)


def _record(connection: Connection, name: str) -> None:
    connection.execute(
        text(
            "INSERT INTO kept (name, value) VALUES (:name, CAST(:value AS jsonb))"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, kept_at = now()"
        ),
        {"name": _RECORD, "value": json.dumps(name)},
    )
