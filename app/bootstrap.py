"""Builds the bot from its settings.  Nothing else creates clients, engines or sessions."""

from datetime import UTC, datetime

from pydantic import SecretStr

from app import pull_requests
from app.bot import Bot
from app.config.settings import Settings
from app.process import file as process_file
from app.store import engine as store_engine
from app.workspace import directory as workspace_directory
from app.workspace.call_budget import CallBudget, name_of
from app.workspace.reader import Reader
from clickup_client.client import ClickUpClient
from clickup_client.whole_answer import new_session


def start_bot(settings: Settings, *, read_only: bool = False) -> Bot:
    """
    Read the process file, connect, and find the process in the workspace.

    With `read_only` the database refuses every write, so the bot's calls are not counted either.

    Raises:
        ProcessFileError: The process file is wrong.
        DirectoryError: Something named in the process file is missing from the workspace.
        ClickUpError: ClickUp refused or did not answer.
    """
    process = process_file.load_process(settings.process)
    token = settings.require_clickup_token()
    # Each job may hold a connection, and sometimes takes a second one for the call budget.
    engine = store_engine.connect(
        settings.database_url, pool_size=2 * settings.worker_concurrency, read_only=read_only
    )
    calls = CallBudget(engine, name_of(token))
    client = ClickUpClient(
        token,
        api_url=settings.clickup_api_url,
        before_send=None if read_only else calls.before_send,
        on_budget=None if read_only else calls.on_budget,
        on_refusal=None if read_only else calls.on_refusal,
        on_odd_reset=None if read_only else calls.on_odd_reset,
    )
    places = pull_requests.places_beside(settings.worker_concurrency)
    found = workspace_directory.look_up(client, process, workspace=settings.workspace)
    bot = Bot(
        engine=engine,
        client=client,
        reader=Reader(engine, client, found.tickets_list, found.bot_user_id),
        process=process,
        directory=found,
        providers=(
            pull_requests.github(
                api_url=settings.github_api_url, token=_plain(settings.github_token), places=places
            ),
            pull_requests.gitlab(
                api_url=settings.gitlab_api_url, token=_plain(settings.gitlab_token), places=places
            ),
        ),
        session=new_session(),
        now=lambda: datetime.now(UTC),
        public_url=settings.public_url,
        read_only=read_only,
    )
    if any(stage.status_id for stage in process.stages):  # follow renames made while no worker was running
        bot.named_as_list(client.get_list(found.tickets_list).statuses)
    return bot


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
