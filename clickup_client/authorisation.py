"""Keeps the token: it leaves only with a request, and never in an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import SecretStr
from requests.auth import AuthBase

if TYPE_CHECKING:
    import requests

_TOKEN = re.compile(r"(Bearer )?[!-~]+")


class TokenAuth(AuthBase):
    """Adds the token as the request leaves; without it, requests would put a ``.netrc`` entry there."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add it."""
        request.headers["Authorization"] = self._token.get_secret_value()
        return request


def checked_token(token: str | SecretStr) -> SecretStr:
    """Refuse tokens that make HTTP libraries raise errors with the whole token, for example a line break."""
    text = (token.get_secret_value() if isinstance(token, SecretStr) else token).strip()
    if not _TOKEN.fullmatch(text):
        raise ValueError("a ClickUp token is one word of printable ASCII characters, such as pk_...")
    return SecretStr(text)
