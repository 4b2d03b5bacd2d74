"""The time zone of the bot's own ClickUp account.  ClickUp uses it for the days that the bot sets."""

import threading
from zoneinfo import ZoneInfo

import structlog

from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError

log = structlog.get_logger()


class AccountZone:
    """
    The zone of the account.  It is read at the start, and again if ClickUp stores a day in an unexpected way.

    Args:
        name: The IANA name that ClickUp gives; None if it gives none.
    """

    def __init__(self, name: str | None = None) -> None:
        self._lock = threading.Lock()
        self._zone = zone_of(name)
        self._doubted: set[str] = set()

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone; None if it is unknown."""
        return self._zone

    def doubt(self, client: ClickUpClient, task_id: str) -> None:
        """
        Read the zone again, because ClickUp stored a day at an unexpected moment.

        Someone may have changed the zone of the account.  Costs one call, at most once for each ticket.
        Without an answer nothing changes.
        """
        with self._lock:
            if task_id in self._doubted:
                return
            self._doubted.add(task_id)
        try:
            found = zone_of(client.get_user().timezone)
        except ClickUpError as error:
            log.warning("time zone of the account not read", action="write", error=str(error))
            return
        if found is None or found == self._zone:
            log.warning("a day that was set looks like another one", action="write", task_id=task_id)
        else:
            log.warning("the account has another time zone", action="write", zone=found.key)
            self._zone = found


def zone_of(name: str | None) -> ZoneInfo | None:
    """The zone of that name; None if there is no such zone."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
