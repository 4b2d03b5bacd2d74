"""Notices that the database was restored while a worker runs: jobs from the dump must not run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, LiteralString

import structlog
from procrastinate import JobContext, PsycopgConnector
from procrastinate.sql import queries

from app.store.restored import IS_RESTORED

log = structlog.get_logger(__name__)

_FETCH = queries["fetch_job"]
_FETCHED = _FETCH.rstrip().rstrip(";")
#: Part of the statement that fetches a job: its own statement would be one more round trip for each
#: drag.
_FETCH_AND_ASK: LiteralString = (
    f"SELECT fetched.*, ({IS_RESTORED}) AS is_restored FROM ({_FETCHED}) AS fetched"  # noqa: S608 # nosec B608
)


class AskingConnector(PsycopgConnector):
    """The queue's way to the database, which asks with each fetch whether that was restored."""

    is_restored = False

    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        """Run a query, and keep in mind what a fetch tells."""
        if query != _FETCH:
            other: dict[str, Any] = await super().execute_query_one_async(query, **arguments)
            return other
        row: dict[str, Any] = await super().execute_query_one_async(_FETCH_AND_ASK, **arguments)
        self.is_restored = bool(row.pop("is_restored")) or self.is_restored
        return row


class Sentry:
    """Lets no job run after that, as a middleware of the worker; `found`: the worker has to end."""

    def __init__(self, connector: AskingConnector) -> None:
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
