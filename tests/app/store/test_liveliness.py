from select import select

import psycopg
import pytest
from sqlalchemy import create_engine, text

from app.store.engine import read_url
from app.store.liveliness import IDLE_SECONDS, replace_dead_connections

#: Only how long a failing test waits.
PATIENCE_SECONDS = 20.0


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def asked():
    """How often the server was asked whether it lives."""
    return []


@pytest.fixture
def watched(database_url, clock, asked, monkeypatch):
    """An engine of one connection."""
    engine = create_engine(read_url(database_url), pool_size=1, max_overflow=0)
    replace_dead_connections(engine, clock=clock)
    ping = engine.dialect.do_ping
    monkeypatch.setattr(engine.dialect, "do_ping", lambda connection: asked.append(1) or ping(connection))
    yield engine
    engine.dispose()


def backend(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT pg_backend_pid()"))


def end(database_url, pid):
    with psycopg.connect(database_url) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_connection_that_was_just_used_is_used_again_without_asking(watched, asked):
    assert backend(watched) == backend(watched)
    assert asked == []


def test_one_that_was_idle_for_a_while_is_asked(watched, asked, clock):
    pid = backend(watched)
    clock.now += IDLE_SECONDS

    assert backend(watched) == pid
    assert asked == [1]


@pytest.mark.parametrize("idle_seconds", [0, IDLE_SECONDS])
def test_one_that_the_server_closed_is_replaced(watched, database_url, clock, idle_seconds):
    pid = backend(watched)
    end(database_url, pid)
    clock.now += idle_seconds

    assert backend(watched) != pid


def test_one_that_we_closed_ourselves_is_replaced(watched):
    with watched.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
        driver = connection.connection.driver_connection
    driver.close()

    assert backend(watched) != pid


def test_a_notice_of_the_server_is_not_taken_for_its_end(watched, database_url, asked):
    with watched.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
        driver = connection.connection.driver_connection
        connection.execute(text("LISTEN news"))
        connection.commit()
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("NOTIFY news")
    assert select([driver.fileno()], [], [], PATIENCE_SECONDS)[0]

    assert backend(watched) == pid
    assert asked == [1]
