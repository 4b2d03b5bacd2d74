"""
Reads tickets: one by one if few are waiting, by page if many are.

A delivery asks for the ticket as it is after the delivery.  Any later read answers it, also a read for other
tickets: see :mod:`app.workspace.pages`.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock

import structlog
from sqlalchemy import Engine

from app.errors import LaterError
from app.workspace.odd_records import OddRecords
from app.workspace.pages import BURST_TICKETS, Pages
from clickup_client.client import ClickUpClient
from clickup_client.errors import NotAuthorisedError, NotFoundError, OddRecordError, UnexpectedAnswerError
from clickup_client.models import Task

log = structlog.get_logger()

#: A ticket that could not be read is read again after this time.
ODD_WAIT = timedelta(minutes=5)
NO_ANSWER_WAIT = timedelta(minutes=1)

#: Answers to writes that are kept until the next look; each takes tens of kilobytes.
MOST_KEPT = 1000


class Reader:
    """
    Reads the tickets of one list; one per worker process, for any number of threads.

    Args:
        list_id: The list that is read by page.
        bot_user_id: The bot's own user, whose moves need no read.
        sleep: Waits for some seconds, while a burst arrives.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        engine: Engine,
        client: ClickUpClient,
        list_id: str,
        bot_user_id: int,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._list_id = list_id
        self._written: OrderedDict[str, Task] = OrderedDict()
        self._lock = Lock()
        self.odd = OddRecords()
        self._pages = Pages(engine, client, list_id, bot_user_id, odd=self.odd, sleep=sleep, clock=clock)

    def find(self, task_id: str) -> Task | None:
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

    def read(
        self,
        task_id: str,
        *,
        since: datetime | None,
        moved: bool = False,
        few: bool = False,
        shown_at: datetime | None = None,
    ) -> Task:
        """
        The task as it was at a moment after `since` (the newest hint, by the database's clock).

        Costs at most one call; none if a page read for other tickets shows it.

        Args:
            task_id: The ticket.
            since: When the newest hint came; None if there is none.
            moved: It was moved: it waits only for a burst of moves, and until that has arrived.
            few: Fewer tickets wait than are a burst.
            shown_at: When a page showed it that was read for other tickets.

        Raises:
            LaterError: A burst of edits is still arriving, or it cannot be read now; ask again then.
            NotFoundError: No such task.
            ClickUpError: Try again later.
        """
        if since is None:
            return self._get(task_id)
        is_shown = shown_at is not None and shown_at > since
        if not is_shown and (few or not self._pages.gather(since, moved=moved)):
            return self._get(task_id)
        return self._pages.take(task_id, since=since) or self._get(task_id)

    def read_along(self, task_id: str, *, others: AbstractSet[str]) -> Task:
        """
        The task as it is now, or as it was a moment ago if many are waiting.

        Costs one call, or one for each hundred tickets of the list if that is fewer than the `others`.

        Raises:
            LaterError: It cannot be read now.
            NotFoundError: No such task.
            ClickUpError: Try again later.
        """
        few = len(others) < BURST_TICKETS
        return (None if few else self._pages.gather_all(task_id, others=others)) or self._get(task_id)

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
