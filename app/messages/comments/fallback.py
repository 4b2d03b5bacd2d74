"""The comments that replace an e-mail to the client which could not be sent, or was not confirmed."""

from datetime import date

from app.messages.client.notices import in_words
from clickup_client.comment import Comment, bold, line, text

TELL_THEM = "Please tell the client yourself."
NOT_CONFIRMED = "The e-mail was not confirmed in time."
NO_AUTOMATION = "Here, ClickUp runs no Automations on what I change, so no e-mail was sent."
NOT_ACCEPTED = "ClickUp did not accept the notice, so no e-mail was sent."


def for_client(words: str) -> Comment:
    """The notice itself, on the client's own first-level ticket."""
    return _paragraph(words)


def past_day(day: date) -> Comment:
    """For the stage's owner: the due date is in the past, so the client is not told about it."""
    comment = bold("The client was not told the due date.") + text(" It is ") + bold(in_words(day))
    return (
        comment
        + text(", which is in the past. Set a due date that you can keep. Then I tell the client.")
        + line()
    )


def hand_over(words: str, *, why: str) -> Comment:
    """For the stage's owner, on the ticket: please tell the client, with this text."""
    comment = bold(TELL_THEM) + text(f" {why}") + line() + line()
    return comment + text("You can send this text:") + line() + line() + _paragraph(words)


def no_field(name: str) -> str:
    """The ticket has no such field."""
    return f'The ticket has no field named "{name}", so no e-mail was sent.'


def wrong_type(name: str, expected: str) -> str:
    """The field has another type; `expected` is such as `a drop-down`."""
    return f'The field "{name}" is not {expected}, so no e-mail was sent.'


def no_option(name: str, option: str) -> str:
    """The drop-down does not have the option."""
    return f'The field "{name}" has no option named "{option}", so no e-mail was sent.'


def no_address(name: str) -> str:
    """The client's e-mail address is not known."""
    return f'The field "{name}" is empty, so no e-mail was sent.'


def _paragraph(words: str) -> Comment:
    comment = Comment()
    for part in words.splitlines():
        comment += text(part) + line()
    return comment
