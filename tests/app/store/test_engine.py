import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.store import deliveries
from app.store import engine as store_engine
from app.store.engine import DatabaseUrlError, connect, plain_url, read_url
from app.store.receive import Arrival, receive


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_a_postgresql_address_is_understood(scheme):
    url = read_url(f"{scheme}://me:secret@db.example:5433/stagegate?sslmode=require")

    assert url.drivername == "postgresql+psycopg"
    assert plain_url(url) == "postgresql://me:secret@db.example:5433/stagegate?sslmode=require"


def test_a_unix_socket_address_is_understood():
    url = read_url("postgresql://postgres:@/postgres?host=/var/run/pg")

    assert url.query["host"] == "/var/run/pg"


@pytest.mark.parametrize("address", ["mysql://me:secret@db/x", "sqlite:///secret.db"])
def test_another_database_is_refused_by_name(address):
    with pytest.raises(DatabaseUrlError) as caught:
        read_url(address)
    scheme = address.partition(":")[0]
    assert str(caught.value) == f"DATABASE_URL must begin with postgresql://, not {scheme}://"


@pytest.mark.parametrize("address", ["", "secret", "postgresql://me:secret@host:port/x"])
def test_an_unreadable_address_is_not_repeated(address):
    with pytest.raises(DatabaseUrlError, match="DATABASE_URL is not an address") as caught:
        read_url(address)
    assert "secret" not in str(caught.value)


def test_connections_speak_utc(connection):
    assert connection.scalar(text("SHOW timezone")) == "UTC"


def test_a_statement_that_takes_too_long_is_given_up(database_url):
    engine = connect(database_url, statement_timeout_seconds=0.05)
    try:
        with engine.connect() as connection, pytest.raises(OperationalError, match="statement timeout"):
            connection.execute(text("SELECT pg_sleep(5)"))
    finally:
        engine.dispose()


def test_a_connection_that_the_server_closed_is_replaced(engine, database_url):
    with engine.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(database_url) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def write_a_row(connection):
    connection.execute(text("INSERT INTO kept (name, value) VALUES ('shared', '1') ON CONFLICT DO NOTHING"))


def read_deliveries(connection):
    deliveries.waiting(connection, "86a")


def keep_a_delivery(connection):
    receive(
        connection,
        Arrival(key="k", webhook_id="wh", event="taskUpdated", task_id="86a", body=b"{}", mover_id=7),
    )


@pytest.mark.parametrize("begin", [write_a_row, read_deliveries, keep_a_delivery])
def test_a_transaction_in_which_nothing_happens_any_more_holds_no_one_up(database_url, monkeypatch, begin):
    """Its process was frozen; what it held is free again."""
    others = connect(database_url)
    monkeypatch.setattr(store_engine, "IDLE_IN_TRANSACTION_SECONDS", 0.05)
    hasty = connect(database_url)
    try:
        with hasty.connect() as frozen, others.connect() as other:
            begin(frozen)
            begin(other)
            other.commit()
            frozen.invalidate()
    finally:
        hasty.dispose()
        others.dispose()


def test_both_ends_notice_when_the_other_one_is_gone(engine):
    with engine.connect() as connection:
        parameters = connection.connection.driver_connection.info.get_parameters()

    assert parameters["keepalives_idle"] == "10"
    assert parameters["tcp_user_timeout"] == "10000"
    assert "idle_in_transaction_session_timeout=5000" in parameters["options"]
    assert "tcp_user_timeout=10000" in parameters["options"]
