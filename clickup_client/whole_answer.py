"""
Limits how long a whole answer may take.

The time-out of :mod:`requests` is only that between two bytes: whoever sends one byte at a time can hold a
thread for ever, in the headers as well.  Source: https://requests.readthedocs.io/en/latest/user/advanced/#timeouts
"""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from http.cookiejar import DefaultCookiePolicy
from threading import Lock, Timer, local
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from collections.abc import Iterator

_limits = local()


class _Limit:
    """Ends the connections of one request when its time is over."""

    def __init__(self, seconds: float) -> None:
        self._lock = Lock()
        self.is_over = False
        self._connection: socket.socket | None = None
        self._timer = Timer(seconds, self._end)
        self._timer.daemon = True

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._connection = None

    def watch(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._connection = connection
            if self.is_over:
                _shut(connection)

    def _end(self) -> None:
        with self._lock:
            self.is_over = True
            _shut(self._connection)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """
    Cut off what a session of :func:`new_session` sends in this block and thread after that time.

    Raises:
        requests.RequestException: The time was over.
    """
    _limits.mine = limit = _Limit(seconds)
    limit.start()
    try:
        yield
    finally:
        limit.stop()
        del _limits.mine
    if limit.is_over:  # cut off at its headers, an answer looks like an empty one
        raise requests.Timeout("the whole answer took too long")


def new_session(*, pool_size: int = 10) -> requests.Session:
    """
    Return a session whose answers can be limited, without cookies.

    No service here needs them, and the jar would be the only thing that threads share for writing.
    """
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(pool_maxsize=pool_size)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class _Watched:
    """A connection that shows its socket to the limit of the thread that uses it."""

    sock: socket.socket | None

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self._show()

    def request(self, *args: Any, **options: Any) -> None:
        self._show()
        super().request(*args, **options)  # type: ignore[misc]

    def _show(self) -> None:
        limit: _Limit | None = getattr(_limits, "mine", None)
        if limit is not None and self.sock is not None:
            limit.watch(self.sock)


class _Connection(_Watched, HTTPConnection):
    pass


class _SecureConnection(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


_POOLS = {"http": _Pool, "https": _SecurePool}


def _shut(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):  # it is already closed
            connection.shutdown(socket.SHUT_RDWR)
