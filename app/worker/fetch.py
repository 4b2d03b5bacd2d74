"""
Fetches jobs with as few statements as possible, and none too late.

procrastinate fetches until it finds nothing: after each job it asks once more, while that job begins.  Here
each fetch also tells whether more is due, so that this statement is left out.  And a job that is announced
while a fetch finds nothing is fetched at once: procrastinate forgets such an announcement, and would find the
job when it next looks by itself.
"""

from collections.abc import Iterable
from typing import Any, LiteralString

from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.sql import queries

from app.store.restored import IS_RESTORED

_FETCH = queries["fetch_job"]
_FETCHED = _FETCH.rstrip().rstrip(";")
#: What is asked with a fetch: each in a statement of its own would be one more round trip for each drag.
_FETCH_AND_ASK: LiteralString = (
    "SELECT fetched.*, EXISTS (SELECT FROM procrastinate_jobs"  # noqa: S608 # nosec B608
    " WHERE status = 'todo' AND id IS DISTINCT FROM fetched.id AND coalesce(scheduled_at <= now(), true)"
    f") AS more_is_due, ({IS_RESTORED}) AS is_restored FROM ({_FETCHED}) AS fetched"
)
_NOTHING = {"id": None}


class FetchingConnector(PsycopgConnector):
    """The queue's way to the database.  `is_restored`: a fetch has told that the database was restored."""

    is_restored = False
    _is_announced = False
    _is_all = False

    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        """Run a query; a fetch only if it may find something."""
        if query != _FETCH:
            other: dict[str, Any] = await super().execute_query_one_async(query, **arguments)
            return other
        if self._is_all:
            self._is_all = False  # only the fetch that follows is left out
            return _NOTHING
        while True:
            self._is_announced = False
            row: dict[str, Any] = await super().execute_query_one_async(_FETCH_AND_ASK, **arguments)
            self.is_restored = bool(row.pop("is_restored")) or self.is_restored
            more_is_due = row.pop("more_is_due")
            if row["id"] is not None:
                self._is_all = not (more_is_due or self._is_announced)
            if row["id"] is not None or not self._is_announced:
                return row

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Listen for announcements of jobs."""

        async def announced(*, channel: str, payload: str) -> None:
            self._is_announced, self._is_all = True, False
            await on_notification(channel=channel, payload=payload)

        await super().listen_notify(announced, channels)
