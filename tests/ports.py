"""Ports for processes that tests start."""

import itertools
import os
import random
import socket

#: Below those that the system itself hands out, so that no connection of another program takes one meanwhile.
_FIRST, _PER_PROCESS, _PROCESSES = 10_000, 1_000, 20


def _candidates():
    """Ports that no other process of this run tries."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _PROCESSES
    begin = random.randrange(_PER_PROCESS)  # noqa: S311 - several runs on one machine begin in different places
    for step in itertools.count(begin):
        yield _FIRST + number * _PER_PROCESS + step % _PER_PROCESS


_ports = _candidates()


def free_port():
    """A port that no one listens at, and that no other test gets."""
    while True:
        port = next(_ports)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
