"""
Gunicorn's threaded worker, but a thread takes a request only when all of it has arrived.

Gunicorn's own gives a connection a thread at once, so that eight senders who send one byte at a time keep
everyone else away.  Here the loop that accepts connections collects their bytes.  A large body, such as
that of a form with files, is read by a thread, but never by all of them at a time.

Source: https://gunicorn.org/design/#asyncio-workers (a proxy that buffers is its own answer).

This module is loaded by gunicorn's supervising process, too: it imports nothing of the program.
"""

import time
from collections import deque
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from app.web.whole_request import State, WholeRequest

#: From its first byte on a request may take this long, and longer by what has arrived at this rate.
REQUEST_SECONDS = 5.0
SLOWEST_BYTES_A_SECOND = 32 * 1024
#: A large request waits this long for one of the few threads that may read such.
LARGE_SECONDS = 30.0

_READ_BYTES = 64 * 1024
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_WHY = b'{"error":"the request did not arrive in time"}\n'
_CUT_OFF = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_WHY), _WHY)
)


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn is not typed
    """Collects requests before a thread gets them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._keepalive = self.cfg.keepalive  # gunicorn looks each setting up again
        self._arriving: dict[TConn, WholeRequest] = {}
        self._polled: set[TConn] = set()
        self._large: deque[TConn] = deque()
        self._large_places = max(1, self.cfg.threads // 2)

    def enqueue_req(self, conn: TConn) -> None:
        """Collect the next request of a connection; gunicorn asks for a thread here."""
        conn.init()
        if conn.sock.gettimeout() != 0:
            conn.sock.setblocking(False)  # noqa: FBT003 - as the standard library has it
        conn.timeout = time.monotonic() + self._keepalive  # nothing has arrived yet
        self._arriving[conn] = WholeRequest()
        if early := conn.parser.unreader.take_buffered():
            self._add(conn, early)
        else:
            self._read(conn, conn.sock)
        if conn in self._arriving:  # most requests are there at once, and need no poller
            self._polled.add(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self._read, conn))

    def murder_pending(self) -> None:
        """Drop what does not arrive in time; gunicorn calls this at least every second."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [each for each in (*self._arriving, *self._large) if each.timeout <= now]:
            self._drop(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn, request in self._arriving.items():
            if not len(request):
                conn.timeout = min(conn.timeout, deadline)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """Answer is written; a large request makes its place free."""
        if getattr(conn, "is_large", False):
            conn.is_large = False
            self._large_places += 1
        super().finish_request(conn, fs)
        while self._large and self._large_places:
            self._give_thread(self._large.popleft(), large=True)

    def _read(self, conn: TConn, _sock: Any) -> None:
        try:
            more = conn.sock.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if more:
            self._add(conn, more)
        else:  # the sender has gone
            self._drop(conn, answer=False)

    def _add(self, conn: TConn, more: bytes) -> None:
        request = self._arriving[conn]
        if not len(request):
            conn.begun = time.monotonic()
        state = request.add(more)
        conn.timeout = conn.begun + REQUEST_SECONDS + len(request) / SLOWEST_BYTES_A_SECOND
        if state is State.PART:
            if request.expects_continue:
                request.expects_continue = False
                with suppress(OSError):
                    conn.sock.send(_CONTINUE)
            return
        self._stop_reading(conn)
        conn.parser.unreader.unread(request.take())
        if state is State.WHOLE:
            self._give_thread(conn, large=False)
        elif self._large_places:
            self._give_thread(conn, large=True)
        else:
            conn.timeout = time.monotonic() + LARGE_SECONDS
            self._large.append(conn)

    def _give_thread(self, conn: TConn, *, large: bool) -> None:
        conn.is_large = large
        self._large_places -= large
        super().enqueue_req(conn)

    def _stop_reading(self, conn: TConn) -> None:
        del self._arriving[conn]
        if conn in self._polled:
            self._polled.remove(conn)
            with suppress(OSError, KeyError, ValueError):  # as gunicorn does it
                self.poller.unregister(conn.sock)

    def _drop(self, conn: TConn, *, answer: bool = True) -> None:
        request = self._arriving.get(conn)
        if request is None:
            self._large.remove(conn)
        else:
            self._stop_reading(conn)
        if answer and (request is None or len(request)):
            with suppress(OSError):
                conn.sock.send(_CUT_OFF)
        self.nr_conns -= 1
        conn.close()
