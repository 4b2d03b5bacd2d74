"""
Tokens for people who sign in with an OAuth app: a code for a choice in the browser, a token for the code.

Sources: https://developer.clickup.com/docs/authentication, https://developer.clickup.com/docs/common_errors
ClickUp knows neither scopes nor PKCE, and its tokens do not expire.
"""

import hmac
import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

from clickup_client.sandbox.memory.records import Grant
from clickup_client.sandbox.refusal import Refused
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.people import App

#: Where a redirect URL may have any port: https://www.rfc-editor.org/rfc/rfc8252#section-7.3
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def app_asked_for(sandbox: Sandbox, client_id: str, redirect_uri: str) -> App:
    """
    The app that asks a person to sign in.

    Raises:
        Refused: There is no such app, or the person would be sent elsewhere afterwards than it registered.
    """
    app = _app(sandbox, client_id)
    if not redirect_uri:
        raise Refused(HTTPStatus.BAD_REQUEST, "Redirect URI not passed", "OAUTH_017")
    if not any(_same(redirect_uri, registered) for registered in app.redirect_urls):
        raise Refused(
            HTTPStatus.BAD_REQUEST,
            "Redirect URI does not match the redirect uris of this application",
            "OAUTH_007",
        )
    return app


def give_code(sandbox: Sandbox, app: App, user_id: int, *, workspace: bool) -> str:
    """A code for the app, good for one token. Call it with the sandbox's lock held."""
    code = secrets.token_hex(16).upper()
    sandbox.memory.codes[code] = Grant(client_id=app.client_id, user=user_id, workspace=workspace)
    sandbox.touch()
    return code


def exchange(sandbox: Sandbox, client_id: str, client_secret: str, code: str) -> str:
    """
    The token for a code. Call it with the sandbox's lock held.

    Raises:
        Refused: The app, its secret or the code is wrong, or the code was used. Their status was not
            recorded.
    """
    app = _app(sandbox, client_id)
    if not hmac.compare_digest(app.client_secret.encode(), client_secret.encode("utf-8", "surrogateescape")):
        raise _no_app()
    grant = sandbox.memory.codes.get(code)
    if grant is None or grant.client_id != client_id:
        raise Refused(HTTPStatus.UNAUTHORIZED, "Code not found", "OAUTH_013")
    if grant.used:
        raise Refused(HTTPStatus.UNAUTHORIZED, "Code already used", "OAUTH_014")
    grant.used = True
    token = f"{grant.user}_{secrets.token_hex(32)}"
    sandbox.memory.grants[token] = grant.model_copy()
    sandbox.touch()
    return token


def revoke(sandbox: Sandbox) -> int:
    """Take back every token of every app, as a person does in ClickUp's settings; how many there were."""
    with sandbox.lock:
        count = len(sandbox.memory.grants)
        sandbox.memory.grants.clear()
        sandbox.touch()
    return count


def _app(sandbox: Sandbox, client_id: str) -> App:
    for app in sandbox.workspace.apps:
        if app.client_id == client_id:
            return app
    raise _no_app()


def _no_app() -> Refused:
    return Refused(HTTPStatus.UNAUTHORIZED, "Client not found", "OAUTH_010")


def _same(uri: str, registered: str) -> bool:
    try:
        given, known = urlsplit(uri), urlsplit(registered)
        ports = {given.port, known.port}
    except ValueError:
        return False
    if known.hostname in _LOOPBACK:
        return "@" not in given.netloc and (given.scheme, given.hostname, given.path, given.query) == (
            known.scheme,
            known.hostname,
            known.path,
            known.query,
        )
    return uri == registered and len(ports) == 1
