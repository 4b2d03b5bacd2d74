"""
A fake GitHub and GitLab: enough to ask whether a pull request is merged.

Sources: https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request,
https://docs.gitlab.com/api/merge_requests/#get-single-mr
"""

from http import HTTPStatus
from urllib.parse import unquote

from flask import Blueprint, request

from clickup_client.sandbox.access.context import Answer, sandbox, sent
from clickup_client.sandbox.memory.records import PullRequest
from clickup_client.sandbox.shapes.places import JSON
from clickup_client.sandbox.times import moment_of

github = Blueprint("github", __name__)

_NOT_FOUND = {"message": "Not Found", "status": "404"}
_NO_MERGE_REQUEST = {"message": "404 Not found"}


@github.get("/github/repos/<owner>/<repository>/pulls/<int:number>")
def get_pull_request(owner: str, repository: str, number: int) -> Answer:
    """A pull request as GitHub shows it; 404 when there is none or the token may not see it."""
    with sandbox().lock:
        pull = sandbox().memory.pulls.get(f"{owner}/{repository}#{number}")
        if pull is None or not _may_look():
            return _NOT_FOUND, HTTPStatus.NOT_FOUND
        return {
            "number": number,
            "state": pull.state,
            "title": pull.title,
            "merged": pull.merged_at is not None,
            "merged_at": _iso(pull.merged_at),
            "draft": False,
            "html_url": f"https://github.com/{owner}/{repository}/pull/{number}",
        }


@github.get("/gitlab/api/v4/projects/<path:project>/merge_requests/<int:number>")
def get_merge_request(project: str, number: int) -> Answer:
    """A merge request as GitLab shows it; the project is its URL-encoded path."""
    name = unquote(project)
    with sandbox().lock:
        pull = sandbox().memory.pulls.get(f"{name}#{number}")
        if pull is None or not _may_look():
            return _NO_MERGE_REQUEST, HTTPStatus.NOT_FOUND
        merged = pull.merged_at is not None
        return {
            "iid": number,
            "title": pull.title,
            "state": "merged" if merged else {"open": "opened"}.get(pull.state, pull.state),
            "merged_at": _iso(pull.merged_at),
            "web_url": f"https://gitlab.com/{name}/-/merge_requests/{number}",
        }


@github.get("/github/rate_limit")
def get_rate_limit() -> Answer:
    """https://docs.github.com/en/rest/rate-limit/rate-limit: what tells whether a token is good."""
    if not _may_look():
        return {"message": "Bad credentials", "status": "401"}, HTTPStatus.UNAUTHORIZED
    return {"resources": {}, "rate": {"limit": 5000, "used": 0, "remaining": 5000, "reset": 0}}


@github.get("/gitlab/api/v4/user")
def get_gitlab_user() -> Answer:
    """https://docs.gitlab.com/api/users/: whose token it is."""
    if not _may_look():
        return {"message": "401 Unauthorized"}, HTTPStatus.UNAUTHORIZED
    return {"id": 1, "username": "stagegate"}


@github.get("/sandbox/github/<path:repository>/pulls/<int:number>")
@github.post("/sandbox/github/<path:repository>/pulls/<int:number>")
def steer_pull_request(repository: str, number: int) -> Answer:
    """Open, close or merge one: ``{"state": "open"|"closed"}``, ``{"merged": true}``. Makes a new one."""
    body = sent() if request.method == "POST" else {}
    key = f"{repository}#{number}"
    with sandbox().lock:
        pull = sandbox().memory.pulls.get(key, PullRequest())
        if request.method == "POST":
            _steer(pull, body)
            sandbox().memory.pulls[key] = pull
            sandbox().touch()
        return {"repository": repository, "number": number, **pull.model_dump()}


def _steer(pull: PullRequest, body: JSON) -> None:
    if body.get("state") in ("open", "closed"):
        pull.state = body["state"]
        pull.merged_at = None
    if body.get("merged") is True:
        pull.state, pull.merged_at = "closed", sandbox().now_ms()
    elif body.get("merged") is False:
        pull.merged_at = None
    if isinstance(body.get("title"), str):
        pull.title = body["title"]


def _may_look() -> bool:
    wanted = sandbox().workspace.code_token
    sent_tokens = (
        request.headers.get("Authorization", "").removeprefix("Bearer "),
        request.headers.get("Private-Token"),
    )
    return wanted is None or wanted in sent_tokens


def _iso(ms: int | None) -> str | None:
    moment = None if ms is None else moment_of(ms)
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")
