"""What is asked of every page that a person sends: whether it is too often, and whether it is ours."""

from typing import Protocol

from flask import Response, make_response, redirect, request

from app.web.form.desk import Desk
from app.web.form.guard import FORM_OF_ADDRESS, OF_SOURCE
from app.web.form.reading import Sent
from app.web.form.tokens import NotOurPageError

TOKEN = "token"  # noqa: S105 - the name of a field


class Words(Protocol):
    """The sentences for people whose page is not taken; a module of `app.messages` has them."""

    EXPIRED: str
    NO_COOKIE: str

    def too_often(self, minutes: int) -> str:
        """They have to wait for so many minutes."""


class NotTakenError(Exception):
    """A page is not taken; `status` is the answer's, and the text is for the person."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def key_of(desk: Desk, sent: Sent, words: Words, *, kind: str, source: str, form: str, cookie: str) -> str:
    """
    Count a page that was sent, and return its idempotency key.

    Args:
        desk: Where it is counted.
        sent: The page.
        words: What people are told.
        kind: What is counted for each address, such as "form".
        source: What is counted for all addresses.
        form: For which form the page's token was made.
        cookie: The name of the cookie that the token was made for.

    Raises:
        NotTakenError: It is sent too often, or is not a page that we sent to this browser.
    """
    minutes = desk.has_to_wait({source: OF_SOURCE, desk.caller(kind, request.remote_addr): FORM_OF_ADDRESS})
    if minutes is not None:
        raise NotTakenError(429, words.too_often(minutes))
    try:
        return desk.tokens().read(sent.fields.get(TOKEN, ""), request.cookies.get(cookie), form)
    except NotOurPageError as error:
        raise NotTakenError(403, words.EXPIRED if error.expired else words.NO_COOKIE) from None


def see(address: str) -> Response:
    """Lead to the page that says what became of what was sent."""
    response = make_response(redirect(address, 303))
    response.headers["Cache-Control"] = "no-store"
    return response
