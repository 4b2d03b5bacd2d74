"""
Whether the database was restored from a dump, so that it does not have what happened since.

A row knows which transaction wrote it, and in which table.  Its restored copy was written by another one, in
a new table; a server that is upgraded, or replaced by its replica, keeps both.
Source: https://www.postgresql.org/docs/current/ddl-system-columns.html
"""

from datetime import datetime

from sqlalchemy import Connection, case, delete, func, select, text, update

from app.store import key_values
from app.store.comments import CommentKind
from app.store.tables import (
    IS_DUE,
    IS_OWED,
    IS_UNANSWERED,
    IS_UNSETTLED,
    client_report_files,
    commands,
    comments,
    creations,
    dead_letters,
    deliveries,
    first_level_tickets,
    kept,
    notices,
    relays,
    shown_tickets,
    tickets,
)

_NAME = "the database"
_LAST = "last restored"

#: One row with the answer; none where nothing was noted yet.
IS_RESTORED = (
    "SELECT (value->>'transaction', value->>'table') <> (xmin::text, tableoid::text) AS is_restored"
    " FROM kept WHERE name = 'the database'"
)

#: Any number that no other code uses for an advisory lock in the database.
_LOCK = 7_217_351_003

#: Comments are found by their numbers: those that were forgotten are not used again.
_FORGOTTEN_NUMBERS = 10_000


def alone(connection: Connection) -> None:
    """Let no other worker find out at the same time, until the transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def is_restored(connection: Connection) -> bool:
    """Whether it was restored since :func:`note`."""
    return bool(connection.execute(text(IS_RESTORED)).scalar())


def note(connection: Connection) -> None:
    """Note that from now on it has everything."""
    row = "SELECT pg_current_xact_id()::xid::text AS transaction, 'kept'::regclass::oid::text AS table"
    key_values.put(connection, _NAME, dict(connection.execute(text(row)).mappings().one()))


def set_back(connection: Connection) -> None:
    """Note that it was restored in a way that no row shows, such as from a copy of the server's files."""
    key_values.put(connection, _NAME, {"transaction": "", "table": ""})


def is_noted(connection: Connection) -> bool:
    """Whether anything was noted yet."""
    return key_values.get(connection, _NAME) is not None


def was_restored_since(connection: Connection, at: datetime) -> bool:
    """Whether it was restored after a moment, both by its own clock: what was done then may be forgotten."""
    last = key_values.get(connection, _LAST)
    return last is not None and datetime.fromisoformat(last) >= at


def take_everything_out(connection: Connection, at: datetime) -> None:
    """
    Treat all tickets as out of sight since then, and what was to be done about them as past.

    A ticket that is seen again is accepted where it is.  Reports of clients that wait stay: they are made
    tickets, with their files, unless that was done already.
    """
    key_values.put(connection, _LAST, connection.execute(select(func.now())).scalar_one().isoformat())
    connection.execute(update(tickets).values(gone_at=at, out_of_sight=True))
    connection.execute(delete(first_level_tickets))
    connection.execute(delete(dead_letters))
    connection.execute(delete(shown_tickets))
    connection.execute(delete(kept).where(kept.c.name.startswith("poll:")))
    connection.execute(update(deliveries).where(deliveries.c.handled_at.is_(None)).values(handled_at=at))
    connection.execute(update(commands).where(IS_UNANSWERED).values(handled_at=at))
    connection.execute(update(relays).where(IS_OWED).values(state="dropped", settled_at=at))
    connection.execute(update(notices).where(IS_UNSETTLED).values(state="dropped", settled_at=at))
    said = case((comments.c.comment_id.is_(None), "cancelled"), else_="done")
    connection.execute(update(comments).where(IS_DUE).values(state=said))
    connection.execute(  # it says more by now than is known here
        update(comments).where(comments.c.kind == CommentKind.CARD).values(content=[])
    )
    numbers = "pg_get_serial_sequence('comments', 'effect_id')"
    connection.execute(
        text(f"SELECT setval({numbers}, nextval({numbers}) + :more)"),
        {"more": _FORGOTTEN_NUMBERS},
    )
    connection.execute(  # it may have been made since: it is looked for first
        update(creations)
        .where(creations.c.state == "pending", creations.c.attempted_at.is_(None))
        .values(attempted_at=creations.c.created_at)
    )
    connection.execute(
        update(client_report_files)
        .where(client_report_files.c.state == "waiting", client_report_files.c.attempted_at.is_(None))
        .values(attempted_at=at)
    )
