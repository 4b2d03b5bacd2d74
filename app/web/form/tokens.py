"""
Shows that a form comes from a page that we sent to the same browser.

The browser holds a random cookie; the page holds a token signed for that cookie and that form.  Another site
can neither read the page nor set the cookie, and nothing is stored on the server.
"""

import secrets
from dataclasses import dataclass
from typing import Literal

from flask import Response
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy import Engine

from app.store import key_values

COOKIE = "stagegate_form"
#: How long a person may take to fill in a form.
LIFETIME_SECONDS = 24 * 3600
_KEPT = "form secret"


class NotOurPageError(Exception):
    """The token does not belong to this browser and form, or it has `expired`."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__("the token expired" if expired else "the token is not that of this browser")
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes and reads tokens.  `secret` is the same in all web processes."""

    secret: str

    @property
    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="client form")

    def issue(self, browser: str, form: str) -> str:
        """A token for one page; a report sent with it counts once."""
        return self._serializer.dumps([browser, form, secrets.token_urlsafe(12)])

    def read(self, token: str, browser: str | None, form: str) -> str:
        """
        The idempotency key of the page that holds the token.

        Raises:
            NotOurPageError: The token is for another browser or form, is not ours, or has expired.
        """
        try:
            given_to, for_form, nonce = self._serializer.loads(token, max_age=LIFETIME_SECONDS)
        except SignatureExpired:
            raise NotOurPageError(expired=True) from None
        except (BadSignature, ValueError, TypeError):
            raise NotOurPageError from None
        same = secrets.compare_digest(str(given_to).encode(), (browser or "").encode("utf-8", "replace"))
        if not browser or not same or for_form != form:
            raise NotOurPageError
        return str(nonce)


def new_browser() -> str:
    """A new value for a browser's cookie."""
    return secrets.token_urlsafe(18)


def give_cookie(
    response: Response,
    name: str,
    value: str,
    *,
    path: str,
    secure: bool,
    seconds: int = LIFETIME_SECONDS,
    same_site: Literal["Strict", "Lax"] = "Strict",
) -> None:
    """Have the browser keep a value for the pages under a path, out of reach of scripts and other sites."""
    response.set_cookie(
        name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite=same_site
    )


def secret_of(engine: Engine) -> str:
    """The secret that all web processes share; the first one that needs it creates it."""
    with engine.begin() as connection:
        return key_values.secret(connection, _KEPT)
