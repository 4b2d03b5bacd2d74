"""Makes ClickUp clients: a worker's, and one for commands that people type, which waits for its turn."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
import requests
from sqlalchemy import Engine

from app.config.settings import Settings, SettingsError
from app.workspace.call_budget import CallBudget, Hooks, name_of
from app.workspace.calls_ahead import CallsAhead
from clickup_client.client import ClickUpClient
from clickup_client.errors import RateLimitedError

#: Over the rate limit, a call waits until the minute ends, plus some seconds for the second try.
LONGEST_WAIT_SECONDS = 65.0
#: Twice this: a command waits no longer, even if tickets need all calls of a minute.
LONGEST_CALL_SECONDS = 2 * LONGEST_WAIT_SECONDS
#: Shorter waits are not announced.
NOTICED_SECONDS = 3.0
#: The wait is this much longer, so that the minute is certainly over.
_MARGIN_SECONDS = 0.1

Sleep = Callable[[float], None]


def budget_of(settings: Settings, engine: Engine, *, ahead: bool = False) -> CallBudget:
    """
    Return the count of calls that all processes with this token and database share.

    `ahead`: take several calls at once while there are plenty, for a worker.
    """
    name = name_of(settings.require_clickup_token())
    return CallBudget(engine, name, ahead=CallsAhead(engine, name) if ahead else None)


def client_of(settings: Settings, *, calls: CallBudget) -> ClickUpClient:
    """
    Make a client that does not wait long, because a worker does other work in the meantime.

    Raises:
        SettingsError: The token is not set, or cannot be one.
    """
    with _checked():
        return ClickUpClient(
            settings.require_clickup_token(), api_url=settings.clickup_api_url, **calls.hooks
        )


def patient_client(
    settings: Settings,
    *,
    calls: CallBudget | None = None,
    session: requests.Session | None = None,
    sleep: Sleep | None = None,
) -> ClickUpClient:
    """
    Make a client that waits as long as needed and announces long waits, for commands.

    `calls`: the count of calls; a call waits until those of higher rank have theirs.

    Raises:
        SettingsError: The token is not set, or cannot be one.
    """
    waiting = sleep or wait
    with _checked():
        return ClickUpClient(
            settings.require_clickup_token(),
            api_url=settings.clickup_api_url,
            session=session,
            sleep=waiting,
            longest_wait_seconds=LONGEST_WAIT_SECONDS,
            longest_call_seconds=LONGEST_CALL_SECONDS,
            **({} if calls is None else in_turn(calls, sleep=waiting)),
        )


def wait(seconds: float, *, sleep: Sleep = time.sleep) -> None:
    """Wait, and announce a long wait."""
    if seconds >= NOTICED_SECONDS:
        click.echo(f"ClickUp allows no more calls now: waiting for {seconds:.0f} seconds ...", err=True)
    sleep(seconds)


def in_turn(
    calls: CallBudget, *, sleep: Sleep, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Hooks:
    """The hooks of `calls`, which wait as long as more urgent work needs the calls that are left."""

    def before_send(method: str, path: str) -> None:
        began, told = now(), False
        while True:
            try:
                return calls.before_send(method, path)
            except RateLimitedError as error:
                if error.resets_at is None or (now() - began).total_seconds() > LONGEST_CALL_SECONDS:
                    raise
                seconds = max((error.resets_at - now()).total_seconds(), 0.0) + _MARGIN_SECONDS
            if not told and seconds < NOTICED_SECONDS:
                click.echo("Tickets that were moved come first: waiting a few seconds ...", err=True)
                told = True
            sleep(seconds)

    return {**calls.hooks, "before_send": before_send}


@contextmanager
def _checked() -> Iterator[None]:
    """Say which setting a client refuses; its text does not contain the token."""
    try:
        yield
    except ValueError as error:
        raise SettingsError(f"STAGEGATE_CLICKUP_TOKEN cannot be used: {error}.") from None
