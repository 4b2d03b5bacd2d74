"""Warns of tickets that differ from ClickUp's documentation, once for each."""

from threading import Lock

import structlog

from clickup_client.models import Task

log = structlog.get_logger()

#: This many warnings are remembered; then the memory is cleared.
MOST_REMEMBERED = 10_000


class OddRecords:
    """Warns of odd records, once for each; one per worker process, for any number of threads."""

    def __init__(self) -> None:
        self._told: set[tuple[str | None, str]] = set()
        self._lock = Lock()

    def tell(self, task_id: str | None, complaint: str, *, name: str = "") -> None:
        """Warn that a ticket cannot be read, and is set aside until it can."""
        if self._is_news(task_id, complaint):
            log.warning(
                "ticket set aside, because its record cannot be read",
                action="odd_record",
                task_id=task_id,
                name=name,
                why=complaint,
            )

    def tell_of_parts(self, task: Task) -> None:
        """
        Warn of parts of a ticket that are missing or cannot be read.  The ticket is judged
        without them.
        """
        missing = {"creator": task.creator, "date_updated": task.date_updated}
        for part in dict.fromkeys((*task.left_out, *(name for name in missing if missing[name] is None))):
            if self._is_news(task.id, part):
                log.warning(
                    "a part of the ticket is missing or cannot be read",
                    action="odd_record",
                    task_id=task.id,
                    name=task.name,
                    part=part,
                )

    def _is_news(self, task_id: str | None, what: str) -> bool:
        with self._lock:
            if len(self._told) >= MOST_REMEMBERED:
                self._told.clear()
            is_news = (task_id, what) not in self._told
            self._told.add((task_id, what))
        return is_news
