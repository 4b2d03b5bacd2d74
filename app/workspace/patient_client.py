"""A ClickUp client for commands that people type: it waits out the rate limit."""

import time
from collections.abc import Callable

import click
import requests
from pydantic import SecretStr

from clickup_client.client import ClickUpClient

#: Over the rate limit, a call waits until the minute ends, plus some seconds for the second try.
LONGEST_WAIT_SECONDS = 65.0
#: Shorter waits are not announced.
NOTICED_SECONDS = 3.0


def wait(seconds: float, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Wait, and announce a long wait."""
    if seconds >= NOTICED_SECONDS:
        click.echo(f"ClickUp allows no more calls now: waiting for {seconds:.0f} seconds ...", err=True)
    sleep(seconds)


def patient_client(
    token: str | SecretStr,
    *,
    api_url: str,
    session: requests.Session | None = None,
    sleep: Callable[[float], None] = wait,
) -> ClickUpClient:
    """
    A client with long waits.  A worker does other work in the meantime; a command could only fail.

    Raises:
        ValueError: The token or the address is not valid.
    """
    return ClickUpClient(
        token,
        api_url=api_url,
        session=session,
        sleep=sleep,
        longest_wait_seconds=LONGEST_WAIT_SECONDS,
        longest_call_seconds=2 * LONGEST_WAIT_SECONDS,
    )
