"""Finds a command in a comment: a known word after a slash, at the beginning.  Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from clickup_client.webhook import Delivery, HistoryItem

Word = Literal["why", "check", "override", "pause", "resume"]

#: How much of a comment is stored: more than anyone writes after a command.
LONGEST = 2000

_COMMAND: Final = re.compile(rf"\s*/({'|'.join(get_args(Word))})(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """The command word, in lower case, and the text after it on one line."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A command in a comment that someone has just posted.

    `comment_id` is the same in every delivery that reports the comment.
    """

    comment_id: str
    user_id: int
    user_name: str | None
    text: str
    at: datetime | None


def asked(delivery: Delivery) -> Asked | None:
    """
    The command that a delivery reports; None if there is none.

    An edited comment is no new command: ClickUp reports it as another event.  Automations give no commands.
    """
    if delivery.event.casefold() != "taskcommentposted":
        return None
    return next((found for item in delivery.history if (found := _asked(item)) is not None), None)


def _asked(item: HistoryItem) -> Asked | None:
    text = (item.comment_text or "")[:LONGEST]
    if item.user_id is None or item.user_id < 0 or read(text) is None:
        return None
    comment_id = str(item.after) if isinstance(item.after, str | int) and item.after else item.id
    return Asked(comment_id=comment_id, user_id=item.user_id, user_name=item.user_name, text=text, at=item.at)


def read(text: str) -> Command | None:
    """The command that a text begins with; None for any other text."""
    match = _COMMAND.fullmatch(text)
    return None if match is None else Command(match[1].casefold(), " ".join((match[2] or "").split()))
