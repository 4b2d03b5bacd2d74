"""
Prepared statements for everything that each drag runs.

SQLAlchemy makes a statement once; after that the driver runs it alone, in a sixth of the processor time.
Several statements can be sent in one message, which is one round trip.  In a worker, where nearly all are,
PostgreSQL plans each of them once for each connection, and the message runs them by name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, cast

from psycopg import ClientCursor
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import JSON, BindParameter, Connection, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import CompilerElement
from sqlalchemy.types import NullType, TypeEngine

Rows = Sequence[Mapping[str, Any]]

#: The statements that a connection has prepared.
_READY = "stagegate_prepared"
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


_VALUE = re.compile(r"%\((\w+)\)s|%%")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with its values, in the form of the driver."""

    statement: "Prepared"
    values: Mapping[str, Any]

    @property
    def in_order(self) -> list[Any]:
        """The values in the order in which PostgreSQL knows them."""
        return [self.values[name] for name in self.statement.places]


def given(name: str, kind: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """A placeholder for a value that is given when the statement runs."""
    return bindparam(name, None, kind)


class Batch:
    """A list of statements to run :func:`together`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []


class Prepared:
    """
    A statement with its values :func:`given` when it is run.  Threads share it.

    Attributes:
        name: Its name in PostgreSQL, on each connection of a worker that has run it.
    """

    def __init__(self, statement: CompilerElement) -> None:
        self._statement = statement
        self.name = f"stagegate_{next(_numbers)}"

    @cached_property
    def _compiled(self) -> SQLCompiler:
        expanded = {"render_postcompile": True}  # lists of constants
        return cast("SQLCompiler", self._statement.compile(dialect=_DIALECT, compile_kwargs=expanded))

    @cached_property
    def _constants(self) -> Mapping[str, Any]:
        return self._adapted(self._compiled.params)

    @cached_property
    def _kinds(self) -> Mapping[str, TypeEngine[Any]]:
        """The types of the values, by their names; without those of lists of constants."""
        return {name: bind.type for bind, name in self._compiled.bind_names.items()}

    @cached_property
    def _json(self) -> Mapping[str, JSON]:
        """The values that are sent as JSON, by their names."""
        return {name: kind for name, kind in self._kinds.items() if isinstance(kind, JSON)}

    @cached_property
    def text(self) -> str:
        """The statement in the driver's words."""
        return str(self._compiled)

    @cached_property
    def places(self) -> list[str]:
        """The names of its values, as PostgreSQL numbers them."""
        return list(dict.fromkeys(found[1] for found in _VALUE.finditer(self.text) if found[1]))

    @cached_property
    def preparation(self) -> str:
        """The statement that prepares it."""
        numbers = {name: f"${number}" for number, name in enumerate(self.places, 1)}
        text = _VALUE.sub(lambda found: numbers[found[1]] if found[1] else "%", self.text)
        kinds = ", ".join(_kind(self._kinds.get(name)) for name in self.places)
        return f"PREPARE {self.name} {f'({kinds})' if kinds else ''} AS {text}"

    @cached_property
    def execution(self) -> str:
        """The statement that runs it once it is prepared, with a placeholder for each value."""
        return f"EXECUTE {self.name}({', '.join(['%s'] * len(self.places))})".removesuffix("()")

    def asked(self, **values: Any) -> Asked:
        """The statement with these values."""
        return Asked(self, {**self._constants, **self._adapted(values)})

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
        if _is_by_name(driver):
            return together(connection, asked)[0]
        with driver.cursor(row_factory=dict_row) as cursor:  # the driver prepares it
            cursor.execute(self.text, asked.values)
            return _rows_of(cursor)

    def row(self, connection: Connection, **values: Any) -> Mapping[str, Any] | None:
        """Run the statement and return its only row, if there is one."""
        rows = self.rows(connection, **values)
        return rows[0] if rows else None


def _kind(kind: TypeEngine[Any] | None) -> str:
    """PostgreSQL's name for a type of values; where it is not known, PostgreSQL finds it itself."""
    return "unknown" if kind is None or isinstance(kind, NullType) else kind.compile(dialect=_DIALECT)


def together(connection: Connection, *asked: Asked) -> list[Rows]:
    """
    Run statements in one message, and so in one transaction.  Returns the rows of each.

    On a connection of :func:`app.store.engine.single` the message also commits.  Each statement sees what
    others have committed before it.  The driver's pipeline would do the same, but then PostgreSQL never ends
    the transaction of a frozen process: psycopg sends a Flush after the last Sync, and that stops
    `idle_in_transaction_session_timeout`.
    """
    driver = _driver(connection)
    with ClientCursor(driver, row_factory=dict_row) as cursor:
        if _is_by_name(driver):
            _prepare(connection, cursor, asked)
            message = "; ".join(one.statement.execution for one in asked).encode()
            cursor.execute(message, [value for one in asked for value in one.in_order])
        else:
            cursor.execute(
                "; ".join(cursor.mogrify(one.statement.text, one.values) for one in asked).encode()
            )
        found: list[Rows] = []
        for _ in asked:
            found.append(_rows_of(cursor))
            cursor.nextset()
        return found


def _is_by_name(driver: Any) -> bool:
    """Whether we prepare the statements of a connection, and not the driver; see `messages` of `connect`."""
    return driver.prepare_threshold is None


def _prepare(connection: Connection, cursor: Any, asked: Sequence[Asked]) -> None:
    """Prepare the statements that this connection has not run yet."""
    ready: set[str] = connection.info.setdefault(_READY, set())
    for statement in (one.statement for one in asked):
        if statement.name not in ready:
            cursor.execute(statement.preparation.encode())
            ready.add(statement.name)


def _rows_of(cursor: Any) -> Rows:
    """The rows of a result; none of a statement that returns none.  Its `description` takes much longer."""
    return [] if cursor.rownumber is None else cast("Rows", cursor.fetchall())


def _driver(connection: Connection) -> Any:
    """The driver's connection; SQLAlchemy knows of its transaction, unless each statement is one."""
    driver: Any = connection.connection.driver_connection
    if not (driver.autocommit or connection.in_transaction()):
        connection.begin()
    return driver
