"""
Makes and reads the links to pages.  A link is signed, so no one can invent one, and is for one page only.

A link says nothing about its ticket.  :func:`app.store.fill_pages.good` says whether its page is still valid.
"""

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection

from app.store import key_values
from app.store.fill_pages import KEPT_SECRET


def token_of(connection: Connection, page_id: int) -> str:
    """Make the last part of the address of a page."""
    return _serializer(connection).dumps(page_id)


def page_of(connection: Connection, token: str) -> int | None:
    """Return the id of the page of a token; None if it is not exactly a token of ours."""
    serializer = _serializer(connection)
    try:
        page_id = serializer.loads(token)
    except (BadSignature, ValueError):
        return None
    # Two different last letters may decode to the same signature, because not all of their bits are used.
    return page_id if isinstance(page_id, int) and serializer.dumps(page_id) == token else None


def address_of(secret: str, public_url: str, page_id: int) -> str:
    """Make the address of a page; `secret` signs all links, see :func:`secret_of`."""
    return f"{public_url}/fill/{_signed_with(secret).dumps(page_id)}"


def secret_of(connection: Connection) -> str:
    """Return the secret that signs all links."""
    return key_values.secret(connection, KEPT_SECRET)


def _serializer(connection: Connection) -> URLSafeSerializer:
    return _signed_with(secret_of(connection))


def _signed_with(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="fill in and move")
