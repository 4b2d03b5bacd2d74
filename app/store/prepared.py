"""
Prepared statements for everything that each drag runs.

SQLAlchemy makes a statement once; after that the driver runs it alone, in a sixth of the processor time.
Several statements can be sent in one message, which is one round trip.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from psycopg import ClientCursor
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import JSON, BindParameter, Connection, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import CompilerElement
from sqlalchemy.types import TypeEngine

Rows = Sequence[Mapping[str, Any]]

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with its values, in the form of the driver."""

    text: str
    values: Mapping[str, Any]


def given(name: str, kind: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """A placeholder for a value that is given when the statement runs."""
    return bindparam(name, None, kind)


class Batch:
    """A list of statements to run :func:`together`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []


class Prepared:
    """A statement with its values :func:`given` when it is run."""

    def __init__(self, statement: CompilerElement) -> None:
        self._statement = statement

    @cached_property
    def _compiled(self) -> SQLCompiler:
        expanded = {"render_postcompile": True}  # lists of constants
        return cast("SQLCompiler", self._statement.compile(dialect=_DIALECT, compile_kwargs=expanded))

    @cached_property
    def _constants(self) -> Mapping[str, Any]:
        return self._adapted(self._compiled.params)

    @cached_property
    def _json(self) -> Mapping[str, JSON]:
        """The values that are sent as JSON, by their names."""
        named = self._compiled.bind_names.items()
        return {name: bind.type for bind, name in named if isinstance(bind.type, JSON)}

    @cached_property
    def text(self) -> str:
        """The statement in the driver's words."""
        return str(self._compiled)

    def asked(self, **values: Any) -> Asked:
        """The statement with these values."""
        return Asked(self.text, {**self._constants, **self._adapted(values)})

    def _adapted(self, values: Mapping[str, Any]) -> dict[str, Any]:
        json = self._json
        return {
            name: Jsonb(value)
            if name in json and (value is not None or not json[name].none_as_null)
            else value
            for name, value in values.items()
        }

    def run(self, where: "Connection | Batch", **values: Any) -> None:
        """Run the statement and ignore its rows: now, or together with the others of a batch."""
        if isinstance(where, Batch):
            where.asked.append(self.asked(**values))
        else:
            self.rows(where, **values)

    def rows(self, connection: Connection, **values: Any) -> Rows:
        """Run the statement and return its rows, by the names of their columns."""
        asked, driver = self.asked(**values), _driver(connection)
        with driver.cursor(row_factory=dict_row) as cursor:
            cursor.execute(asked.text, asked.values)
            return _rows_of(cursor)

    def row(self, connection: Connection, **values: Any) -> Mapping[str, Any] | None:
        """Run the statement and return its only row, if there is one."""
        rows = self.rows(connection, **values)
        return rows[0] if rows else None


def together(connection: Connection, *asked: Asked) -> list[Rows]:
    """
    Run statements in one message, and so in one transaction.  Returns the rows of each.

    On a connection of :func:`app.store.engine.single` the message also commits.  Each statement sees what
    others have committed before it.  The driver's pipeline would do the same, but then PostgreSQL never ends
    the transaction of a frozen process: psycopg sends a Flush after the last Sync, and that stops
    `idle_in_transaction_session_timeout`.
    """
    with ClientCursor(_driver(connection), row_factory=dict_row) as cursor:
        message = "; ".join(cursor.mogrify(one.text, one.values) for one in asked)
        cursor.execute(message.encode())
        found: list[Rows] = []
        for _ in asked:
            found.append(_rows_of(cursor))
            cursor.nextset()
        return found


def _rows_of(cursor: Any) -> Rows:
    """The rows of a result; none of a statement that returns none.  Its `description` takes much longer."""
    return [] if cursor.rownumber is None else cast("Rows", cursor.fetchall())


def _driver(connection: Connection) -> Any:
    """The driver's connection; SQLAlchemy knows of its transaction, unless each statement is one."""
    driver: Any = connection.connection.driver_connection
    if not (driver.autocommit or connection.in_transaction()):
        connection.begin()
    return driver
