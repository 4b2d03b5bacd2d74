"""Webhooks as ClickUp has them; :mod:`clickup_client.webhook` reads what they deliver."""

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr

from clickup_client.models.values import Text, or_empty
from clickup_client.records import Answer


def _events(value: Any) -> Any:
    return (value,) if isinstance(value, str) else or_empty(value)


class WebhookHealth(Answer):
    """``status`` is ``active``, ``failing`` or, from a ``fail_count`` of 100 on, ``suspended``."""

    status: str = "active"
    fail_count: int = 0


class Webhook(Answer):
    """A webhook. Its ``secret`` signs the deliveries; it is hidden from ``repr``."""

    id: str
    endpoint: Text = ""
    events: Annotated[tuple[str, ...], BeforeValidator(_events)] = ()
    team_id: str | None = None
    space_id: str | None = None
    folder_id: str | None = None
    list_id: str | None = None
    task_id: str | None = None
    user_id: int | None = Field(None, validation_alias=AliasChoices("user_id", "userid"))
    health: WebhookHealth = WebhookHealth()
    secret: SecretStr | None = None
