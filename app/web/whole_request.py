"""Tells from the bytes of a connection whether a whole request has arrived.  Pure."""

import re
from enum import Enum, auto

#: Larger bodies are read by the thread that handles the request.
MOST_BYTES = 1024 * 1024 + 1024
#: More headers than gunicorn takes.
_MOST_HEADER_BYTES = 128 * 1024

_END_OF_HEADERS = b"\r\n\r\n"
#: The headers that say where a request ends.
_TELLING = re.compile(
    rb"\r\n(content-length|transfer-encoding|expect):(.*?)(?=\r\n)", re.IGNORECASE | re.DOTALL
)
_LONGEST_CHUNK_LINE = 1024
_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}")


class State(Enum):
    """How far a request has arrived."""

    PART = auto()  # more bytes are needed
    WHOLE = auto()  # all of it, or something that no further byte makes a request
    LARGE = auto()  # its headers, and more of a body than is kept


class WholeRequest:
    """Collects the bytes of one request."""

    def __init__(self) -> None:
        self.state = State.PART
        self.expects_continue = False
        self._bytes = bytearray()
        self._body_at: int | None = None
        self._end: int | None = None
        self._next_chunk: int | None = None  # where the next chunk of a chunked body begins

    def __len__(self) -> int:
        return len(self._bytes)

    def add(self, more: bytes) -> State:
        """Add bytes; how far the request has arrived."""
        self._bytes += more
        if self._body_at is None:
            self._look_for_body(len(more))
        if self.state is State.PART and self._body_at is not None:
            self._look_for_end()
        return self.state

    def take(self) -> bytes:
        """Everything that arrived."""
        return bytes(self._bytes)

    def _look_for_body(self, added: int) -> None:
        begin = max(0, len(self._bytes) - added - len(_END_OF_HEADERS))
        end = self._bytes.find(_END_OF_HEADERS, begin)
        if end < 0:
            if len(self._bytes) > _MOST_HEADER_BYTES:
                self.state = State.WHOLE  # gunicorn says what is wrong with it
            return
        self._body_at = end + len(_END_OF_HEADERS)
        told = [
            (name.lower(), value.strip().lower())
            for name, value in _TELLING.findall(self._bytes, 0, end + len(_END_OF_HEADERS))
        ]
        lengths = [value for name, value in told if name == b"content-length"]
        codings = [value for name, value in told if name == b"transfer-encoding"]
        self.expects_continue = (b"expect", b"100-continue") in told
        if codings == [b"chunked"] and not lengths:
            self._next_chunk = self._body_at
        elif not codings and not lengths:
            self._end = self._body_at
        elif not codings and len(lengths) == 1 and lengths[0].isdigit():
            self._end = self._body_at + int(lengths[0][:20])
            if self._end - self._body_at > MOST_BYTES:
                self.state = State.LARGE
        else:
            self.state = State.WHOLE  # gunicorn says what is wrong with it

    def _look_for_end(self) -> None:
        if self._next_chunk is not None:
            self._look_for_chunks(self._next_chunk)
        elif self._end is not None and len(self._bytes) >= self._end:
            self.state = State.WHOLE

    def _look_for_chunks(self, at: int) -> None:
        while True:
            self._next_chunk = at
            end = self._bytes.find(b"\r\n", at, at + _LONGEST_CHUNK_LINE)
            if end < 0:
                if len(self._bytes) - at >= _LONGEST_CHUNK_LINE:
                    self.state = State.WHOLE
                break
            size = bytes(self._bytes[at:end]).partition(b";")[0].strip()
            if _SIZE.fullmatch(size) is None:
                self.state = State.WHOLE  # gunicorn says what is wrong with it
                break
            if int(size, 16) == 0:
                if self._bytes.startswith(b"\r\n", end + 2) or self._bytes.find(_END_OF_HEADERS, end) >= 0:
                    self.state = State.WHOLE
                break
            at = end + 2 + int(size, 16) + 2
            if at > len(self._bytes):
                break
        if self.state is State.PART and max(at, len(self._bytes)) - (self._body_at or 0) > MOST_BYTES:
            self.state = State.LARGE
