"""Turns every error that can end a command into a sentence for the person who typed it."""

from app.errors import ForPeopleError
from app.messages.admin import failures as words
from clickup_client.errors import ClickUpError


def in_words(error: Exception) -> str | None:
    """What happened and what to do; None for an error that no one expected."""
    if isinstance(error, ForPeopleError):
        return str(error)
    if isinstance(error, ClickUpError):
        return str(words.of_clickup(error))
    return _of_database(error)


def _of_database(error: Exception) -> str | None:
    from procrastinate.exceptions import ConnectorException
    from psycopg import errors as postgres
    from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

    if not isinstance(error, SQLAlchemyError | ConnectorException):
        return None
    match error:
        case DBAPIError() if isinstance(error.orig, postgres.UndefinedTable | postgres.UndefinedColumn):
            return words.other_tables()
        case DBAPIError() if not isinstance(error, OperationalError | InterfaceError):
            return words.refused_by_database(str(error.orig))
    return words.no_database(str(getattr(error, "orig", None) or error.__cause__ or error))
