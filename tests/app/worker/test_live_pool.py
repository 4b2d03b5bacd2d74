"""The queue's connections are checked without a round trip, as long as they are in use."""

import asyncio
import socket

import pytest

from app.store.liveliness import IDLE_SECONDS
from app.worker.live_pool import check_of


class Connection:
    """The end of a connection whose other end is `server`."""

    closed = False

    def __init__(self):
        self._socket, self.server = socket.socketpair()

    def fileno(self):
        return self._socket.fileno()

    def close(self):
        self._socket.close()
        self.server.close()


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def connection():
    connection = Connection()
    yield connection
    connection.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def asked():
    return []


@pytest.fixture
def use(connection, clock, asked):
    """Check the connection before its use."""

    async def ask(connection):
        asked.append(connection)

    check = check_of(ask, clock=clock)
    return lambda: asyncio.run(check(connection))


def test_a_connection_in_use_is_asked_once(use, asked):
    use()
    use()

    assert len(asked) == 1


def test_one_that_was_not_asked_for_a_while_is_asked_again(use, asked, clock):
    use()
    clock.now += IDLE_SECONDS

    use()

    assert len(asked) == 2


@pytest.mark.parametrize("what", ["a word", "the end"])
def test_one_on_which_the_server_sent_something_is_asked(use, asked, connection, what):
    use()
    if what == "the end":
        connection.server.close()
    else:
        connection.server.send(b"FATAL")

    use()

    assert len(asked) == 2
