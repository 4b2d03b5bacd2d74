"""The ids of the tickets that people name on the command line: from the database, else from ClickUp."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from app.bot import Bot
from app.queue.kinds import kind_of
from app.store import first_level, tickets
from app.ticket.lookup import find
from app.ticket.reference import read_reference


def ids_of(
    connection: Connection, named: Iterable[str], bot: Callable[[], Bot], *, must_exist: bool
) -> list[str]:
    """
    Return the tickets' own ids, each once.  Other names in the queue, such as `client_report:17`, stay as
    they are.

    `bot` is made only for custom ids and, if they `must_exist`, for tickets that the database does not know.

    Raises:
        NoReferenceError: A text names no ticket.
        NoTicketError: There is no such ticket.
        ClickUpError: ClickUp could not be reached or refused.
    """
    return list(dict.fromkeys(_id_of(connection, each, bot, must_exist=must_exist) for each in named))


def _id_of(connection: Connection, named: str, bot: Callable[[], Bot], *, must_exist: bool) -> str:
    if not must_exist and kind_of(named) is not None:
        return named
    wanted = read_reference(named)
    if not wanted.is_custom and (not must_exist or _is_known(connection, wanted.id)):
        return wanted.id
    return find(bot(), named).id


def _is_known(connection: Connection, task_id: str) -> bool:
    seen = (tickets.get(connection, task_id), first_level.last_status(connection, task_id))
    return any(each is not None for each in seen)
