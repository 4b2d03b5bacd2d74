"""What every command does first, and how it says that it cannot go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import structlog

from app.config.logs import configure_logs
from app.config.settings import Settings, SettingsError, misspelt_variables, read_settings


@contextmanager
def explained(*kinds: type[Exception]) -> Iterator[None]:
    """End the command with the error's own text and exit code 1: these need no traceback."""
    try:
        yield
    except kinds as error:
        raise click.ClickException(str(error)) from error


def begin(*required: str, talks: bool = False, **overrides: Any) -> Settings:
    """
    Read the settings and send the logs where they say.

    `required` are the fields that the command cannot do without, `overrides` the command line's values.  One
    that `talks` tells people itself what it does, so that of the log only warnings are left.
    """
    with explained(SettingsError):
        settings = read_settings(**overrides).require(*required)
    level = "warning" if talks and settings.log_level == "info" else settings.log_level
    configure_logs(log_format=settings.log_format, level=level, secrets=settings.secrets())
    for sentence in misspelt_variables():
        structlog.get_logger(__name__).warning("a variable is ignored", reason=sentence)
    return settings
