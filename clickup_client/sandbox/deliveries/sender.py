"""
Webhook deliveries, by ClickUp's rules.

A delivery is a POST, signed with the webhook's secret. The receiver has 7 seconds for a 2xx; otherwise the
event is tried again, five times in all, then it is lost for good. 401 and 410 suspend the webhook at once.
Order is not promised: events travel side by side.

Source: https://developer.clickup.com/docs/webhookhealth and https://developer.clickup.com/docs/webhooksignature
"""

import hashlib
import heapq
import hmac
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import urllib3

from clickup_client.sandbox.deliveries.parcel import Answered, Outcome, Parcel, Target

TIMEOUT_SECONDS = 7.0

#: Waits between the five tries of an event. ClickUp does not publish its own.
REPEAT_DELAYS_SECONDS = (1.0, 2.0, 4.0, 8.0)

#: Deliveries under way at the same time.
THREADS = 8

#: How long closing waits for tries under way; their threads do not keep the process alive.
CLOSING_SECONDS = 3.0

_SUSPENDING = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.GONE})


@dataclass(order=True, slots=True)
class _Try:
    due: float  # on the monotonic clock
    turn: int
    parcel: Parcel = field(compare=False)
    failed_before: int = field(compare=False, default=0)


class Deliveries:
    """
    Sends events from a few threads, which start with the first event.

    Args:
        target: Where a webhook's events go; ``None`` when it gets none any more.
        report: Told how each event ended.
        answered: Told how each try went.
        repeat_delays_seconds: Waits between tries; their number sets the number of tries.
        timeout_seconds: How long a receiver may take to answer.
    """

    def __init__(
        self,
        *,
        target: Callable[[str], Target | None],
        report: Callable[[str, Outcome], None],
        answered: Callable[[Parcel, Answered], None] = lambda _parcel, _answered: None,
        repeat_delays_seconds: tuple[float, ...] = REPEAT_DELAYS_SECONDS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._target = target
        self._report = report
        self._answered = answered
        self._delays = repeat_delays_seconds
        self._timeout = timeout_seconds
        self._waiting: list[_Try] = []
        self._under_way = 0
        self._turn = 0
        self._dropped_until = 0
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def send(self, parcel: Parcel) -> None:
        """Deliver as soon as its time has come and a thread is free. Does not wait."""
        with self._changed:
            if self._closed:
                return
            if not self._threads:
                self._start()
            self._queue(parcel, due=time.monotonic() + parcel.after_seconds, failed_before=0)

    def unfinished(self) -> int:
        """How many events wait for a try or are under way."""
        with self._changed:
            return len(self._waiting) + self._under_way

    def drop_waiting(self) -> None:
        """Forget the events that wait for a try; those under way get no other one."""
        with self._changed:
            self._waiting.clear()
            self._dropped_until = self._turn
            self._changed.notify_all()

    def wait_until_idle(self, timeout_seconds: float) -> bool:
        """Wait until no event is waiting or under way; ``False`` when that took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._under_way, timeout_seconds)

    def close(self) -> None:
        """Forget what waits and stop the threads. Tries under way may end, if their receiver answers soon."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify_all()
        deadline = time.monotonic() + CLOSING_SECONDS
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _start(self) -> None:
        self._threads = [
            threading.Thread(target=self._work, name=f"webhook-delivery-{n}", daemon=True)
            for n in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def _queue(self, parcel: Parcel, *, due: float, failed_before: int) -> None:
        self._turn += 1
        heapq.heappush(self._waiting, _Try(due, self._turn, parcel, failed_before))
        self._changed.notify()

    def _work(self) -> None:
        with urllib3.PoolManager(retries=False) as http:
            while (event := self._next()) is not None:
                try:
                    self._try(http, event)
                finally:
                    with self._changed:
                        self._under_way -= 1
                        self._changed.notify_all()

    def _next(self) -> _Try | None:
        """Wait for an event whose time has come; ``None`` when closed."""
        with self._changed:
            while not self._closed:
                if not self._waiting:
                    self._changed.wait()
                    continue
                wait = self._waiting[0].due - time.monotonic()
                if wait <= 0:
                    self._under_way += 1
                    return heapq.heappop(self._waiting)
                self._changed.wait(wait)
            return None

    def _try(self, http: urllib3.PoolManager, event: _Try) -> None:
        target = self._target(event.parcel.webhook_id)
        if target is None:
            return
        began = time.monotonic()
        status = self._post(http, target, event.parcel.body)
        seconds = time.monotonic() - began
        self._answered(event.parcel, Answered(target.endpoint, status, seconds, event.failed_before + 1))
        if status is not None and HTTPStatus(200) <= status < HTTPStatus(300):
            self._end(event, Outcome.ACCEPTED)
        elif status in _SUSPENDING:
            self._end(event, Outcome.GONE)
        elif event.failed_before >= len(self._delays):
            self._end(event, Outcome.LOST)
        else:
            self._repeat(event)

    def _end(self, event: _Try, outcome: Outcome) -> None:
        self._report(event.parcel.webhook_id, outcome)
        if event.turn > self._dropped_until:
            for follower in event.parcel.followers:
                self.send(follower)

    def _repeat(self, event: _Try) -> None:
        due = time.monotonic() + self._delays[event.failed_before]
        with self._changed:
            if not self._closed and event.turn > self._dropped_until:
                self._queue(event.parcel, due=due, failed_before=event.failed_before + 1)

    def _post(self, http: urllib3.PoolManager, target: Target, body: bytes) -> int | None:
        """The status of the answer; ``None`` when there was none in time."""
        headers = {"Content-Type": "application/json", "X-Signature": signature(body, target.secret)}
        try:
            return http.request(
                "POST", target.endpoint, body=body, headers=headers, timeout=self._timeout, redirect=False
            ).status
        except urllib3.exceptions.HTTPError:
            return None


def signature(body: bytes, secret: str) -> str:
    """Hex HMAC-SHA256 of the raw body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
