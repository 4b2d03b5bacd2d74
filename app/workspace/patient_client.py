"""A client of ClickUp for the commands of a person, who can wait for a minute."""

import time
from collections.abc import Callable

import click
import requests
from pydantic import SecretStr

from clickup_client.client import ClickUpClient

#: Over the rate limit a call waits for the end of that minute, and some seconds for its second try.
LONGEST_WAIT_SECONDS = 65.0
#: A shorter wait needs no words.
NOTICED_SECONDS = 3.0


def wait(seconds: float, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Wait, and say so where somebody would wonder."""
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
    A worker does something else meanwhile; a command could only fail and be typed again.

    Raises:
        ValueError: The token or the address cannot be one.
    """
    return ClickUpClient(
        token,
        api_url=api_url,
        session=session,
        sleep=sleep,
        longest_wait_seconds=LONGEST_WAIT_SECONDS,
        longest_call_seconds=2 * LONGEST_WAIT_SECONDS,
    )
