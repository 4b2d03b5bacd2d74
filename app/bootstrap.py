"""Builds the bot out of its settings.  Nothing else creates clients, engines or sessions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import requests
from pydantic import SecretStr
from sqlalchemy import Engine

from app import directory, process_file, pull_requests
from app.budget import CallBudget, name_of
from app.reading import Reader
from app.renames import Renames, follow_statuses
from app.settings import Settings
from app.store import engine as store_engine
from clickup_client.client import ClickUpClient
from rules.process import Process


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Everything a job needs, handed to it explicitly."""

    engine: Engine
    client: ClickUpClient
    reader: Reader
    process: Process
    directory: directory.Directory
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


def start_bot(settings: Settings, *, looks_only: bool = False) -> Bot:
    """
    Read the process file, connect, and find the process in the workspace.

    With `looks_only` the database refuses every write, so the bot's calls are not counted there either.

    Raises:
        ProcessFileError: The process file is wrong.
        DirectoryError: The workspace lacks something the process file names.
        ClickUpError: ClickUp refused or did not answer.
    """
    process = process_file.load_process(settings.process)
    token = settings.require_clickup_token()
    # Each job may hold a connection, and now and then takes a second one for a call's budget.
    engine = store_engine.connect(
        settings.database_url, pool_size=2 * settings.worker_concurrency, read_only=looks_only
    )
    calls = CallBudget(engine, name_of(token))
    client = ClickUpClient(
        token,
        api_url=settings.clickup_api_url,
        before_send=None if looks_only else calls.before_send,
        on_budget=None if looks_only else calls.on_budget,
        on_refusal=None if looks_only else calls.on_refusal,
    )
    found = directory.look_up(client, process, workspace=settings.workspace)
    bot = Bot(
        engine=engine,
        client=client,
        reader=Reader(engine, client, found.tickets_list, found.bot_user_id),
        process=process,
        directory=found,
        providers=(
            pull_requests.github(api_url=settings.github_api_url, token=_plain(settings.github_token)),
            pull_requests.gitlab(api_url=settings.gitlab_api_url, token=_plain(settings.gitlab_token)),
        ),
        session=requests.Session(),
        now=lambda: datetime.now(UTC),
        public_url=settings.public_url,
        looks_only=looks_only,
    )
    if any(stage.status_id for stage in process.stages):  # what was renamed while nobody was looking
        follow_statuses(bot, client.get_list(found.tickets_list).statuses)
    return bot


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
