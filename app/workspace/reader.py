"""
Reads tickets: one by one if few are waiting, by page if many are.

A delivery asks for the ticket as it is after the delivery.  Any later read answers it, also a read for other
tickets: a page shows a hundred tickets.
"""

from collections import OrderedDict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock

import structlog
from sqlalchemy import Engine

from app.errors import LaterError
from app.store import deliveries, tickets
from app.store.backlog import Backlog, backlog
from app.store.engine import single
from app.workspace.odd_records import OddRecords
from clickup_client.calls.task_reading import TASKS_A_PAGE
from clickup_client.client import ClickUpClient
from clickup_client.errors import NotAuthorisedError, NotFoundError, OddRecordError, UnexpectedAnswerError
from clickup_client.models import CustomField, Task

log = structlog.get_logger()

#: With at least this many waiting tickets, pages are read.
BURST_TICKETS = 5

#: A burst is read when nothing new arrives for a while, or when its first ticket has waited long enough.
CALM = timedelta(seconds=0.5)
LONGEST_WAIT = timedelta(seconds=10)

#: Pages begin this long before the oldest hint, because our clock may differ from ClickUp's.
MARGIN = timedelta(minutes=2)

#: For work without a hint, a page read this long ago is good enough.
RECENT = timedelta(minutes=1)

#: A ticket that could not be read is read again after this time.
ODD_WAIT = timedelta(minutes=5)
NO_ANSWER_WAIT = timedelta(minutes=1)

#: Tickets from pages kept until their job is done; each takes tens of kilobytes.
MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class _PageRead:
    task: Task
    at: datetime


class Reader:
    """
    Reads the tickets of one list; one per worker process, for any number of threads.

    Args:
        list_id: The list that is read by page.
        bot_user_id: The bot's own user, whose moves need no read.
    """

    def __init__(self, engine: Engine, client: ClickUpClient, list_id: str, bot_user_id: int) -> None:
        self._engine = engine
        self._client = client
        self._list_id = list_id
        self._bot_user_id = bot_user_id
        self._seen: OrderedDict[str, _PageRead] = OrderedDict()
        self._written: OrderedDict[str, Task] = OrderedDict()
        self._definitions: dict[str, CustomField] = {}
        self._pages_read_at: datetime | None = None
        self._lock = Lock()
        self._page_lock = Lock()
        self._all_read_at: datetime | None = None
        self._along_lock = Lock()
        self.odd = OddRecords()

    def look(self, task_id: str) -> Task | None:
        """
        The task as it is now; None if it cannot be seen: hidden, in the trash, purged or archived.

        Costs a call, and more where it seems to be hidden.

        Raises:
            LaterError: It cannot be read now.
            ClickUpError: Try again later.
        """
        try:
            task = self._get(task_id)
        except NotFoundError:
            return None
        return None if task.archived else task

    def read(self, task_id: str, *, since: datetime | None, moved: bool = False, few: bool = False) -> Task:
        """
        The task as it was at a moment after `since` (the newest hint, by the database's clock).

        Costs at most one call; none if a page read for other tickets shows it.  A ticket that was `moved`
        waits only for a burst of moves.  `few`: fewer tickets wait than are a burst.

        Raises:
            LaterError: A burst is still arriving, or it cannot be read now; ask again at the given time.
            NotFoundError: No such task.
            ClickUpError: Try again later.
        """
        if since is None:
            return self._get(task_id)
        if not self._knows(since):
            if few or (waits := self._backlog(moves_only=moved)).tickets < BURST_TICKETS:
                return self._get(task_id)
            if waits.now - waits.newest < CALM and waits.now - waits.oldest < LONGEST_WAIT:
                raise LaterError(_wait(waits.now - waits.oldest))
            with self._page_lock:  # one thread reads, the others use the result
                if not self._knows(since):
                    self._read_pages()
        return self._take(task_id, since) or self._get(task_id)

    def read_along(self, task_id: str, *, others: AbstractSet[str]) -> Task:
        """
        The task as it is now, or as it was a moment ago if many are waiting.

        Costs one call, or one for each hundred tickets of the list if that is fewer than the `others`.

        Raises:
            LaterError: It cannot be read now.
            NotFoundError: No such task.
            ClickUpError: Try again later.
        """
        if len(others) < BURST_TICKETS:
            return self._get(task_id)
        with self._along_lock:
            with self._engine.begin() as connection:
                now, count = tickets.how_many(connection)
            is_known = self._all_read_at is not None and self._all_read_at > now - RECENT
            if len(others) > count / TASKS_A_PAGE + 1 and not is_known:
                self._keep(self._client.each_task(self._list_id), now, only=others | {task_id})
                self._all_read_at = now
        return self._take(task_id, now - RECENT) or self._get(task_id)

    def wrote(self, task: Task) -> None:
        """Keep ClickUp's answer to the move of a ticket, so that the next look need not read the ticket."""
        self.odd.tell_of_parts(task)
        with self._lock:
            self._written[task.id] = task
            while len(self._written) > MOST_KEPT:
                self._written.popitem(last=False)

    def as_written(self, task_id: str) -> Task | None:
        """Return the ticket that :meth:`wrote` kept, once.  The caller checks whether it is too old."""
        with self._lock:
            return self._written.pop(task_id, None)

    def forget(self, task_id: str) -> None:
        """Drop a ticket whose work is done."""
        with self._lock:
            self._seen.pop(task_id, None)

    def _get(self, task_id: str) -> Task:
        """Read one ticket.  If it cannot be read, warn once and set it aside, so that it blocks nothing."""
        try:
            task = self._client.get_task(task_id)
        except NotFoundError as error:
            if error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and not self._sees_list():
                raise LaterError(NO_ANSWER_WAIT) from error
            raise
        except UnexpectedAnswerError as error:
            self.odd.tell(task_id, error.reason)
            wait = ODD_WAIT if isinstance(error, OddRecordError) else NO_ANSWER_WAIT
            raise LaterError(wait) from error
        self.odd.tell_of_parts(task)
        return task

    def _sees_list(self) -> bool:
        """Whether the bot sees the ticket's list: otherwise all its tickets would seem to be gone."""
        try:
            self._client.get_list(self._list_id)
        except (NotFoundError, NotAuthorisedError) as error:
            log.warning("the list of tickets cannot be seen", action="read", error=str(error))
            return False
        return True

    def _knows(self, since: datetime) -> bool:
        """Whether pages were read after a hint: a ticket they do not show is gone or in another list."""
        with self._lock:
            return self._pages_read_at is not None and self._pages_read_at > since

    def _take(self, task_id: str, since: datetime) -> Task | None:
        with self._lock:
            seen = self._seen.get(task_id)
            if seen is None or seen.at <= since:
                return None
            return seen.task

    def _backlog(self, *, moves_only: bool = False) -> Backlog:
        with single(self._engine) as connection:
            return backlog(connection, bot_user_id=self._bot_user_id, moves_only=moves_only)

    def _read_pages(self) -> None:
        waits = self._backlog()
        with single(self._engine) as connection:
            waiting = deliveries.tickets_waiting(connection)
        updated_after = waits.oldest - MARGIN
        tasks = self._client.each_task(self._list_id, updated_after=updated_after)
        self._keep(tasks, waits.now, only=waiting)
        with self._lock:
            self._pages_read_at = waits.now

    def _keep(self, tasks: Iterable[Task], now: datetime, *, only: AbstractSet[str]) -> None:
        """Keep `only` these tickets from pages, as of `now`, which is just before the pages are read."""
        count = 0
        for task in tasks:
            count += 1
            if task.id not in only:
                continue
            self.odd.tell_of_parts(task)
            fields = tuple(self._with_known_definition(field) for field in task.custom_fields)
            with self._lock:
                self._seen[task.id] = _PageRead(task.model_copy(update={"custom_fields": fields}), now)
                self._seen.move_to_end(task.id)
                while len(self._seen) > MOST_KEPT:
                    self._seen.popitem(last=False)
        log.info("tickets read by page", action="read", tickets=count)

    def _with_known_definition(self, field: CustomField) -> CustomField:
        """The same field with shared options: ClickUp repeats them in every ticket."""
        known = self._definitions.setdefault(field.id, field)
        if (known.options, known.config) != (field.options, field.config):
            self._definitions[field.id] = field
            return field
        return field.model_copy(update={"options": known.options, "config": known.config})


def _wait(lasted: timedelta) -> timedelta:
    """
    How long a ticket waits until its next check, in a burst that has `lasted` so long.

    The wait grows with the burst, because each check of each ticket is work for the queue.
    """
    return max(CALM, min(lasted / 2, LONGEST_WAIT - lasted))
