"""How a notice takes another way when no e-mail of it was confirmed."""

from clickup_client.comment import Comment, bold, line, text


def for_client(words: str) -> Comment:
    """The notice itself, on the client's own first-level ticket."""
    return _paragraph(words)


def hand_over(words: str, *, why: str) -> Comment:
    """For the stage's owner, on the ticket: please tell the client, here is the text."""
    comment = bold("Please tell the client yourself.") + text(f" {why}") + line() + line()
    return comment + text("A text that is ready to send:") + line() + line() + _paragraph(words)


def _paragraph(words: str) -> Comment:
    comment = Comment()
    for part in words.splitlines():
        comment += text(part) + line()
    return comment
