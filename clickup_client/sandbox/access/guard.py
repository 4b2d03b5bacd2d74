"""
What every request to a simulated service passes: the counters, the rate limit, faults on demand, the token.

Sources: https://developer.clickup.com/docs/authentication, https://developer.clickup.com/docs/rate-limits
"""

import json
import re
import socket
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import cast

from flask import Flask, Response, g, jsonify, request

from clickup_client.sandbox.access.context import Answer, sandbox
from clickup_client.sandbox.faults.odd_records import spoil
from clickup_client.sandbox.faults.request_faults import FaultRule
from clickup_client.sandbox.memory.records import Grant
from clickup_client.sandbox.refusal import Refused, unknown_place
from clickup_client.sandbox.workspace.people import User

CLICKUP = "/api/"
CLICKUP_V3 = "/api/v3/"
#: Needs no token.
OAUTH_TOKEN = "/api/v2/oauth/token"  # noqa: S105 - a path
#: What a token can do without a Workspace.
OF_CALLER, WORKSPACES = "/api/v2/user", "/api/v2/team"
GITHUB = "/github/"
GITLAB = "/gitlab/"

#: Requests without a known token share one counter and one rate limit, so that guesses cost no memory.
UNKNOWN = "(unknown token)"

#: Whose calls the fake GitHub and GitLab count; their tokens are none of ClickUp's.
CODE_HOST = "(code host)"

_OUTAGE = {"err": "Internal Server Error", "ECODE": "SANDBOX_FAULT"}


def guard(app: Flask) -> None:
    """Put the checks in front of every ClickUp, GitHub and GitLab path of ``app``."""
    app.before_request(_check)
    app.after_request(_finish)


def call_name() -> str:
    """``"PUT /api/v2/task/{task_id}"``: how counters and fault rules call this request."""
    return f"{request.method} {_template()}"


def _template() -> str:
    if request.url_rule is None:
        return "(no such path)"
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", request.url_rule.rule)


def _token() -> str:
    header = request.headers.get("Authorization") or request.headers.get("Private-Token") or ""
    return header.removeprefix("Bearer ").strip()


def _check() -> Answer | None:
    if not request.path.startswith((CLICKUP, GITHUB, GITLAB)):
        return None
    token = _token()
    user, grant = sandbox().directory.user_of_token(token), sandbox().memory.grants.get(token)
    if grant is not None:  # what counts calls says whose token it is, and not the token
        user, token = sandbox().directory.users.get(grant.user), f"oauth:{grant.user}"
    name = CODE_HOST if not request.path.startswith(CLICKUP) else token if user else UNKNOWN
    sandbox().calls.count(name, call_name())
    rule = sandbox().faults.take(method=request.method, path=request.path, template=_template(), token=token)
    g.fault = rule
    if rule and rule.latency_ms:
        time.sleep(rule.latency_ms / 1000)
    if not request.path.startswith(CLICKUP):
        return _fail(rule)
    g.standing = sandbox().limits.count(name)
    if g.standing.refused:
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "Rate limit reached", "APP_002")
    if (failure := _fail(rule)) is not None:
        return failure
    return None if request.path == OAUTH_TOKEN else _admit(token, user, grant)


def _admit(token: str, user: User | None, grant: Grant | None) -> Answer | None:
    """Keep who calls; without a Workspace, a token only tells whose it is."""
    if not token:
        raise Refused(HTTPStatus.BAD_REQUEST, "Authorization header required", "OAUTH_017")
    if user is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "Token invalid", "OAUTH_025")
    g.caller = user
    if grant is None or grant.workspace or request.path == OF_CALLER:
        return None
    if request.path != WORKSPACES:
        raise unknown_place()
    return {"teams": []}


def _fail(rule: FaultRule | None) -> Answer | None:
    """The failure that a rule wants now; one that comes after the request is left to :func:`_finish`."""
    return None if rule is None or not rule.fails or rule.after else _failure(rule)


def _failure(rule: FaultRule) -> Response:
    if rule.drop:
        _hang_up()
    if rule.text is not None:
        response = Response(rule.text, status=rule.status or HTTPStatus.OK, content_type="text/html")
    else:
        response = jsonify(_OUTAGE if rule.body is None else rule.body)
        response.status_code = rule.status or HTTPStatus.INTERNAL_SERVER_ERROR
    response.headers.update(rule.headers)
    g.fault_headers = rule.headers
    return response


def _hang_up() -> None:
    """Close the connection under the request, so that the caller gets no answer at all."""
    connection = request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")
    if connection is not None:
        cast("socket.socket", connection).shutdown(socket.SHUT_RDWR)


def _finish(response: Response) -> Response:
    rule: FaultRule | None = g.get("fault")
    if rule is not None:
        response = _bend(rule, response)
    if "standing" in g:
        response.headers.update(g.standing.headers)
        response.headers.update(g.get("fault_headers", {}))
    return response


def _bend(rule: FaultRule, response: Response) -> Response:
    """What a rule makes of an answer."""
    if rule.answer_latency_ms:
        time.sleep(rule.answer_latency_ms / 1000)
    if rule.fails and rule.after:
        response = _failure(rule)
    if rule.odd and response.is_json:
        answer = response.get_json()
        spoil(answer, rule.odd, task_id=rule.task)
        response.set_data(json.dumps(answer))
    if rule.trickle_ms:
        response.headers["Content-Length"] = str(len(response.get_data()))
        response.response = _drops(response.get_data(), rule.trickle_ms / 1000)
    return response


def _drops(data: bytes, seconds: float) -> Iterator[bytes]:
    """The bytes one by one, with a wait before each."""
    for position in range(len(data)):
        time.sleep(seconds)
        yield data[position : position + 1]
