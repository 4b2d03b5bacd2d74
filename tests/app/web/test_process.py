"""The web process as it is really run."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection

import pytest

from clickup_client.webhook import sign


@pytest.fixture
def port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def server(database_url, port, register):
    register("wh", "s3cret")
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "app.web.process", "127.0.0.1", str(port), "1", "2"],
        env={**os.environ, "DATABASE_URL": database_url},
        stderr=subprocess.PIPE,
    )
    try:
        wait_until_open(port)
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def wait_until_open(port, patience=60):
    give_up = time.monotonic() + patience
    while True:
        try:
            ask(port, "GET", "/healthz")
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return


def ask(port, method, path, body=None, headers=None, **options):
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, headers or {}, **options)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def pieces(body):
    yield from (body[start : start + 65536] for start in range(0, len(body), 65536))


def test_it_keeps_a_delivery_and_stops_when_asked(server, port, delivery, rows):
    body = delivery()

    status, _ = ask(port, "POST", "/webhooks/clickup", body, {"X-Signature": sign(body, "s3cret")})
    server.send_signal(signal.SIGTERM)

    assert status == 200
    assert [row.body for row in rows()] == [body]
    assert server.wait(60) == 0


@pytest.mark.usefixtures("server")
def test_a_body_in_chunks_is_taken(port, delivery):
    body = delivery()
    headers = {"X-Signature": sign(body, "s3cret")}

    status, _ = ask(port, "POST", "/webhooks/clickup", pieces(body), headers, encode_chunked=True)

    assert status == 200


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("headers", [{}, {"Connection": "close"}], ids=["kept alive", "closed"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_sender_of_far_too_large_a_body_reads_the_answer(port, headers, chunked):
    body = b" " * 6 * 1024 * 1024

    status, answer = ask(
        port, "POST", "/webhooks/clickup", pieces(body) if chunked else body, headers, encode_chunked=chunked
    )

    assert (status, answer) == (413, b'{"error":"the body is larger than 1 MiB"}\n')


@pytest.mark.usefixtures("server")
def test_a_sender_who_stops_in_the_middle_holds_no_one_up_for_long(port):
    stuck = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]  # as many as there are threads
    for sender in stuck:
        sender.sendall(b"POST /webhooks/clickup HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    try:
        assert ask(port, "GET", "/healthz")[0] == 200
        assert stuck[0].recv(100).startswith(b"HTTP/1.1 400 ")
    finally:
        for sender in stuck:
            sender.close()


SLOW = (
    b"POST /webhooks/clickup HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{",
    b"POST /webhooks/clickup HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFF\r\n{",
    b"POST /webhooks/clickup HTTP/1.1\r\nHost: x\r\nX-Long: ",
    b"POST /intake HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n{",
)


def trickle(senders, stop):
    """Send one byte after the other on each connection."""
    while not stop.wait(0.05):
        for sender in senders:
            with suppress(OSError):
                sender.sendall(b"x")


@pytest.mark.usefixtures("server")
def test_senders_of_one_byte_at_a_time_keep_no_one_away(port, delivery):
    """In a body of known length, in chunks, in headers, and in large bodies: many more than threads."""
    senders = [socket.create_connection(("127.0.0.1", port)) for _ in range(4 * len(SLOW))]
    for number, sender in enumerate(senders):
        sender.sendall(SLOW[number % len(SLOW)])
    stop = threading.Event()
    trickling = threading.Thread(target=trickle, args=(senders, stop))
    trickling.start()
    body = delivery()
    try:
        assert ask(port, "GET", "/healthz")[0] == 200
        assert ask(port, "POST", "/webhooks/clickup", body, {"X-Signature": sign(body, "s3cret")})[0] == 200
    finally:
        stop.set()
        trickling.join()
        for sender in senders:
            sender.close()


def test_a_body_in_chunks_without_sizes_is_refused_and_is_no_mistake_of_ours(server, port, rows):
    with socket.create_connection(("127.0.0.1", port), timeout=120) as sender:
        head = b"POST /webhooks/clickup HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        sender.sendall(head + b"five\r\n12345\r\n0\r\n\r\n")
        assert sender.recv(1000).startswith(b"HTTP/1.1 400 ")
    server.send_signal(signal.SIGTERM)

    assert server.wait(60) == 0
    assert b"Traceback" not in server.stderr.read()
    assert rows() == []


@pytest.mark.usefixtures("server")
def test_two_requests_in_one_go_are_both_answered(port):
    """The second one arrives with the first."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as sender:
        sender.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        answered = b""
        while answered.count(b"HTTP/1.1 200 ") < 2:
            more = sender.recv(1000)
            assert more
            answered += more
