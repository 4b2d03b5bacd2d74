"""The ends of texts that are longer than ClickUp keeps."""

from clickup_client.comment import Comment, bold, italic, line, text

#: The last line of a description whose rest is in a comment.
GOES_ON = "(ClickUp does not keep longer descriptions here. The rest is in a comment.)"
THE_REST = "The rest of the description:"


def comment_ends() -> Comment:
    """The last line of a comment that was shortened."""
    return italic("… (ClickUp does not keep longer comments here.)") + line()


def rest_of_description(rest: str) -> Comment:
    """The part of a description that is too long."""
    comment = bold(THE_REST) + line() + line()
    for part in rest.splitlines():
        comment += text(part) + line()
    return comment
