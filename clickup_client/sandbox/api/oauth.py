"""Exchanges the code of a person who signed in for a token. It needs no other token."""

from flask import Blueprint, request

from clickup_client.sandbox.access.context import Answer, sandbox, sent
from clickup_client.sandbox.access.oauth import exchange

oauth = Blueprint("oauth", __name__, url_prefix="/api/v2")


@oauth.post("/oauth/token")
def get_access_token() -> Answer:
    """https://developer.clickup.com/reference/getaccesstoken - in the query, as JSON or as a form"""
    given = {**request.args, **(sent() if request.is_json else request.form)}
    client_id, client_secret, code = (
        str(given.get(name, "")) for name in ("client_id", "client_secret", "code")
    )
    with sandbox().lock:
        return {"access_token": exchange(sandbox(), client_id, client_secret, code), "token_type": "Bearer"}
