"""Cached data of companies, so that judging a ticket needs no second read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Connection, Text, any_, select
from sqlalchemy.dialects.postgresql import insert

from app.store.prepared import Asked, Prepared, Rows, given
from app.store.tables import companies

_VALUES = Prepared(
    select(companies.c.task_id, companies.c["values"]).where(
        companies.c.task_id == any_(given("ids", ARRAY(Text)))
    )
)


def values_of(connection: Connection, task_id: str) -> Mapping[str, str] | None:
    """The filled fields of a company by name; None if it was never read."""
    return values_in(_VALUES.rows(connection, ids=[task_id])).get(task_id)


def values_asked(ids: Sequence[str]) -> Asked:
    """The same of several companies, for :func:`app.store.prepared.together`."""
    return _VALUES.asked(ids=list(ids))


def values_in(rows: Rows) -> Mapping[str, Mapping[str, str]]:
    """The filled fields of each company that was read, from the rows of :func:`values_asked`."""
    return {row["task_id"]: row["values"] for row in rows}


def known(connection: Connection, task_id: str) -> tuple[str, Mapping[str, str]] | None:
    """The name of a company and its filled fields; None if it was never read."""
    row = connection.execute(
        select(companies.c.name, companies.c["values"]).where(companies.c.task_id == task_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def remember(
    connection: Connection, *, task_id: str, name: str, values: Mapping[str, str], at: datetime
) -> None:
    """Store the filled fields of a company as just read."""
    row = {"name": name, "values": dict(values), "read_at": at}
    connection.execute(
        insert(companies)
        .values(task_id=task_id, **row)
        .on_conflict_do_update(index_elements=["task_id"], set_=row)
    )


def names(connection: Connection) -> Mapping[str, str]:
    """The names of all known companies, by id."""
    rows = connection.execute(select(companies.c.task_id, companies.c.name))
    return {row.task_id: row.name for row in rows}


def forget(connection: Connection, task_id: str) -> None:
    """Delete the data of a deleted company."""
    connection.execute(companies.delete().where(companies.c.task_id == task_id))
