"""
Reads tickets by page, for all workers: a page shows a hundred tickets.

What the pages show of the tickets that wait is kept in the database, until the look at each takes it.
"""

import json
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

import structlog
from sqlalchemy import Engine

from app.errors import LaterError
from app.store import deliveries, page_reads, tickets
from app.store.backlog import Backlog, backlog
from app.store.engine import single
from app.workspace.odd_records import OddRecords
from clickup_client.calls.task_reading import TASKS_A_PAGE
from clickup_client.client import ClickUpClient
from clickup_client.models import Task
from clickup_client.times import to_milliseconds

log = structlog.get_logger()

#: With at least this many waiting tickets, pages are read.
BURST_TICKETS = 5

#: A burst is read when nothing new arrives for a while, or when its first ticket has waited long enough.
CALM = timedelta(seconds=0.5)
LONGEST_WAIT = timedelta(seconds=10)
#: While someone else reads, this is the time until the next check.
_MOMENT = timedelta(seconds=0.1)
#: That a burst of edits is arriving holds for all its tickets for so long: counting what waits is the more
#: work the more there is, and each of them would count it again.
HOLDS_SECONDS = 0.25

#: Pages begin this long before the oldest hint, because our clock may differ from ClickUp's ...
MARGIN = timedelta(minutes=2)
#: ... or this long before the last pages, which showed the rest: else each pages of a long burst would show
#: all of it.
OVERLAP = timedelta(seconds=20)

#: For work without a hint, a page read this long ago is good enough.
RECENT = timedelta(minutes=1)
#: The whole list is not read again for this long, whatever its pages did not show.
AGAIN = timedelta(seconds=5)


class Pages:
    """
    The pages of one list; one per worker process, for any number of threads.

    Args:
        list_id: The list.
        bot_user_id: The bot's own user, whose moves need no read.
        odd: Told what cannot be read.
        sleep: Waits for some seconds.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        engine: Engine,
        client: ClickUpClient,
        list_id: str,
        bot_user_id: int,
        *,
        odd: OddRecords,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._client = client
        self._list_id = list_id
        self._bot_user_id = bot_user_id
        self._odd = odd
        self._sleep = sleep
        self._clock = clock
        self._edits_arrive = (-HOLDS_SECONDS, timedelta())  # when that was seen, and how long to wait
        self._lock = Lock()
        self._along_lock = Lock()
        self._read_at: datetime | None = None

    def gather(self, since: datetime, *, moved: bool) -> bool:
        """
        Wait until a burst has arrived, and read it.  Returns whether pages were read after `since`.

        A ticket that was `moved` waits here, and only for moves: to queue its look again would be more work
        than the look.

        Raises:
            LaterError: A burst of edits is still arriving; ask again at the given time.
            ClickUpError: Try again later.
        """
        with self._lock:  # one thread of a worker waits and reads, the others use the result
            if not moved and not self._is_read_since(since):
                self._put_off_again()
            while not self._is_read_since(since):
                waits = self._backlog(moves_only=moved)
                self._read_at = waits.read_at
                if self._is_read_since(since):
                    break
                if waits.tickets < BURST_TICKETS:
                    return False
                rest, lasted = CALM - (waits.now - waits.newest), waits.now - waits.oldest
                if rest > timedelta() and lasted < LONGEST_WAIT:
                    if not moved:
                        self._edits_arrive = self._clock(), _wait(lasted)
                        self._put_off_again()
                    self._sleep(max(rest, _MOMENT).total_seconds())
                elif not self._read_changed():
                    self._sleep(_MOMENT.total_seconds())
        return True

    def _put_off_again(self) -> None:
        """Put a look off if a burst of edits was arriving a moment ago."""
        seen_at, wait = self._edits_arrive
        if self._clock() - seen_at < HOLDS_SECONDS:
            raise LaterError(wait)

    def gather_all(self, task_id: str, *, others: AbstractSet[str]) -> Task | None:
        """
        The ticket as a page of the whole list shows it, or did a moment ago.

        None if no page does, or if it costs fewer calls to read each of the `others` that wait by itself.

        Raises:
            ClickUpError: Try again later.
        """
        waiting = others | {task_id}
        with self._along_lock:
            while True:
                with single(self._engine) as connection:
                    now, count = tickets.how_many(connection)
                    missing = waiting - page_reads.shown_since(connection, waiting, now - RECENT)
                    read_at = page_reads.read_at(connection, "all")
                is_fresh = read_at is not None and read_at > now - AGAIN
                is_worth = len(missing) >= BURST_TICKETS and len(missing) > count / TASKS_A_PAGE + 1
                if task_id not in missing or is_fresh or not is_worth or self._read_all(missing):
                    break
                self._sleep(_MOMENT.total_seconds())
        return self.take(task_id, since=now - RECENT)

    def take(self, task_id: str, *, since: datetime) -> Task | None:
        """The ticket as a page showed it after a moment, once; None if none did."""
        with single(self._engine) as connection:
            shown = page_reads.take(connection, task_id, since=since)
        return None if shown is None else Task.model_validate(json.loads(shown))

    def _is_read_since(self, since: datetime) -> bool:
        """Whether pages were read after a hint: a ticket they do not show is gone or in another list."""
        return self._read_at is not None and self._read_at > since

    def _backlog(self, *, moves_only: bool = False) -> Backlog:
        with single(self._engine) as connection:
            return backlog(connection, bot_user_id=self._bot_user_id, moves_only=moves_only)

    def _read_changed(self) -> bool:
        """Read what changed since the oldest hint of any kind; return False if someone else is reading."""
        with self._reading("changed") as begun:
            if begun is None:
                return False
            waits = self._backlog()
            with single(self._engine) as connection:
                waiting = deliveries.tickets_waiting(connection)
            after = waits.oldest - MARGIN
            if waits.read_at is not None:
                after = max(after, waits.read_at - OVERLAP)
            self._read(begun, updated_after=after, only=waiting)
        self._read_at = begun
        return True

    def _read_all(self, missing: AbstractSet[str]) -> bool:
        """Read the whole list; return False if someone else is reading it."""
        with self._reading("all") as begun:
            if begun is not None:
                self._read(begun, updated_after=None, only=missing)
        return begun is not None

    @contextmanager
    def _reading(self, kind: page_reads.Kind) -> Iterator[datetime | None]:
        """Let no other worker read the same; gives the moment, or None if one reads already."""
        with single(self._engine) as connection:
            begun = page_reads.begin(connection, kind)
        is_whole = False
        try:
            yield begun
            is_whole = True
        finally:
            if begun is not None:
                with single(self._engine) as connection:
                    page_reads.end(connection, kind, begun, is_whole=is_whole)

    def _read(self, begun: datetime, *, updated_after: datetime | None, only: AbstractSet[str]) -> None:
        count, shown = 0, dict[str, str]()
        for task in self._client.each_task(self._list_id, updated_after=updated_after):
            count += 1
            if task.id in only:
                self._odd.tell_of_parts(task)
                shown[task.id] = json.dumps(task.model_dump(), default=to_milliseconds)
        with self._engine.begin() as connection:
            page_reads.keep(connection, shown, begun)
        log.info("tickets read by page", action="read", tickets=count)


def _wait(lasted: timedelta) -> timedelta:
    """
    How long an edited ticket waits until its next check, in a burst that has `lasted` so long.

    The wait grows with the burst, because each check of each ticket is work for the queue.
    """
    return max(CALM, min(lasted, LONGEST_WAIT - lasted))
