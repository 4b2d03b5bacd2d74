"""The comment about owners whom ClickUp did not assign."""

from collections.abc import Sequence

from clickup_client.comment import Comment, bold, line, text
from rules.wording import listed


def unassigned(names: Sequence[str], stage: str, asked: Comment) -> Comment:
    """
    The ticket entered a stage, and these people or groups were not assigned.

    `asked` mentions people who can help; empty if they were told a short while ago, or if there are none.
    """
    them = "them" if len(names) > 1 else "this owner"
    comment = text(f"ClickUp did not assign {listed(names, 'and')}, who should have this ticket in ")
    comment += bold(stage) + text(f". Perhaps ClickUp does not let {them} see the ticket. ")
    if asked:
        comment += asked + text(", please share the list with them, or assign someone else.")
    else:
        comment += text("Please share the list with them, or assign someone else.")
    return comment + line()
