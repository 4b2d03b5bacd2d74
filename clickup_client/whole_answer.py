"""
Limits how long a whole answer may take.

The time-out of :mod:`requests` is only that between two bytes: a sender of one byte at a time can hold a
thread for ever, in the headers as well.  Source: https://requests.readthedocs.io/en/latest/user/advanced/#timeouts
"""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from heapq import heappop, heappush
from http.cookiejar import DefaultCookiePolicy
from threading import Condition, Lock, Thread, local
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from collections.abc import Iterator

_limits = local()


class _Limit:
    """Ends the connections of one request when its time is over."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.is_done = False
        self.is_over = False
        self._connection: socket.socket | None = None

    def stop(self) -> None:
        with self._lock:
            self.is_done = True
            self._connection = None

    def watch(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._connection = connection
            if self.is_over:
                _shut(connection)

    def end(self) -> None:
        with self._lock:
            if not self.is_done:
                self.is_over = True
                _shut(self._connection)


class _Watch:
    """The one thread that ends all limits in time: a thread for each request takes as long as sending it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._ends: list[tuple[float, int, _Limit]] = []
        self._count = 0
        self._thread: Thread | None = None

    def add(self, seconds: float, limit: _Limit) -> None:
        with self._changed:
            self._count += 1
            heappush(self._ends, (monotonic() + seconds, self._count, limit))
            if self._thread is None:
                self._thread = Thread(target=self._run, name="whole answers", daemon=True)
                self._thread.start()
            elif self._ends[0][2] is limit:  # it ends before what the thread waits for
                self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next().end()

    def _next(self) -> _Limit:
        """The limit that ends next, once it does.  Requests that were answered by then cost no wake-up."""
        with self._changed:
            while True:
                while self._ends and self._ends[0][2].is_done:
                    heappop(self._ends)
                left = self._ends[0][0] - monotonic() if self._ends else None
                if left is not None and left <= 0:
                    return heappop(self._ends)[2]
                self._changed.wait(left)


_watch = _Watch()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """
    Cut off what a session of :func:`new_session` sends in this block and thread after that time.

    Raises:
        requests.RequestException: The time was over.
    """
    _limits.mine = limit = _Limit()
    _watch.add(seconds, limit)
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
    """Opens connections that are watched, and looks up those of a service once."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        self._found: dict[tuple[Any, ...], Any] = {}
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def get_connection_with_tls_context(
        self, request: Any, verify: Any, proxies: Any = None, cert: Any = None
    ) -> Any:
        service = (*urlsplit(request.url)[:2], verify, cert, *(proxies or {}).items())
        pool = self._found.get(service)
        if pool is None:
            pool = self._found[service] = super().get_connection_with_tls_context(
                request, verify, proxies, cert
            )
        return pool

    def close(self) -> None:
        self._found.clear()
        super().close()

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


_POOLS = {"http": _Pool, "https": _SecurePool}


def _shut(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):  # it is already closed
            connection.shutdown(socket.SHUT_RDWR)
