"""The migration that the database must have.  Separate from the migrations: this check needs no Alembic."""

from sqlalchemy import Connection, text

from app.errors import ForPeopleError

#: The newest migration; a test compares it with the folder.
HEAD = "0028"


class OtherShapeError(ForPeopleError):
    """The database is at another migration than this program needs; the text says what to do."""


def require(connection: Connection) -> None:
    """
    Make sure that the database has the required migration.

    Raises:
        OtherShapeError: It has another one, or none.
    """
    at = current(connection)
    if at is not None and at > HEAD:
        raise OtherShapeError(
            f"The database is at {at}, which is newer than this Stagegate ({HEAD}): install the version that "
            "upgraded it, or restore the backup from before."
        )
    if at != HEAD:
        has = "was never set up" if at is None else f"is at {at}"
        raise OtherShapeError(f"The database {has}, this Stagegate needs {HEAD}: run `stagegate db upgrade`.")


def current(connection: Connection) -> str | None:
    """The migration of the database; `None` if none was ever applied."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version
