"""A sender of one byte at a time holds a thread for a limited time only."""

import socket
import threading
from contextlib import contextmanager

import pytest
import requests

from clickup_client import ClickUpClient, NoAnswerError
from clickup_client.whole_answer import new_session, within

#: Much more than anything takes; only how long a failing test waits.
PATIENCE = 60.0

HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


@contextmanager
def trickling(first):
    """A server that sends some bytes, and then one byte after the other for ever; its address."""
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def trickle(connection):
        with connection:
            connection.recv(65536)
            try:
                connection.sendall(first)
                while not stop.wait(0.01):
                    connection.sendall(b"x")
            except OSError:
                pass  # cut off

    def accept():
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=trickle, args=(connection,), daemon=True).start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(PATIENCE)


@pytest.mark.parametrize("first", [HEADERS, b"HTTP/1.1 200 OK\r\nX-Long: "], ids=["body", "headers"])
def test_an_answer_that_trickles_is_cut_off(first):
    with (
        trickling(first) as address,
        new_session() as session,
        pytest.raises(requests.RequestException),
        within(0.1),
    ):
        session.get(address, timeout=(3, PATIENCE))


def test_a_call_to_clickup_ends_with_an_error_that_says_so():
    with (
        trickling(HEADERS) as address,
        ClickUpClient("pk_x", api_url=address, answer_seconds=0.1, attempts=1) as client,
        pytest.raises(NoAnswerError, match="no answer"),
    ):
        client.get_task("86a")


def test_in_time_nothing_is_cut_off():
    """The connection is kept, and the next request on it has its own limit."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve():
            connection, _ = listener.accept()
            with connection:
                for _ in range(2):
                    connection.recv(65536)
                    connection.sendall(answer)
                connection.recv(65536)

        threading.Thread(target=serve, daemon=True).start()
        with new_session() as session:
            for _ in range(2):
                with within(PATIENCE):
                    answered = session.get(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=PATIENCE)
                assert answered.json() == {}
