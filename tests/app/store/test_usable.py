"""A database that `web` and `worker` cannot work with is refused with a sentence."""

import socket
import struct
import threading

import pytest
from sqlalchemy import text

from app.store import revision, usable
from app.store.revision import OtherShapeError
from app.store.usable import PooledError, require_usable

POOLED = (
    "DATABASE_URL leads to a pooler such as PgBouncer in transaction mode, where a connection keeps no "
    "settings and hears of no new work: give the address of PostgreSQL itself, or of a pool in session mode "
    "that lets `options` through."
)


def shape(engine, at):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": at})


@pytest.fixture
def reshaped(engine):
    """Give the database the number of another version; it gets its own back."""
    yield lambda at: shape(engine, at)
    shape(engine, revision.HEAD)


def test_our_own_is_usable(database_url):
    require_usable(database_url)


def test_an_older_one_is_to_be_upgraded(database_url, reshaped):
    reshaped("0001")

    with pytest.raises(OtherShapeError) as caught:
        require_usable(database_url)
    assert str(caught.value) == (
        f"The database is at 0001, this Stagegate needs {revision.HEAD}: run `stagegate db upgrade`."
    )


def test_a_newer_one_is_that_of_a_newer_version(database_url, reshaped):
    reshaped("9999")

    with pytest.raises(OtherShapeError) as caught:
        require_usable(database_url)
    assert str(caught.value) == (
        f"The database is at 9999, which is newer than this Stagegate ({revision.HEAD}): install the version "
        "that upgraded it, or restore the backup from before."
    )


@pytest.mark.parametrize(
    ("query", "answer"),
    [("_PID", "SELECT 1"), ("_SETTING", "SELECT '0'")],
    ids=["the same process for two connections", "settings are dropped"],
)
def test_a_pooler_between_us_and_the_database_is_refused(database_url, monkeypatch, query, answer):
    monkeypatch.setattr(usable, query, text(answer))

    with pytest.raises(PooledError) as caught:
        require_usable(database_url)
    assert str(caught.value) == POOLED


def test_a_pooler_that_knows_no_settings_is_refused():
    fields = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"

    def refuse(listener):
        connection, _ = listener.accept()
        with connection:
            connection.recv(10_000)
            connection.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=refuse, args=(listener,), daemon=True).start()
        port = listener.getsockname()[1]
        with pytest.raises(PooledError):
            require_usable(f"postgresql://u@127.0.0.1:{port}/d?sslmode=disable&gssencmode=disable")


def test_one_that_is_away_may_be_usable_later():
    require_usable("postgresql://postgres@/stagegate?host=/nonexistent")
