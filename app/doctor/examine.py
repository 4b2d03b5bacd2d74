"""All checks in their order.  After the reason is reported, checks that cannot run are left out."""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import requests
from pydantic import SecretStr
from sqlalchemy import Engine

from app import pull_requests
from app.bootstrap import identity_of
from app.config.settings import Settings, SettingsError
from app.doctor import account, hooks
from app.doctor.canary import NAME as NOTICES
from app.doctor.canary import Timer, send_canary
from app.doctor.check import Check, Level, bad, good, warning
from app.doctor.code_hosts import check_code_hosts
from app.doctor.database import check_database
from app.doctor.dated_session import DatedSession
from app.doctor.needs import kinds_of
from app.doctor.people import check_assigned
from app.doctor.probed import check_probed
from app.doctor.proof import keep_proof, proof
from app.doctor.signing_in import check_sign_in
from app.doctor.time_zone import check_time_zone
from app.doctor.whereabouts import Home, check_whereabouts
from app.machine.database import NoDatabaseError, database_of
from app.process.file import ProcessFileError, load_process
from app.store import webhooks as stored_webhooks
from app.store.engine import DatabaseUrlError, connect
from app.webhooks import ensure as ensure_webhooks
from app.workspace import known_directory
from app.workspace.clients import budget_of, patient_client
from app.workspace.directory import Directory
from app.workspace.find import DirectoryError, find_one
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError
from rules.process.process import Process

T = TypeVar("T")
E = Generator[Check, None, T]


@dataclass(frozen=True, slots=True)
class Trial:
    """How the notices are tested: with which clocks, and how to wait."""

    now: Callable[[], datetime]
    waiting: Timer


def examine(
    settings: Settings, *, canary: bool, now: Callable[[], datetime], waiting: Timer
) -> Iterator[Check]:
    """
    Check everything and yield one result after the other.

    Writes nothing, except with `canary`: a test ticket, which is deleted again, and the date of the proof.
    """
    with ExitStack() as stack:
        process = yield from _process(settings)
        engine = yield from _database(settings, process, stack)
        session = stack.enter_context(DatedSession(now))
        plain = stack.enter_context(requests.Session())
        client = yield from _client(settings, session, engine)
        home = None
        if client is not None:
            stack.enter_context(client)
            known = _known(settings, process, engine)
            home = yield from _clickup(client, settings, process, session, known)
        if home and engine:
            yield from check_assigned(engine, home.workspace)
            yield check_probed(engine, home.workspace.id)
        yield from hooks.check_address(settings.public_url, settings.clickup_api_url, session=plain)
        if client and home and engine and settings.public_url:
            yield from _webhooks(client, home, engine, settings.public_url)
        yield check_sign_in(settings)
        if process:
            yield from check_code_hosts(process, _providers(settings), session=plain)
        if process and client and home and kinds_of(process):
            yield _notices(client, home, process, engine, Trial(now, waiting) if canary else now())


def _process(settings: Settings) -> E[Process | None]:
    try:
        process = load_process(settings.process)
    except ProcessFileError as error:
        for line, what in error.problems:
            yield bad(
                "process file",
                f"{error.file}:{line}: {what}.",
                "Correct it; see `stagegate process check`.",
            )
        return None
    file = settings.process or "the file shipped with Stagegate"
    mode = {"enforce": "moves are enforced", "shadow": "moves are only judged and recorded (mode: shadow)"}
    yield good("process file", f"{process.name}, {file}: {mode[process.mode]}.")
    return process


def _client(settings: Settings, session: requests.Session, engine: Engine | None) -> E[ClickUpClient | None]:
    fix = "Set STAGEGATE_CLICKUP_TOKEN to the token of the bot's user."
    if settings.clickup_token is None:
        yield bad("token", "The token is not set.", fix)
        return None
    try:
        calls = None if engine is None else budget_of(settings, engine)
        return patient_client(settings, calls=calls, session=session)
    except SettingsError as error:  # its text does not contain the token
        yield bad("token", str(error), fix)
        return None


def _known(settings: Settings, process: Process | None, engine: Engine | None) -> Directory | None:
    """Where a worker found everything, so that ClickUp is asked less."""
    if process is None or engine is None:
        return None
    with engine.connect() as connection:
        return known_directory.read(connection, identity_of(settings, process))


def _clickup(
    client: ClickUpClient,
    settings: Settings,
    process: Process | None,
    session: DatedSession,
    known: Directory | None,
) -> E[Home | None]:
    user = _asked(client.get_user)
    yield account.check_token(user)
    if isinstance(user, ClickUpError):
        yield warning("workspace", "Lists, fields and people were not checked.", "Fix the token first.")
        return None
    yield account.check_clock(session.date, session.at)
    if process is not None:
        yield check_time_zone(user, process, session.at)
    try:
        workspace = find_one("workspace", settings.workspace, client.get_workspaces())
        tells = process is None or bool(kinds_of(process))
        yield account.check_plan(client.get_workspace_plan(workspace.id), client.budget, tells=tells)
        if process is None:
            return None
        return (yield from check_whereabouts(client, process, workspace, user, known))
    except DirectoryError as error:
        yield bad("workspace", str(error), "Set STAGEGATE_WORKSPACE to its name or id.")
    except ClickUpError as error:
        yield account.no_answer("workspace", error)
    return None


def _database(settings: Settings, process: Process | None, stack: ExitStack) -> E[Engine | None]:
    try:
        engine = connect(database_of(settings), pool_size=2)
    except (NoDatabaseError, DatabaseUrlError) as error:
        yield bad("database", str(error), "Set DATABASE_URL, or start `stagegate run`, which has its own.")
        return None
    stack.callback(engine.dispose)
    checks = list(check_database(engine, process))
    yield from checks
    return None if any(check.level is Level.BAD for check in checks) else engine


def _webhooks(client: ClickUpClient, home: Home, engine: Engine, public_url: str) -> Iterator[Check]:
    lists = [each for each in (home.tickets, home.companies, home.elevates) if each is not None]
    wanted = [ensure_webhooks.WatchedList(each.id, each.name) for each in lists]
    present = _asked(lambda: client.get_webhooks(home.workspace.id))
    if isinstance(present, ClickUpError):
        yield account.no_answer("webhooks", present)
        return
    with engine.connect() as connection:
        known = stored_webhooks.every(connection)
    yield from hooks.check_webhooks(public_url, wanted, {each.id: each for each in present}, known)


def _providers(settings: Settings) -> tuple[pull_requests.Provider, ...]:
    return (
        pull_requests.github(api_url=settings.github_api_url, token=_plain(settings.github_token)),
        pull_requests.gitlab(api_url=settings.gitlab_api_url, token=_plain(settings.gitlab_token)),
    )


def _notices(
    client: ClickUpClient, home: Home, process: Process, engine: Engine | None, how: Trial | datetime
) -> Check:
    if isinstance(how, datetime):
        return proof(engine, kinds_of(process), how)
    if home.tickets is None or not home.user.email:
        return warning(NOTICES, "There is no list or no e-mail address of the bot's user to test them with.")
    list_id, address = home.tickets.id, home.user.email
    check = _asked(
        lambda: send_canary(client, process, list_id=list_id, address=address, waiting=how.waiting)
    )
    if isinstance(check, ClickUpError):
        return account.no_answer(NOTICES, check)
    if check.level is Level.GOOD and engine is not None:
        keep_proof(engine, kinds_of(process), how.now())
    return check


def _asked(call: Callable[[], T]) -> T | ClickUpError:
    try:
        return call()
    except ClickUpError as error:
        return error


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
