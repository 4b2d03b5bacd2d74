"""Turns every error that can end a command into a sentence for the person who typed it."""

from procrastinate.exceptions import ConnectorException
from psycopg import errors as postgres
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from app.config.settings import SettingsError
from app.inspect.suppose import SupposeError
from app.machine.data_folder import DataFolderError
from app.machine.database import NoDatabaseError
from app.machine.one_machine import StartError
from app.machine.ports import PortError
from app.machine.postgres.install import EmbeddedPostgresError
from app.messages import failures as words
from app.process.file import ProcessFileError
from app.queue.admin import UnknownTicketError
from app.setup.choosing import MissingChoiceError
from app.setup.plan import ChoiceError
from app.setup.process_on_disk import SetupError
from app.store.engine import DatabaseUrlError
from app.store.revision import OtherShapeError
from app.store.usable import PooledError
from app.store.webhooks import BusyError
from app.ticket.lookup import NoTicketError
from app.ticket.reference import NoReferenceError
from app.worker.run import WorkerStoppedError
from app.workspace.directory import DirectoryError
from clickup_client.errors import ClickUpError
from clickup_client.sandbox.server import ServeError

#: Their texts are written for people and say what to do.
_FOR_PEOPLE = (
    BusyError,
    ChoiceError,
    DataFolderError,
    DatabaseUrlError,
    DirectoryError,
    EmbeddedPostgresError,
    MissingChoiceError,
    NoDatabaseError,
    NoReferenceError,
    NoTicketError,
    OtherShapeError,
    PooledError,
    PortError,
    ProcessFileError,
    ServeError,
    SettingsError,
    SetupError,
    StartError,
    SupposeError,
    UnknownTicketError,
    WorkerStoppedError,
)

_NO_TABLE = (postgres.UndefinedTable, postgres.UndefinedColumn)


def in_words(error: Exception) -> str | None:
    """What happened and what to do; None for an error that no one expected."""
    match error:
        case ClickUpError():
            return str(words.of_clickup(error))
        case SQLAlchemyError() | ConnectorException():
            return _of_database(error)
        case _ if isinstance(error, _FOR_PEOPLE):
            return str(error)
    return None


def _of_database(error: Exception) -> str:
    match error:
        case DBAPIError() if isinstance(error.orig, _NO_TABLE):
            return words.other_tables()
        case DBAPIError() if not isinstance(error, OperationalError | InterfaceError):
            return words.refused_by_database(str(error.orig))
    return words.no_database(str(getattr(error, "orig", None) or error.__cause__ or error))
