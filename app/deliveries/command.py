"""Finds a command in a comment: a word after a slash, or a word after a mention of the bot.  Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from clickup_client.webhook import Delivery, HistoryItem

Word = Literal["why", "check", "override", "pause", "resume", "help"]

#: The commands that the bot knows.
WORDS: Final[tuple[str, ...]] = get_args(Word)

#: This much of a comment is stored, which is enough for any command.
LONGEST = 2000

#: At the beginning of a comment any word after a slash counts, so an unknown command gets an answer.
_BEGINS: Final = re.compile(r"/([a-z]+)(?:[?!.:]*(?:\s+(.*))?)", re.IGNORECASE | re.DOTALL)
#: After a blank line only a known command counts.
_LATER: Final = re.compile(
    rf"\n[^\S\n]*\n\s*/({'|'.join(WORDS)})(?:[?!.:]*(?:\s+(.*))?)\Z", re.IGNORECASE | re.DOTALL
)
#: After a mention of the bot, the slash can be left out.
_SAID: Final = re.compile(r"/?([a-z]*)(?:[?!.:,]*(?:\s+(.*))?)", re.IGNORECASE | re.DOTALL)

#: The end of the bot's own comments.
_SIGNED: Final = re.compile(r"Stagegate, reference \d+\s*\Z")


@dataclass(frozen=True, slots=True)
class Command:
    """The command word in lower case, and the text after it, on one line.  The word may be unknown."""

    word: str
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A comment that someone has just posted and that may be a command: :func:`read` says which.

    `comment_id` is the same in every delivery that reports the comment.
    """

    comment_id: str
    user_id: int
    user_name: str | None
    text: str
    at: datetime | None


def asked(delivery: Delivery) -> Asked | None:
    """
    Return the comment that a delivery reports, if it may be a command; or else None.

    An edited comment is no new command: ClickUp reports it as another event.  Automations give no commands.
    """
    if delivery.event.casefold() != "taskcommentposted":
        return None
    return next((found for item in delivery.history if (found := _asked(item)) is not None), None)


def _asked(item: HistoryItem) -> Asked | None:
    text = item.comment_text or ""
    if item.user_id is None or item.user_id < 0 or not _may_ask(text):
        return None
    comment_id = str(item.after) if isinstance(item.after, str | int) and item.after else item.id
    return Asked(
        comment_id=comment_id,
        user_id=item.user_id,
        user_name=item.user_name,
        text=text[:LONGEST],
        at=item.at,
    )


def _may_ask(text: str) -> bool:
    """
    Whether a comment may be a command.  The bot's name is not known here, so any mention
    may be the bot's.
    """
    if _SIGNED.search(text):
        return False
    return text.lstrip().startswith("@") or read(text, bot=None) is not None


def read(text: str, *, bot: str | None) -> Command | None:
    """
    Read the command in a comment; None for any other text.

    A command is at the beginning, or after a mention of the bot, or after a blank line.  `bot` is the name of
    the bot's account; people may write only its first word.
    """
    text = text.strip()
    said = _after_mention(text, bot)
    match = _BEGINS.fullmatch(text) if said is None else _SAID.fullmatch(said)
    if match is None and said is not None:
        return Command("", _one_line(said))
    match = match or _LATER.search(text)
    return None if match is None else Command(match[1].casefold(), _one_line(match[2] or ""))


def _after_mention(text: str, bot: str | None) -> str | None:
    """Return the text after a mention of the bot at the beginning; None if there is no mention."""
    name = _one_line(bot or "")
    for each in filter(None, (name, name.partition(" ")[0])):
        mention = re.match(rf"@{re.escape(each)}(?!\w)[\s,:]*", text, re.IGNORECASE)
        if mention:
            return text[mention.end() :]
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
