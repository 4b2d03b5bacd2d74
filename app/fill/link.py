"""
The links to pages: signed, so that no one can make one up, and good for one page only.

Whether a page is good, :func:`app.store.fill_pages.good` says: a link says nothing about its ticket.
"""

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection

from app.store import key_values

_KEPT = "fill secret"


def token_of(connection: Connection, page_id: int) -> str:
    """The end of the address of a page."""
    return _serializer(connection).dumps(page_id)


def page_of(connection: Connection, token: str) -> int | None:
    """The id of the page that a token is for; None for one that is not ours, to the letter."""
    serializer = _serializer(connection)
    try:
        page_id = serializer.loads(token)
    except (BadSignature, ValueError):
        return None
    # Two ends of a signature may say the same: its last letter has more bits than are used.
    return page_id if isinstance(page_id, int) and serializer.dumps(page_id) == token else None


def address_of(connection: Connection, public_url: str, page_id: int) -> str:
    """The address of a page."""
    return f"{public_url}/fill/{token_of(connection, page_id)}"


def _serializer(connection: Connection) -> URLSafeSerializer:
    return URLSafeSerializer(key_values.secret(connection, _KEPT), salt="fill in and move")
