"""Gets the token of a person who signed in with an OAuth app. Everything else is done with that token."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests
from pydantic import SecretStr

from clickup_client.answers import understood
from clickup_client.errors import NoAnswerError
from clickup_client.protocol import may_have_arrived, path_of, read_answer
from clickup_client.transport import ANSWER_SECONDS, API_URL, JSON_TYPE, TIMEOUT_SECONDS
from clickup_client.whole_answer import new_session, within

if TYPE_CHECKING:
    from collections.abc import Mapping


def token_for(code: str, *, client_id: str, client_secret: SecretStr, api_url: str = API_URL) -> SecretStr:
    """
    Exchange the code that a person came back with for their token, ready for :class:`.client.ClickUpClient`.

    ``POST /v2/oauth/token``
    Source: https://developer.clickup.com/reference/getaccesstoken

    Raises:
        NotAuthorisedError, BadRequestError: The code is not good (any more), or the app is not.
        RateLimitedError, ServerBrokenError, NoAnswerError, UnexpectedAnswerError: No token came.

    Not repeated: a code is good once. No error holds the secret or the code.
    """
    method, path = "POST", path_of("v2", "oauth", "token")
    secret = client_secret.get_secret_value()
    body = {"client_id": client_id, "client_secret": secret, "code": code}
    status, headers, content = _send(method, api_url.rstrip("/") + path, body, path=path)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        for each in (secret, code):
            content = content.replace(each.encode(), b"***")
    data = read_answer(method, path, status, headers, content)
    return understood(_token, data, method=method, path=path, status=status)


def _token(data: Any) -> SecretStr:
    token = data["access_token"]
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
        raise TypeError("the token is not one word")
    return SecretStr(f"Bearer {token}")


def _send(
    method: str, url: str, body: Mapping[str, str], *, path: str
) -> tuple[int, Mapping[str, str], bytes]:
    try:
        with new_session() as session, within(ANSWER_SECONDS):
            answer = session.request(
                method,
                url,
                data=json.dumps(body).encode(),
                headers={"Content-Type": JSON_TYPE, "Accept": JSON_TYPE},
                auth=lambda request: request,  # without it, requests would put a .netrc entry there
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,  # a redirect would send the secret to an unchecked address
            )
            return answer.status_code, answer.headers, answer.content
    except requests.RequestException as error:
        reason = f"no answer ({type(error).__name__})"
        arrived = may_have_arrived(error)
    # Raised outside the handler: requests' error holds the request and so the secret.
    raise NoAnswerError(reason, method=method, path=path, may_have_arrived=arrived)
