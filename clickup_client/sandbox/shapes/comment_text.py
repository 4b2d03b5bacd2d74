"""The text of comments: the runs that were sent, as they are kept, and as plain text."""

import re
from typing import Any

from clickup_client.sandbox.behaviours import Behaviours
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import JSON, user_shape
from clickup_client.sandbox.workspace.directory import Directory

_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"^(?:> |#+ )", re.MULTILINE)

Runs = list[dict[str, Any]]


def runs_sent(body: JSON, directory: Directory, behaviours: Behaviours, *, edits: bool = False) -> Runs:
    """
    The runs of a comment that was sent as a ``comment`` array or as ``comment_text``.

    Of both, the array wins; but an edit was measured to show the text behind the array.

    Raises:
        Refused: 400, neither is there or a run is malformed.
    """
    if "comment" in body:
        runs = body["comment"]
        if not isinstance(runs, list) or not runs:
            raise bad_request("Comment must be a non-empty array", "COMMENT_001")
        kept = [_run(run, directory) for run in runs]
        if edits and not behaviours.edit_with_blocks_keeps_format:
            kept = [{"text": plain(kept)}]
        doubled = edits and behaviours.edit_with_both_doubles and "comment_text" in body
        return _cut(kept + _plain_run(body, behaviours) if doubled else kept, behaviours.longest_comment)
    return _cut(_plain_run(body, behaviours), behaviours.longest_comment)


def _plain_run(body: JSON, behaviours: Behaviours) -> Runs:
    text = body.get("comment_text")
    if not isinstance(text, str) or not text:
        raise bad_request("Comment text is required", "COMMENT_002")
    return [{"text": as_kept(text, behaviours)}]


def _cut(runs: Runs, longest: int | None) -> Runs:
    """The first so many characters, with their formatting."""
    if longest is None:
        return runs
    kept: Runs = []
    for run in runs:
        words = str(run.get("text", ""))[:longest]
        longest -= len(words)
        if words:
            kept.append({**run, "text": words})
    return kept


def as_kept(text: str, behaviours: Behaviours) -> str:
    """A plain text as ClickUp keeps it: without the lines that begin with "> "."""
    if not behaviours.quotes_are_dropped:
        return text
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("> "))


def plain_of(markdown: str) -> str:
    """Markdown as plain text: links without their addresses, no pictures, no signs before lines."""
    text = _PICTURE.sub("", markdown)
    text = _LINK.sub(r"\1", text)
    return _SIGNS.sub("", text)


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
