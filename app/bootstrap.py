"""Builds the bot from its settings.  Nothing else creates clients, engines or sessions."""

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy import Engine

from app import pull_requests
from app.bot import Bot
from app.config.settings import Settings
from app.config.sign_in import oauth_app
from app.process import file as process_file
from app.store import engine as store_engine
from app.store import revision
from app.workspace import answers, known_directory
from app.workspace import directory as workspace_directory
from app.workspace.call_budget import CallBudget, name_of
from app.workspace.clients import budget_of, client_of, patient_client
from app.workspace.directory import Directory
from app.workspace.reader import Reader
from clickup_client.client import ClickUpClient
from clickup_client.whole_answer import new_session
from rules.process.process import Process

if TYPE_CHECKING:
    from app.workspace.sign_in import SignIn


def start_bot(settings: Settings) -> Bot:
    """
    Read the process file, connect, and find the process in the workspace.

    Raises:
        ProcessFileError: The process file is wrong.
        DirectoryError: Something named in the process file is missing from the workspace.
        ClickUpError: ClickUp refused or did not answer.
        SettingsError: The token cannot be one.
    """
    process = process_file.load_process(settings.process)
    # Each job may hold a connection, and sometimes takes a second one for the call budget.
    with ExitStack() as stack:
        size = 2 * settings.worker_concurrency
        engine = store_engine.connect(settings.database_url, pool_size=size, messages=True)
        stack.callback(engine.dispose)
        client = stack.enter_context(client_of(settings, calls=budget_of(settings, engine, ahead=True)))
        found = workspace_directory.look_up(client, process, workspace=settings.workspace)
        bot = _bot(settings, process, engine, client, found, identity_of(settings, process))
        if any(stage.status_id for stage in process.stages):  # follow renames made while no worker ran
            bot.named_as_list(client.get_list(found.tickets_list).statuses)
        stack.pop_all()  # now the bot closes them
    return bot


def start_read_only_bot(settings: Settings, *, calls: CallBudget) -> Bot:
    """
    Make a bot for commands that only read.  It writes nothing, and asks ClickUp only what the database does
    not have.

    The ids of lists, fields and people come from the worker that runs this process.  Without one, they are
    looked up in ClickUp, which costs about eight calls.

    Raises:
        ProcessFileError, DirectoryError, ClickUpError, SettingsError: As :func:`start_bot`.
        OtherShapeError: The database is at another migration.
    """
    process = process_file.load_process(settings.process)
    with ExitStack() as stack:
        engine = store_engine.connect(settings.database_url, pool_size=2, read_only=True)
        stack.callback(engine.dispose)
        with engine.connect() as connection:
            revision.require(connection)
            identity = identity_of(settings, process)
            known = known_directory.read(connection, identity)
        client = stack.enter_context(patient_client(settings, calls=calls))
        found = known or workspace_directory.look_up(client, process, workspace=settings.workspace)
        stack.pop_all()  # now the bot closes them
    return _bot(settings, process, engine, client, found, identity, read_only=True)


def identity_of(settings: Settings, process: Process) -> str:
    """A key for the ids of lists, fields and people: the process, the workspace and the token's user."""
    token = name_of(settings.require_clickup_token())
    return known_directory.identity(process, settings.clickup_api_url, settings.workspace or "", token)


def _bot(
    settings: Settings,
    process: Process,
    engine: Engine,
    client: ClickUpClient,
    found: Directory,
    identity: str,
    *,
    read_only: bool = False,
) -> Bot:
    places = pull_requests.places_beside(settings.worker_concurrency)
    with engine.connect() as connection:
        probed = answers.read(connection, found.workspace_id)
    return Bot(
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
        sign_in=None if read_only else _sign_in(settings),
        answers=answers.answers_of(probed),
        identity=identity,
    )


def _sign_in(settings: Settings) -> "SignIn | None":
    app = oauth_app(settings)
    if app is None:
        return None
    from app.workspace.sign_in import SignIn  # noqa: PLC0415 - who needs no encryption does not load it

    return SignIn(app)


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
