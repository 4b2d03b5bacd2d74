"""
Sends signed deliveries to a receiver and measures its answers; what to do comes as JSON on standard input.

One thread on raw sockets, and all requests made beforehand, so that measuring costs little of the machine
that is measured.  At a fixed rate the time of an answer counts from when its request was due, not from when
it could be sent: a receiver that stalls is not spared the requests that it kept waiting.
"""

import hashlib
import hmac
import json
import selectors
import socket
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to send: `rate` a second (0: as fast as it goes) to `port`, from the webhook with that secret."""

    port: int
    webhook_id: str
    secret: str
    field_id: str
    task_ids: "Sequence[str]"
    seconds: float
    rate: float
    connections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Times in milliseconds, `rate` in answers a second; `failed` were answered other than with 200."""

    sent: int
    failed: int
    rate: float
    p50: float
    p99: float
    worst: float


class _Line:
    """One connection, with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self._got = b""

    def send(self, request: bytes, due: float) -> None:
        self.due, self._got = due, b""
        self.socket.sendall(request)

    def answer(self) -> bytes | None:
        """The whole answer, once it is there."""
        self._got += (part := self.socket.recv(65536))
        if not part:
            raise ConnectionError("the receiver closed the connection")
        head, end, body = self._got.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        return self._got if end and len(body) >= length else None


def measure(order: Order) -> Outcome:
    """Send, wait for all answers, and say how long they took."""
    requests = deque(_requests(order))
    lines = [_Line(order.port) for _ in range(order.connections)]
    idle, took, failed = deque(lines), [], 0
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        began = time.perf_counter()
        last = began + order.seconds
        due = began
        while True:
            now = time.perf_counter()
            while idle and requests and due <= now and due < last:
                idle.popleft().send(requests.popleft(), due if order.rate else now)
                due = due + 1 / order.rate if order.rate else time.perf_counter()
            if (due >= last or not requests) and len(idle) == len(lines):
                break
            if now > last + _PATIENCE_SECONDS:
                failed += len(lines) - len(idle)
                break
            wait = min(max(due - now, 0.0), 0.1) if idle and due < last else 0.1
            for key, _ in selector.select(wait):
                line = key.data
                if (answer := line.answer()) is not None:
                    took.append(time.perf_counter() - line.due)
                    failed += not answer.startswith(b"HTTP/1.1 200")
                    idle.append(line)
        elapsed = time.perf_counter() - began
    for line in lines:
        line.socket.close()
    cuts = [1000 * each for each in quantiles(took, n=100, method="inclusive")]
    return Outcome(
        sent=len(took),
        failed=failed,
        rate=len(took) / elapsed,
        p50=cuts[49],
        p99=cuts[98],
        worst=1000 * max(took),
    )


def _requests(order: Order) -> "Iterator[bytes]":
    """More than can be sent in the time: someone edits a field of one ticket after the other."""
    run = uuid4().hex
    most = int(order.seconds * (order.rate or 3000)) + 1
    now = int(time.time() * 1000)
    for number in range(most):
        body = json.dumps(
            {
                "event": "taskUpdated",
                "history_items": [
                    {
                        "id": f"{run}{number}",
                        "type": 1,
                        "date": str(now),
                        "field": "custom_field",
                        "parent_id": "901200000001",
                        "data": {},
                        "source": None,
                        "user": {
                            "id": 54000002,
                            "username": "Olivia Ops",
                            "email": "ops@stagegate.example",
                            "color": "#7b68ee",
                            "initials": "OO",
                            "profilePicture": None,
                        },
                        "before": "Pay by invoice.",
                        "after": "Pay by bank transfer, as the notes of the last visit say. " * 12,
                        "custom_field": {
                            "id": order.field_id,
                            "name": "Issue Workaround",
                            "type": "text",
                            "type_config": {},
                            "hide_from_guests": False,
                        },
                    }
                ],
                "task_id": order.task_ids[number % len(order.task_ids)],
                "webhook_id": order.webhook_id,
            }
        ).encode()
        signature = hmac.new(order.secret.encode(), body, hashlib.sha256).hexdigest()
        head = (
            f"POST /webhooks/clickup HTTP/1.1\r\nHost: 127.0.0.1:{order.port}\r\n"
            "Content-Type: application/json\r\n"
            f"X-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Order(**json.load(sys.stdin))))))
