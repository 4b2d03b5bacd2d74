"""What is said where ClickUp keeps no longer text."""

from clickup_client.comment import Comment, bold, italic, line, text

#: The last line of a description whose rest is in a comment.
GOES_ON = "(ClickUp keeps no longer descriptions here: the rest is in a comment.)"


def comment_ends() -> Comment:
    """The last line of a comment that was shortened."""
    return italic("… (ClickUp keeps no longer comments here.)") + line()


def rest_of_description(rest: str) -> Comment:
    """What a description has no room for."""
    comment = bold("The rest of the description:") + line() + line()
    for part in rest.splitlines():
        comment += text(part) + line()
    return comment
