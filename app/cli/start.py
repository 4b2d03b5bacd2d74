"""What every command does first, and how it says that it cannot go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import structlog

from app.logs import configure_logs
from app.settings import Settings, SettingsError, misspelt_variables, read_settings


@contextmanager
def explained(*kinds: type[Exception]) -> Iterator[None]:
    """End the command with the error's own text and exit code 1: these need no traceback."""
    try:
        yield
    except kinds as error:
        raise click.ClickException(str(error)) from error


def begin(*required: str, **overrides: Any) -> Settings:
    """
    Read the settings and send the logs where they say.

    `required` are the fields that the command cannot do without, `overrides` the command line's values.
    """
    with explained(SettingsError):
        settings = read_settings(**overrides).require(*required)
    configure_logs(log_format=settings.log_format, level=settings.log_level, secrets=settings.secrets())
    for sentence in misspelt_variables():
        structlog.get_logger(__name__).warning("a variable is ignored", reason=sentence)
    return settings
