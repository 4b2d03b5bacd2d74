"""How long a sender may take for a body, and what is read of one that is too large."""

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

#: A sender who stops in the middle of a body may hold a thread for this long.
BODY_TIMEOUT_SECONDS = 5.0


def limit_patience(source: Request) -> None:
    """End the request when its sender stops for too long."""
    connection = source.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(BODY_TIMEOUT_SECONDS)


def discard(source: Request, most_bytes: int) -> None:
    """Read and forget a body that is not wanted: many a client sees the answer only when it has sent it."""
    limit_patience(source)
    source.max_content_length = None  # else the stream would refuse to be read
    left = most_bytes
    try:
        while left > 0 and (part := source.stream.read(min(left, 65536))):
            left -= len(part)
    except (OSError, RequestEntityTooLarge):
        return
