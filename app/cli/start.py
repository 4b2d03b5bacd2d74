"""What every command does first."""

from typing import Any

import click
import structlog

from app.config.environment import misspelt_variables
from app.config.logs import configure_logs
from app.config.settings import Settings, read_settings
from app.machine.data_folder import DataFolder
from app.machine.database import running_in


def begin(*required: str, talks: bool = False, beside_demo: bool = False, **overrides: Any) -> Settings:
    """
    Read the settings and configure the logs.

    `required`: names of settings that the command needs.  `overrides`: values from the command line.
    `beside_demo`: without its own token, the command is about the demo that runs in the data folder.
    `talks`: the command itself tells people what it does, so the log shows only warnings.

    Raises:
        SettingsError: A setting is wrong or missing.
    """
    settings = read_settings(**overrides)
    if beside_demo and settings.clickup_token is None:
        settings = _of_demo(settings, **overrides) or settings
    level = "warning" if talks and settings.log_level == "info" else settings.log_level
    configure_logs(log_format=settings.log_format, level=level, secrets=settings.secrets())
    for sentence in misspelt_variables():  # before a setting is found missing: it may be the misspelt one
        structlog.get_logger(__name__).warning("a variable is ignored", reason=sentence)
    settings.require(*required)
    return settings


def _of_demo(settings: Settings, **overrides: Any) -> Settings | None:
    """The settings of the demo that runs in the data folder; None if none does."""
    folder = DataFolder(settings.data_dir.expanduser().absolute())
    if not folder.demo_settings.exists() or running_in(folder) is None:
        return None
    click.echo(f"No token is set, so this command uses the demo in {settings.data_dir}.", err=True)
    return read_settings(_env_file=folder.demo_settings, **overrides)
