"""The one way to PostgreSQL: SQLAlchemy 2 on psycopg 3."""

from contextlib import AbstractContextManager

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from app.errors import ForPeopleError
from app.store.liveliness import replace_dead_connections

#: ClickUp waits 7 s for an answer; each timeout of the database stays well below that.
CONNECT_TIMEOUT_SECONDS = 3
POOL_TIMEOUT_SECONDS = 3.0
STATEMENT_TIMEOUT_SECONDS = 5.0

#: No transaction of ours does anything else meanwhile; one that waits this long belongs to a frozen process.
IDLE_IN_TRANSACTION_SECONDS = 5.0
#: A connection without a sign of life from the other end is given up after about twice this time.
SILENCE_SECONDS = 10

_SCHEMES = frozenset({"postgres", "postgresql", "postgresql+psycopg"})


class DatabaseUrlError(ForPeopleError):
    """The address is not that of a PostgreSQL database.  The text never contains the address."""


def read_url(database_url: str) -> URL:
    """
    Read a `DATABASE_URL` in the forms that hosts use, and set the driver.

    `postgres://`, `postgresql://` and `postgresql+psycopg://` are the same; a server on a Unix socket is
    `postgresql://postgres:@/postgres?host=/folder/of/the/socket`.

    Raises:
        DatabaseUrlError: not an address of a PostgreSQL database.
    """
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):  # its text would contain the password
        raise DatabaseUrlError(
            "DATABASE_URL is not an address. It looks like postgresql://user:password@host/name."
        ) from None
    if url.drivername not in _SCHEMES:
        raise DatabaseUrlError(f"DATABASE_URL must begin with postgresql://, not {url.drivername}://")
    return url.set(drivername="postgresql+psycopg")


def plain_url(url: URL) -> str:
    """The address in the form of libpq and psycopg, with the password: never log it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def connect(
    database_url: str | URL,
    *,
    pool_size: int = 8,
    statement_timeout_seconds: float = STATEMENT_TIMEOUT_SECONDS,
    application_name: str = "stagegate",
    read_only: bool = False,
    messages: bool = False,
) -> Engine:
    """
    Create an engine; the first use opens the first connection.

    Args:
        database_url: See :func:`read_url`.
        pool_size: The maximum number of connections; further threads wait for one.
        statement_timeout_seconds: PostgreSQL cancels a statement after this time, including waits for locks.
        application_name: The name of the connections in `pg_stat_activity`.
        read_only: PostgreSQL refuses every write.
        messages: Most statements are sent together, so :mod:`app.store.prepared` prepares them.  Then the
            driver must prepare none: after a rollback it would deallocate what both have prepared.
    """
    url = read_url(database_url) if isinstance(database_url, str) else database_url
    milliseconds = round(statement_timeout_seconds * 1000)
    read = "on" if read_only else "off"
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,  # a connection that was just used has its statements prepared
        pool_timeout=POOL_TIMEOUT_SECONDS,
        hide_parameters=True,  # errors are logged and stored, and parameters contain people's texts
        connect_args=connect_args(
            application_name,
            f"-c timezone=UTC -c statement_timeout={milliseconds} -c default_transaction_read_only={read}",
        )
        | ({"prepare_threshold": None} if messages else {}),
    )
    replace_dead_connections(engine)
    return engine


def connect_args(application_name: str, options: str = "") -> dict[str, str | int]:
    """
    The options of every connection of ours.  They limit how long a frozen or dead process can block others.

    Sources: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS ,
    https://www.postgresql.org/docs/current/runtime-config-client.html

    Args:
        application_name: The name of the connections in `pg_stat_activity`.
        options: Further settings of the server.
    """
    seconds = SILENCE_SECONDS
    return {
        "connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "application_name": application_name,
        # We notice that the server is gone ...
        "keepalives_idle": seconds,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": seconds * 1000,
        # ... and the server that we are, or that we stopped in the middle of a transaction.
        "options": (
            f"-c idle_in_transaction_session_timeout={round(IDLE_IN_TRANSACTION_SECONDS * 1000)}"
            f" -c tcp_keepalives_idle={seconds} -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3"
            f" -c tcp_user_timeout={seconds * 1000} {options}"
        ).rstrip(),
    }


def single(engine: Engine) -> AbstractContextManager[Connection]:
    """
    A connection on which each statement is its own transaction.

    One round trip instead of three, without begin and commit.
    """
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
