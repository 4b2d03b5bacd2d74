"""What a comment asks of the bot: a known word after a slash, at the beginning.  Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from clickup_client.webhook import Delivery, HistoryItem

Word = Literal["why", "check", "override", "pause", "resume"]

#: What is kept of a comment: more than anybody writes behind a command.
LONGEST = 2000

_COMMAND: Final = re.compile(rf"\s*/({'|'.join(get_args(Word))})(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """The word, in small letters, and what follows it on one line."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A command in a comment that somebody has just posted.

    `comment_id` is the same however often it is told of, and by however many webhooks.
    """

    comment_id: str
    user_id: int
    user_name: str | None
    text: str
    at: datetime | None


def asked(delivery: Delivery) -> Asked | None:
    """
    The command that a delivery tells of; None where it tells of none.

    An edited comment asks nothing anew: ClickUp calls that by another name.  Nor do Automations ask.
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
    """The command that a text begins with; None for every other text, whatever it begins with."""
    match = _COMMAND.fullmatch(text)
    return None if match is None else Command(match[1].casefold(), " ".join((match[2] or "").split()))
