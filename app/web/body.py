"""Limits how long a sender may take for a body, and discards unwanted bodies."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from gunicorn.http.errors import ParseException
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request

#: A sender who stops in the middle of a body can block a thread for this long.
BODY_TIMEOUT_SECONDS = 5.0


def limit_patience(source: Request) -> None:
    """End the request if its sender pauses for too long."""
    connection = source.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(BODY_TIMEOUT_SECONDS)


@contextmanager
def within(source: Request, seconds: float) -> Iterator[None]:
    """Stop reading after `seconds`: the body then looks cut off.  Stops senders who go on byte by byte."""
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
    with suppress(OSError):  # it is already closed
        connection.shutdown(socket.SHUT_RD)


def discard(source: Request, most_bytes: int) -> None:
    """Read and discard an unwanted body: many clients see the answer only after they have sent everything."""
    limit_patience(source)
    source.max_content_length = None  # otherwise the stream refuses to be read
    left = most_bytes
    with within(source, BODY_TIMEOUT_SECONDS), suppress(OSError, ParseException, RequestEntityTooLarge):
        while left > 0 and (part := source.stream.read(min(left, 65536))):
            left -= len(part)
