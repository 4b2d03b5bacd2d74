"""How long a sender may take for a body, and what is read of one that is not wanted."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

#: A sender who stops in the middle of a body may hold a thread for this long.
BODY_TIMEOUT_SECONDS = 5.0


def limit_patience(source: Request) -> None:
    """End the request when its sender stops for too long."""
    connection = source.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(BODY_TIMEOUT_SECONDS)


@contextmanager
def within(source: Request, seconds: float) -> Iterator[None]:
    """Read no more after so long: the body then looks cut off.  For senders who go on, byte by byte."""
    connection = source.environ.get("gunicorn.socket")
    timer = Timer(seconds, _stop_reading, [connection])
    timer.daemon = True
    if connection is not None:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _stop_reading(connection: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        connection.shutdown(socket.SHUT_RD)


def discard(source: Request, most_bytes: int) -> None:
    """Read and forget a body that is not wanted: many a client sees the answer only when it has sent it."""
    limit_patience(source)
    source.max_content_length = None  # else the stream would refuse to be read
    left = most_bytes
    with within(source, BODY_TIMEOUT_SECONDS), suppress(OSError, RequestEntityTooLarge):
        while left > 0 and (part := source.stream.read(min(left, 65536))):
            left -= len(part)
