"""Which shape the database must have.  Apart from the migrations: a look needs no Alembic."""

from sqlalchemy import Connection, text

#: The newest migration; a test compares it with the folder.
HEAD = "0013"


class OtherShapeError(Exception):
    """The database is not in the shape that this program needs; the text says what to do."""


def require(connection: Connection) -> None:
    """
    Go on only where the database has the shape that is needed.

    Raises:
        OtherShapeError: It has another one.
    """
    at = current(connection)
    if at != HEAD:
        has = "was never set up" if at is None else f"is at {at}"
        raise OtherShapeError(f"The database {has}, this Stagegate needs {HEAD}: run `stagegate db upgrade`.")


def current(connection: Connection) -> str | None:
    """The migration the database is at; `None` when none was ever applied."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version
