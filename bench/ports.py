"""Ports of this machine: which one is free, and whether someone answers at one."""

import socket
from http import HTTPStatus
from urllib.request import urlopen


def listens(port: int) -> bool:
    """Whether someone accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def answers(address: str) -> bool:
    """Whether there is an answer, and a good one."""
    try:
        with urlopen(address, timeout=5) as answer:
            status: int = answer.status
    except OSError:
        return False
    return status == HTTPStatus.OK


def free_port() -> int:
    """A port that no one listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
