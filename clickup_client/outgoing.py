"""Prepares the requests to one address: what all of them have in common is prepared once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from requests import PreparedRequest, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import Session
    from requests.auth import AuthBase

#: Methods without a body say so, except these.
#: Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
_WITHOUT_LENGTH = frozenset({"GET", "HEAD"})


class Outgoing:
    """
    The requests to one address, as :mod:`requests` would prepare them in several times the processor time.

    What the session and the environment say (headers, proxies, certificates) is read at the first request and
    stays so. Many threads may use one.

    Args:
        session: The session that the requests are sent with.
        address: What paths are appended to.
        auth: Adds the token.
        headers: Those of all requests.
    """

    def __init__(self, session: Session, address: str, *, auth: AuthBase, headers: Mapping[str, str]) -> None:
        self._session = session
        self._address = address
        self._auth = auth
        self._headers = dict(headers)

    @cached_property
    def _first(self) -> PreparedRequest:
        request = Request("GET", self._address, headers=self._headers, auth=self._auth)
        return self._session.prepare_request(request)

    @cached_property
    def _base(self) -> str:
        return (self._first.url or "").rstrip("/")

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """What the session sends them with: proxies and certificates."""
        found = self._session.merge_environment_settings(self._base, {}, None, None, None)
        return dict(found)

    def request(
        self, method: str, path: str, params: Mapping[str, str | int] | None, body: bytes | None, kind: str
    ) -> PreparedRequest:
        """
        Prepare one request.

        Args:
            method: In capital letters.
            path: As :func:`clickup_client.protocol.path_of` quotes it.
            params: What is asked for in the query.
            body: The bytes to send.
            kind: Their media type.

        Raises:
            requests.RequestException: The address cannot be one.
        """
        request = self._first.copy()
        request.method = method
        request.url = f"{self._base}{path}?{urlencode(params)}" if params else self._base + path
        request.headers["Content-Type"] = kind
        if body:
            request.body = body
        if body or method not in _WITHOUT_LENGTH:
            request.headers["Content-Length"] = str(len(body or b""))
        return request
