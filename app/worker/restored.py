"""Notices that the database was restored while a worker runs: jobs from the dump must not run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from procrastinate import JobContext

from app.worker.fetch import FetchingConnector

log = structlog.get_logger(__name__)


class Sentry:
    """Lets no job run after that, as a middleware of the worker; `found`: the worker has to end."""

    def __init__(self, connector: FetchingConnector) -> None:
        self._connector = connector
        self.found = asyncio.Event()

    async def watch_job(self, run: Callable[[], Awaitable[Any]], _context: JobContext, _worker: Any) -> Any:
        """Run a job, unless the database was restored: then the start of the next worker handles it."""
        if not self._connector.is_restored:
            return await run()
        if not self.found.is_set():
            log.warning("the database was restored: the worker starts again", action="wake")
            self.found.set()
        return None
