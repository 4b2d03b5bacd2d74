"""
A typed client of ClickUp's API. It knows nothing of the program that uses it.

The client itself is loaded at its first use: a process that only receives webhooks does not need it in
memory.
"""

from typing import TYPE_CHECKING, Any

from clickup_client.errors import (
    BadRequestError,
    ClickUpError,
    InvalidDeliveryError,
    InvalidSignatureError,
    NoAnswerError,
    NotAuthorisedError,
    NotFoundError,
    OddRecordError,
    OptionGoneError,
    RateLimitedError,
    ServerBrokenError,
    UnexpectedAnswerError,
    UnreadableFieldError,
)

if TYPE_CHECKING:
    from clickup_client.client import UNSET, ClickUpClient

__all__ = [
    "UNSET",
    "BadRequestError",
    "ClickUpClient",
    "ClickUpError",
    "InvalidDeliveryError",
    "InvalidSignatureError",
    "NoAnswerError",
    "NotAuthorisedError",
    "NotFoundError",
    "OddRecordError",
    "OptionGoneError",
    "RateLimitedError",
    "ServerBrokenError",
    "UnexpectedAnswerError",
    "UnreadableFieldError",
]


def __getattr__(name: str) -> Any:
    if name not in {"UNSET", "ClickUpClient"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from clickup_client import client  # noqa: PLC0415 - see the module's text

    return getattr(client, name)
