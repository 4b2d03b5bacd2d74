"""A typed client of ClickUp's API. It knows nothing of the program that uses it."""

from clickup_client.client import UNSET, ClickUpClient
from clickup_client.errors import (
    BadRequestError,
    ClickUpError,
    InvalidDeliveryError,
    InvalidSignatureError,
    NoAnswerError,
    NotAuthorisedError,
    NotFoundError,
    RateLimitedError,
    ServerBrokenError,
    UnexpectedAnswerError,
    UnreadableFieldError,
)

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
    "RateLimitedError",
    "ServerBrokenError",
    "UnexpectedAnswerError",
    "UnreadableFieldError",
]
