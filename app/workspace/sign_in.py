"""People who sign in with ClickUp: their tokens, which are kept encrypted, and clients that act for them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from app.config.sign_in import OAuthApp
from clickup_client import oauth
from clickup_client.client import ClickUpClient


@dataclass(frozen=True, slots=True, repr=False)
class SignIn:
    """
    Lets people sign in with an OAuth app.

    Source: https://cryptography.io/en/latest/fernet/#cryptography.fernet.MultiFernet
    """

    app: OAuthApp
    sleep: Callable[[float], None] = time.sleep  # between tries of a call

    def token_for(self, code: str) -> SecretStr:
        """
        The token of the person who came back with a code.

        Raises:
            ClickUpError: There is none; the code is not good any more.
        """
        return oauth.token_for(
            code,
            client_id=self.app.client_id,
            client_secret=self.app.client_secret,
            api_url=self.app.api_url,
        )

    def client(self, token: SecretStr) -> ClickUpClient:
        """A client that acts as the person. Close it after use."""
        return ClickUpClient(token, api_url=self.app.api_url, sleep=self.sleep)

    def sealed(self, token: SecretStr) -> str:
        """The token as it may be stored."""
        return self._keys.encrypt(token.get_secret_value().encode()).decode()

    def opened(self, sealed: str | None) -> SecretStr | None:
        """A stored token; None where there is none, or none of our keys opens it."""
        try:
            return None if sealed is None else SecretStr(self._keys.decrypt(sealed).decode())
        except InvalidToken:
            return None

    @property
    def _keys(self) -> MultiFernet:
        return MultiFernet([Fernet(key.get_secret_value()) for key in self.app.keys])
