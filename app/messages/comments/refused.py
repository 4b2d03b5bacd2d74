"""The sentence for a comment that ClickUp accepted only in part."""

from collections.abc import Sequence

from clickup_client.comment import Comment, line, text
from rules.wording import listed


def not_notified(names: Sequence[str]) -> Comment:
    """End a comment that ClickUp accepted only without its mentions, or unassigned if it has none."""
    if names:
        return text(f"ClickUp did not let me notify {listed(names, 'and')}.") + line()
    return text("ClickUp did not let me assign this comment to anyone.") + line()
