"""The bot: the values that every job gets, such as connections, the process and the clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import requests
from sqlalchemy import Engine

from app import pull_requests
from app.workspace.account_zone import zone_of
from app.workspace.answers import Answers
from app.workspace.directory import Directory
from app.workspace.reader import Reader
from app.workspace.renames import Renames
from clickup_client.client import ClickUpClient
from clickup_client.models import Status, Task
from rules import dates
from rules.process.process import Process
from rules.process.stage import Stage

if TYPE_CHECKING:
    from app.workspace.sign_in import SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Everything a job needs, passed explicitly."""

    engine: Engine
    client: ClickUpClient
    reader: Reader
    process: Process
    directory: Directory
    providers: tuple[pull_requests.Provider, ...]
    session: requests.Session
    now: Callable[[], datetime]
    public_url: str | None = None  # our address for ClickUp; without it no webhook is checked
    renames: Renames = field(default_factory=Renames)
    read_only: bool = False  # write nothing, not even cached values
    answers: Answers = field(default_factory=Answers)  # what a probe saw in this workspace
    sign_in: "SignIn | None" = None  # how people sign in; None: they do not
    identity: str = ""  # the key of app.workspace.known_directory
    companies: dict[str, Mapping[str, str]] = field(default_factory=dict)  # what this look read of them

    def close(self) -> None:
        """Close every connection."""
        self.client.close()
        self.session.close()
        self.engine.dispose()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the process counts its days."""
        return ZoneInfo(self.process.calendar.time_zone)

    @property
    def account_zone(self) -> ZoneInfo:
        """
        The time zone in which ClickUp stores the bot's days: its account's, unless a probe saw
        another one.
        """
        return zone_of(self.answers.zone) or self.directory.account.zone or self.zone

    def day_of(self, moment: datetime) -> date:
        """The calendar day of a moment in the zone of the process."""
        return dates.local_day(moment, self.zone)

    def day_set(self, moment: datetime) -> date:
        """The day that a person meant who set a date to this moment, as far as the moment shows it."""
        return dates.day_set(moment, home=self.zone, account=self.account_zone)

    def moment_of(self, day: date) -> datetime:
        """The moment to send for a day without a time, so that ClickUp stores it unchanged."""
        return dates.moment_of_day(day, self.account_zone)

    def may_set(self, day: date) -> bool:
        """Whether the zones of people and bot share a moment of this day, so that both see the same day."""
        return dates.share_days(self.zone, self.account_zone, day)

    def is_guest(self, task: Task) -> bool:
        """Whether a task of another list is also shown in the list of tickets."""
        found = self.directory
        ours = (found.tickets_list, found.first_level_list, found.companies_list)
        return task.list_id not in ours and found.tickets_list in task.other_list_ids

    def has_gate_for(self, task: Task) -> bool:
        """Whether the bot checks the moves of a task, by its list."""
        if task.list_id == self.directory.tickets_list:
            return True
        return self.process.lists.shown_here == "gate" and self.is_guest(task)

    def named_as(self, task: Task) -> "Bot":
        """Return a bot whose process has the names that a task shows; the same bot if nothing differs."""
        shown = {custom.id: custom.name for custom in task.custom_fields}
        if task.status_id:
            shown[task.status_id] = task.status
        return self._named(shown)

    def named_as_known(self) -> "Bot":
        """Return a bot with the names that are already known, for data that show no names."""
        return self._named({})

    def named_as_list(self, statuses: Iterable[Status]) -> "Bot":
        """Return a bot with the names of the statuses in the list of tickets."""
        return self._named({status.id: status.status for status in statuses if status.id})

    def ask_for_status(self, stage: Stage) -> str | None:
        """
        Ask ClickUp for the current status name of a stage; None if it is not new or the file has no id.

        Costs one call.

        Raises:
            ClickUpError: ClickUp could not be reached or refused.
        """
        if stage.status_id is None:
            return None
        statuses = self.client.get_list(self.directory.tickets_list).statuses
        now = self.named_as_list(statuses).process.stage(stage.name).status
        return None if now.casefold() == stage.status.casefold() else now

    def _named(self, shown: Mapping[str, str]) -> "Bot":
        process = self.renames.learn(self.process, shown)
        return self if process is self.process else replace(self, process=process)
