"""
Settings: the environment and `.env`, read once.  Only this package reads the environment.

Each description is a row of the table in docs/settings.md, which is tested against this module.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.config.addresses import HttpAddress, passwords_in
from app.config.api_keys import SHORTEST_API_KEY, sources_by_key
from app.config.token_keys import token_keys
from app.errors import ForPeopleError

PREFIX = "STAGEGATE_"

LogFormat = Literal["console", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


class SettingsError(ForPeopleError):
    """A setting is missing or wrong; the text names its environment variable and says what to do."""


class Settings(BaseSettings):
    """All settings of an installation.  Frozen; a repr does not show secrets."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    clickup_token: SecretStr | None = Field(
        None, description="Token of the bot's own ClickUp user (`pk_...`). Needed by `worker` and `run`."
    )
    clickup_api_url: HttpAddress = Field(
        "https://api.clickup.com/api", description="Address of ClickUp's API; the sandbox has its own."
    )
    public_url: HttpAddress | None = Field(
        None,
        description="The address at which ClickUp reaches `web`, such as `https://bot.example.com`. "
        "Needed by `worker` and `run`.",
    )
    workspace: str | None = Field(
        None, description="Name or id of the ClickUp Workspace; needed only if the token sees several."
    )
    process: Path | None = Field(
        None, description="The process file. Default: the shipped Level 2 Support process."
    )
    database_url: str = Field(
        "",
        validation_alias=AliasChoices("DATABASE_URL"),
        repr=False,
        description="PostgreSQL, `postgresql://user:password@host/name`. `run` starts its own without it.",
    )
    data_dir: Path = Field(
        Path(".stagegate"), description="Folder of the embedded PostgreSQL, the sandbox and the logs."
    )
    github_token: SecretStr | None = Field(
        None,
        description="Token that may read pull requests; without it, those of GitHub cannot be checked.",
    )
    github_api_url: HttpAddress = Field("https://api.github.com", description="Address of GitHub's API.")
    gitlab_token: SecretStr | None = Field(
        None,
        description="Token that may read merge requests; without it, those of GitLab cannot be checked.",
    )
    gitlab_api_url: HttpAddress = Field("https://gitlab.com", description="Address of GitLab.")
    web_host: str = Field("127.0.0.1", description="The address `web` listens on; `0.0.0.0` for all.")
    web_port: int = Field(
        8000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices(f"{PREFIX}WEB_PORT", "PORT"),
        description="The port `web` listens on. `PORT` works as well.",
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=9,
        description="Number of trusted proxies in front of `web` that add the caller to `X-Forwarded-For`.",
    )
    intake_forms: str | None = Field(
        None,
        description="Client forms as comma-separated `name:key` pairs; each form is at `/intake/form/key`. "
        "The key is no secret. Without it there is no form.",
    )
    intake_keys: SecretStr | None = Field(
        None,
        description="API keys for `POST /intake` as comma-separated `source:key` pairs; a key has at "
        "least 20 characters. Without it, `POST /intake` accepts nothing.",
    )
    oauth_client_id: str | None = Field(
        None,
        description="Id of a ClickUp OAuth app, with which people sign in to fill in what is missing. "
        "Its redirect URL is the public URL with `/fill/signed-in`.",
    )
    oauth_client_secret: SecretStr | None = Field(
        None, description="Secret of that app. Only `worker` needs it."
    )
    token_key: SecretStr | None = Field(
        None,
        description="Keys that encrypt the tokens of people who sign in, comma-separated, the newest first. "
        "Only `worker` needs them. `openssl rand -base64 32` makes one.",
    )
    worker_concurrency: int = Field(
        8, ge=1, le=64, description="Tickets that `worker` handles at the same time."
    )
    retention_days: int = Field(30, ge=1, description="Days to keep handled deliveries and finished jobs.")
    log_format: LogFormat | None = Field(
        None, description="`console` or `json`. Default: console on a terminal, json elsewhere."
    )
    log_level: LogLevel = Field("info", description="`debug`, `info`, `warning` or `error`.")

    @field_validator("intake_forms")
    @classmethod
    def _are_forms(cls, value: str | None) -> str | None:
        sources_by_key(value or "")
        return value

    @field_validator("intake_keys")
    @classmethod
    def _are_api_keys(cls, value: SecretStr | None) -> SecretStr | None:
        keys = sources_by_key(value.get_secret_value() if value else "")
        if any(len(key) < SHORTEST_API_KEY for key in keys):
            raise ValueError(f"an API key has at least {SHORTEST_API_KEY} characters")
        return value

    @field_validator("token_key")
    @classmethod
    def _are_token_keys(cls, value: SecretStr | None) -> SecretStr | None:
        token_keys(value.get_secret_value() if value else "")
        return value

    def forms(self) -> dict[str, str]:
        """The names of the client forms, by key."""
        return sources_by_key(self.intake_forms or "")

    def api_keys(self) -> dict[str, str]:
        """Who may post to `/intake`, by API key."""
        return sources_by_key(self.intake_keys.get_secret_value() if self.intake_keys else "")

    def token_keys(self) -> tuple[str, ...]:
        """The keys for the tokens of people who sign in, the newest first."""
        return token_keys(self.token_key.get_secret_value() if self.token_key else "")

    def require(self, *names: str) -> Self:
        """Raise one :exc:`SettingsError` that names every given field that is not set."""
        missing = [name for name in names if not getattr(self, name)]
        if missing:
            raise SettingsError(
                "\n".join(
                    f"{variable_of(name)} is not set. {_description(name)} "
                    "Set it in the environment or in a file .env in the working directory."
                    for name in missing
                )
            )
        return self

    def require_clickup_token(self) -> SecretStr:
        """The token, or :exc:`SettingsError` if there is none."""
        self.require("clickup_token")
        return self.clickup_token or SecretStr("")

    def require_public_url(self) -> str:
        """The public address without a trailing slash, or :exc:`SettingsError` if there is none."""
        self.require("public_url")
        return self.public_url or ""

    def secrets(self) -> tuple[str, ...]:
        """Every secret value that is set, for the log filter."""
        values = [value for name in type(self).model_fields if (value := getattr(self, name)) is not None]
        tokens = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        passwords = passwords_in(self.database_url)
        secrets = (*tokens, *self.api_keys(), *self.token_keys(), *passwords)
        return tuple({secret: None for secret in secrets if secret})


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One row of the table in docs/settings.md."""

    variable: str
    default: str
    description: str


def describe_settings() -> tuple[SettingLine, ...]:
    """All settings in order; `default` is empty if there is none."""
    return tuple(
        SettingLine(
            variable_of(name), "" if not field.default else str(field.default), field.description or ""
        )
        for name, field in Settings.model_fields.items()
    )


def read_settings(**overrides: Any) -> Settings:
    """
    Read the environment and `.env`.  `overrides` (by field name) win; None means no override.

    Raises :exc:`SettingsError` with one line for each wrong value, without the values of secrets.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [_what_is_wrong(dict(detail)) for detail in error.errors(include_url=False)]
        raise SettingsError("\n".join(lines)) from None


def variable_of(name: str) -> str:
    """The environment variable of a field."""
    alias = _field(name).validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return PREFIX + name.upper()


def _field(name: str) -> FieldInfo:
    return Settings.model_fields[name]


def _description(name: str) -> str:
    return _field(name).description or ""


def _what_is_wrong(detail: Mapping[str, Any]) -> str:
    """One sentence: the variable, its value unless it is secret, the reason, and its purpose."""
    reported = str(detail["loc"][0])  # a field's name, or the first of its variables
    name = next(name for name in Settings.model_fields if reported in (name, variable_of(name)))
    alias = _field(name).validation_alias
    choices = [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else []
    variable = next((choice for choice in choices if choice in os.environ), variable_of(name))
    hidden = name == "database_url" or SecretStr in get_args(_field(name).annotation)
    found = "" if hidden else f" {str(detail['input'])!r}"
    reason = str(detail["msg"]).removeprefix("Value error, ")
    return f"{variable}{found} cannot be used: {reason[:1].lower()}{reason[1:]}. {_description(name)}"
