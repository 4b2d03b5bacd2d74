"""No one holds a thread by sending slowly."""

import socket
from types import SimpleNamespace

import pytest

from app.web.body import discard, within


@pytest.fixture
def ends():
    """Both ends of a connection."""
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_after_its_time_a_body_ends_and_can_still_be_answered(ends):
    ours, theirs = ends
    source = SimpleNamespace(environ={"gunicorn.socket": ours})

    with within(source, 0.05):
        assert ours.recv(100) == b""  # which would wait for ever
    ours.sendall(b"400")

    assert theirs.recv(100) == b"400"


def test_in_time_nothing_happens(ends):
    ours, theirs = ends
    with within(SimpleNamespace(environ={"gunicorn.socket": ours}), 600):
        theirs.sendall(b"all")
        assert ours.recv(100) == b"all"

    theirs.sendall(b"more")
    assert ours.recv(100) == b"more"


def test_without_a_socket_of_gunicorns_there_is_no_limit():
    with within(SimpleNamespace(environ={}), 0.0):
        pass


def test_what_cannot_be_read_any_more_is_discarded_all_the_same():
    def read(_size):
        raise TimeoutError

    discard(SimpleNamespace(environ={}, stream=SimpleNamespace(read=read)), 100)
