"""Notices that the database was restored while a worker runs: jobs from the dump must not run."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException

from app.store.restored import IS_RESTORED

log = structlog.get_logger(__name__)


#: The database is asked at most once in this many seconds.  A restore takes longer than that.
ASK_SECONDS = 0.1


class Sentry:
    """
    Asks before a job, as a middleware of the worker; `found` is set when the worker has to end.

    `clock` returns monotonic seconds.
    """

    def __init__(self, app: App, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        self._asked_at: float | None = None
        self.found = asyncio.Event()

    async def watch_job(self, run: Callable[[], Awaitable[Any]], _context: JobContext, _worker: Any) -> Any:
        """Run a job, unless the database was restored: then the start of the next worker handles it."""
        if self.found.is_set() or await self._is_restored():
            self.found.set()
            return None
        return await run()

    async def _is_restored(self) -> bool:
        now = self._clock()
        if self._asked_at is not None and now - self._asked_at < ASK_SECONDS:
            return False
        self._asked_at = now
        try:
            rows = await self._app.connector.execute_query_all_async(IS_RESTORED)
        except ConnectorException:  # the job itself will fail
            return False
        if rows and rows[0]["is_restored"]:
            log.warning("the database was restored: the worker starts again", action="wake")
            return True
        return False
