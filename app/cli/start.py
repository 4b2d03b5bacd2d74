"""What every command does first."""

from typing import Any

import structlog

from app.config.logs import configure_logs
from app.config.settings import Settings, misspelt_variables, read_settings


def begin(*required: str, talks: bool = False, **overrides: Any) -> Settings:
    """
    Read the settings and configure the logs.

    `required`: names of settings that the command needs.  `overrides`: values from the command line.
    `talks`: the command itself tells people what it does, so the log shows only warnings.

    Raises:
        SettingsError: A setting is wrong or missing.
    """
    settings = read_settings(**overrides).require(*required)
    level = "warning" if talks and settings.log_level == "info" else settings.log_level
    configure_logs(log_format=settings.log_format, level=level, secrets=settings.secrets())
    for sentence in misspelt_variables():
        structlog.get_logger(__name__).warning("a variable is ignored", reason=sentence)
    return settings
