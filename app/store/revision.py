"""Which shape the database must have.  Apart from the migrations: a look needs no Alembic."""

from sqlalchemy import Connection, text

#: The newest migration; a test compares it with the folder.
HEAD = "0010"


def current(connection: Connection) -> str | None:
    """The migration the database is at; `None` when none was ever applied."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version
