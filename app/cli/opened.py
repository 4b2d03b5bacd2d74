"""The database of the commands that look after a running Stagegate, and the errors they end with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from procrastinate.exceptions import ConnectorException
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.cli.start import begin, explained
from app.config.settings import Settings
from app.machine.database import NoDatabaseError, database_of
from app.store import revision
from app.store.engine import DatabaseUrlError, connect
from app.store.revision import OtherShapeError


@contextmanager
def opened(*required: str) -> Iterator[tuple[Settings, Engine]]:
    """
    The settings, which name the database, and a connection to it, for the length of a `with` block.

    `required` are the fields that the command cannot do without.
    """
    given = begin(*required)
    with explained(NoDatabaseError, DatabaseUrlError, OtherShapeError, SQLAlchemyError, ConnectorException):
        settings = given.model_copy(update={"database_url": database_of(given)})
        engine = connect(settings.database_url, pool_size=2)
        try:
            with engine.connect() as connection:
                revision.require(connection)
            yield settings, engine
        finally:
            engine.dispose()


def shown(moment: datetime | None) -> str:
    """A moment as the terminal's user reads it; a dash for none."""
    return "-" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


for_programs = click.option("--json", "for_programs", is_flag=True, help="Print JSON.")
