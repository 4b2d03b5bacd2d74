"""The values that every job gets: connections, the process, where it is in ClickUp, the time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import requests
from sqlalchemy import Engine

from app import pull_requests
from app.workspace.directory import Directory
from app.workspace.reader import Reader
from app.workspace.renames import Renames
from clickup_client.client import ClickUpClient
from clickup_client.models import Status, Task
from rules.process.process import Process
from rules.process.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Everything a job needs, handed to it explicitly."""

    engine: Engine
    client: ClickUpClient
    reader: Reader
    process: Process
    directory: Directory
    providers: tuple[pull_requests.Provider, ...]
    session: requests.Session
    now: Callable[[], datetime]
    public_url: str | None = None  # where ClickUp reaches us; without it nobody sees to the webhooks
    renames: Renames = field(default_factory=Renames)
    looks_only: bool = False  # nothing is written, not even what was learned on the way

    def close(self) -> None:
        """Close every connection."""
        self.client.close()
        self.session.close()
        self.engine.dispose()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the process counts its days."""
        return ZoneInfo(self.process.calendar.time_zone)

    def day_of(self, moment: datetime) -> date:
        """The calendar day of a moment, for the people of this process."""
        try:
            return moment.astimezone(self.zone).date()
        except OverflowError:  # the first or last moment that datetime knows
            return moment.date()

    def moment_of(self, day: date) -> datetime:
        """
        How ClickUp keeps a day without a time: 04:00 local time.

        Source: https://developer.clickup.com/docs/general-time
        """
        return datetime.combine(day, time(4), tzinfo=self.zone)

    def named_as(self, task: Task) -> "Bot":
        """The bot with a process in the names that a task shows; the very same bot where nothing differs."""
        shown = {custom.id: custom.name for custom in task.custom_fields}
        if task.status_id:
            shown[task.status_id] = task.status
        return self._named(shown)

    def named_as_known(self) -> "Bot":
        """The same in the names that are known already, for what shows none of them."""
        return self._named({})

    def named_as_list(self, statuses: Iterable[Status]) -> "Bot":
        """The same in the names that the list of tickets has for its statuses."""
        return self._named({status.id: status.status for status in statuses if status.id})

    def ask_for_status(self, stage: Stage) -> str | None:
        """
        What ClickUp calls a stage now, asked again; None where that is nothing new or the file has no id.

        Costs one call.

        Raises:
            ClickUpError: ClickUp could not be asked.
        """
        if stage.status_id is None:
            return None
        statuses = self.client.get_list(self.directory.tickets_list).statuses
        now = self.named_as_list(statuses).process.stage(stage.name).status
        return None if now.casefold() == stage.status.casefold() else now

    def _named(self, shown: Mapping[str, str]) -> "Bot":
        process = self.renames.learn(self.process, shown)
        return self if process is self.process else replace(self, process=process)
