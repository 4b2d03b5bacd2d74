"""Questions about comments: what an edit does to them, what resolving does, how long they may be."""

from typing import Any

from app.probe.question import Scratch
from app.probe.too_long import LENGTHS, filler, longest
from app.workspace.answers import NotAsked, Seen
from clickup_client.comment import bold, bullet, text
from clickup_client.models import PostedComment

_FIRST = text("Stagegate asks how ClickUp edits a comment.")
_BLOCKS, _BOTH = "with the comment array alone", "with the comment array and comment_text"


def edit_with_blocks(scratch: Scratch) -> Seen | NotAsked:
    """Does editing with the `comment` array alone keep the format?"""
    comment_id = _comment(scratch)
    scratch.client.edit_comment(comment_id, comment=bold(_BLOCKS) + bullet())
    shown = _shown(scratch, comment_id)
    if _BLOCKS not in shown.text:
        return Seen(value="changes_nothing")
    return Seen(value="keeps_format" if any(map(_is_bold, shown.runs)) else "loses_format")


def edit_with_both(scratch: Scratch) -> Seen | NotAsked:
    """Does sending the array and the text double the comment?"""
    comment_id = _comment(scratch)
    scratch.client.edit_comment(comment_id, comment=bold(_BOTH) + bullet(), text_as="both")
    times = _shown(scratch, comment_id).text.count(_BOTH)
    if times == 0:
        return Seen(value="changes_nothing")
    return Seen(value="shows_once" if times == 1 else "doubles")


def resolving_unassigned(scratch: Scratch) -> Seen | NotAsked:
    """Does resolving a comment that is assigned to no one do anything?"""
    comment_id = _comment(scratch)
    scratch.client.edit_comment(comment_id, resolved=True)
    return Seen(value="resolves" if _shown(scratch, comment_id).resolved else "does_nothing")


def longest_comment(scratch: Scratch) -> Seen | NotAsked:
    """How long may a comment be?"""

    def kept(length: int) -> int:
        comment_id = scratch.client.add_comment(scratch.task_id, text(filler(length)))
        return len(_shown(scratch, comment_id).text.strip())

    return longest(kept, LENGTHS)


def _comment(scratch: Scratch) -> str:
    """The comment that all these questions are asked about."""
    if scratch.comment_id is None:
        scratch.comment_id = scratch.client.add_comment(scratch.task_id, _FIRST)
    return scratch.comment_id


def _shown(scratch: Scratch, comment_id: str) -> PostedComment:
    """The comment as ClickUp shows it; an empty one if it shows none."""
    found = (each for each in scratch.client.get_comments(scratch.task_id) if each.id == comment_id)
    return next(found, PostedComment(id=comment_id))


def _is_bold(run: Any) -> bool:
    attributes = run.get("attributes") if isinstance(run, dict) else None
    return isinstance(attributes, dict) and bool(attributes.get("bold"))
