"""Custom fields: their definitions and raw values."""

from typing import Any

from pydantic import AliasChoices, Field, model_validator

from clickup_client.models.values import Name
from clickup_client.records import Answer


class Option(Answer):
    """A choice of a drop-down (ClickUp calls its text ``name``) or a labels field (``label``)."""

    id: str
    name: Name = Field("", validation_alias=AliasChoices("name", "label"))
    orderindex: int | float | None = None


class CustomField(Answer):
    """
    A custom field: its definition, and on a task also its value as ClickUp sent it.

    Attributes:
        type: ClickUp's name of the type, such as ``"drop_down"``; :mod:`clickup_client.fields` knows them.
        options: The choices of a drop-down or labels field, in ClickUp's order.
        config: The whole ``type_config``.
        value: The raw value; :func:`clickup_client.fields.read` understands it.
        has_value: ``False`` if it was never filled: ClickUp then sends no ``value``, or null.
    """

    id: str
    name: Name = ""
    type: str
    options: tuple[Option, ...] = ()
    config: dict[str, Any] = Field(default_factory=dict)
    value: Any = None
    has_value: bool = False

    @model_validator(mode="before")
    @classmethod
    def _take_apart(cls, data: Any) -> Any:
        """ClickUp keeps the choices inside ``type_config``; a program may pass them directly."""
        if not isinstance(data, dict):
            return data
        taken: dict[str, Any] = {"has_value": data.get("value") is not None} | data
        config = data.get("type_config")
        if isinstance(config, dict):
            taken |= {"config": config, "options": _options(config.get("options"))}
        return taken


def _options(value: Any) -> list[Any]:
    """A choice without an id is none that a value could name."""
    offered = value if isinstance(value, list) else []
    return [each for each in offered if isinstance(each, dict) and each.get("id") is not None]


class TaskRef(Answer):
    """A task in a relationship field; without a ``name`` if the token may not see it."""

    id: str
    name: str | None = None
    deleted: bool = False
