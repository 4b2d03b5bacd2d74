"""The text of comments: the runs that were sent, as they are kept, and as plain text."""

from typing import Any

from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import JSON, user_shape
from clickup_client.sandbox.workspace.directory import Directory

Runs = list[dict[str, Any]]


def runs_sent(body: JSON, directory: Directory) -> Runs:
    """
    The runs of a comment that was sent as a ``comment`` array or as ``comment_text``; the array wins.

    Raises:
        Refused: 400, neither is there or a run is malformed.
    """
    if "comment" in body:
        runs = body["comment"]
        if not isinstance(runs, list) or not runs:
            raise bad_request("Comment must be a non-empty array", "COMMENT_001")
        return [_run(run, directory) for run in runs]
    text = body.get("comment_text")
    if not isinstance(text, str) or not text:
        raise bad_request("Comment text is required", "COMMENT_002")
    return [{"text": without_quotes(text)}]


def without_quotes(text: str) -> str:
    """A plain text without the lines that begin with "> ", as ClickUp keeps it."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("> "))


def _run(run: Any, directory: Directory) -> dict[str, Any]:
    if not isinstance(run, dict):
        raise bad_request("Comment parts must be objects", "COMMENT_003")
    if run.get("type") == "tag":
        mentioned = run.get("user")
        user_id = directory.assignable(mentioned.get("id") if isinstance(mentioned, dict) else None)
        user = directory.user(user_id)
        return {"type": "tag", "text": f"@{user.username}", "user": user_shape(user)}
    if not isinstance(run.get("text"), str):
        raise bad_request("Comment parts need a text", "COMMENT_004")
    attributes = run.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise bad_request("Attributes must be an object", "COMMENT_004")
    return {**run, "attributes": attributes}


def plain(runs: Runs) -> str:
    """The comment without its formatting, as ``comment_text``."""
    return "".join(str(run.get("text", "")) for run in runs)
