"""Checks before the start whether a port can be used."""

import errno
import socket

from app.errors import ForPeopleError

#: How many ports to try when proposing a free one.
_PROPOSALS = 100


class PortError(ForPeopleError):
    """A port cannot be used; the text names it and says how to choose another."""


def check_port(host: str, port: int, *, what: str, option: str) -> None:
    """
    Raise :exc:`PortError` if no one can listen on `host`:`port` now.

    `what` needs the port; `option` is the command-line option to choose another.
    """
    reason = _refusal(host, port)
    if reason is None:
        return
    raise PortError(f"Port {port} on {host}, for {what}, {reason}: {_advice(host, port, option)}.")


def _advice(host: str, port: int, option: str) -> str:
    free = (other for other in range(port + 1, min(port + _PROPOSALS, 65536)) if other > 1023)  # noqa: PLR2004
    for other in free:
        if _refusal(host, other) is None:
            return f"choose another one with {option}, for example {option} {other}"
    return f"choose another one with {option}"


def _refusal(host: str, port: int) -> str | None:
    """Why the port cannot be used, as the end of a sentence; None if it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: a connection that was just closed does not block the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return "is taken by another program"
            if error.errno == errno.EACCES:
                return "may only be used by root"
            return f"cannot be used ({error.strerror or error})"
    return None
