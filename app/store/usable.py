"""Whether `web` and `worker` can work with a database, found out before they start."""

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from app.errors import ForPeopleError
from app.store import revision
from app.store.engine import connect

_PID = text("SELECT pg_backend_pid()")
#: One that every connection of ours is opened with, and that is off otherwise.
_SETTING = text("SHOW idle_in_transaction_session_timeout")

#: What a pooler says that does not know how PostgreSQL's settings are sent.
_NO_OPTIONS = "unsupported startup parameter"


class PooledError(ForPeopleError):
    """A pooler gives each transaction another connection; the text says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL leads to a pooler such as PgBouncer in transaction mode, where a connection keeps "
            "no settings and hears of no new work: give the address of PostgreSQL itself, or of a pool in "
            "session mode that lets `options` through."
        )


def require_usable(database_url: str) -> None:
    """
    Make sure that a database has the right shape and gives us connections of our own.

    One that does not answer may be usable when it is back.

    Args:
        database_url: See :func:`app.store.engine.read_url`.

    Raises:
        DatabaseUrlError: Not an address.
        OtherShapeError: Another migration.
        PooledError: A pooler in transaction mode.
    """
    engine = connect(database_url, pool_size=2)
    try:
        _examine(engine)
    except OperationalError as error:
        if _NO_OPTIONS in str(error.orig):
            raise PooledError from None
    finally:
        engine.dispose()


def _examine(engine: Engine) -> None:
    with engine.connect() as first, engine.connect() as second:
        revision.require(first)
        pid = first.scalar(_PID)
        first.commit()
        # No one else can have the server's process of a connection that is open, unless it is only lent.
        if second.scalar(_PID) == pid or second.scalar(_SETTING) in (None, "0"):
            raise PooledError
