"""
Building the rich text of a comment: pieces joined by ``+``.

    comment = mention(183, "Olivia Ops") + text(" moved it to ") + bold("Fixing") + line()

Text from people is safe in every piece: it stays text. Only :func:`mention` mentions, only
:func:`link` links, only the ends of lines make lists, and a text cannot end a line.
Source: https://developer.clickup.com/docs/comment-formatting
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any, Literal

ListKind = Literal["bullet", "ordered", "checked", "unchecked"]

#: How a line of each kind of list begins in plain text.
_MARKS: dict[ListKind | None, str] = {
    None: "",
    "bullet": "- ",
    "ordered": "# ",
    "checked": "[x] ",
    "unchecked": "[ ] ",
}

_QUOTE = re.compile(r"^> ", re.MULTILINE)

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)

#: Directions, embeddings and isolates: with them a text can make its neighbours read backwards.
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Run:
    """
    One run of a comment: a text with its formatting, or a mention, or (``ends_line``) the end of a line.

    ``list_kind`` belongs to the end of a line: ClickUp makes the whole line before it an item of that list.
    """

    text: str = ""
    attributes: tuple[tuple[str, Any], ...] = ()
    user_id: int | None = None
    ends_line: bool = False
    list_kind: ListKind | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the run in the form of ClickUp's ``comment`` array."""
        if self.user_id is not None:
            return {"type": "tag", "user": {"id": self.user_id}}
        if self.list_kind is not None:
            return {"text": "\n", "attributes": {"list": {"list": self.list_kind}}}
        return {"text": "\n" if self.ends_line else self.text, "attributes": dict(self.attributes)}

    @property
    def length(self) -> int:
        """How many characters it takes."""
        return 1 if self.ends_line else len(self.text)

    def as_text(self) -> str:
        """Return the run as plain text, without its formatting."""
        address = dict(self.attributes).get("link")
        return self.text if address in {None, self.text} else f"{self.text} ({address})"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, or a piece of one. Pieces are joined by ``+``; ``Comment()`` is the empty one."""

    pieces: tuple[Run, ...] = field(default=())

    def __add__(self, other: Comment) -> Comment:
        return Comment(self.pieces + other.pieces)

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def runs(self) -> list[dict[str, Any]]:
        """Return the ``comment`` array of a request."""
        return [run.as_json() for run in self.pieces]

    def mentioned(self) -> tuple[str, ...]:
        """Return the names of the people whom it mentions, each once."""
        names = (run.text.removeprefix("@") for run in self.pieces if run.user_id is not None)
        return tuple(dict.fromkeys(names))

    def without_mentions(self) -> Comment:
        """Return the comment with names instead of mentions, so that no one is notified."""
        return Comment(
            tuple(run if run.user_id is None else Run(run.text.removeprefix("@")) for run in self.pieces)
        )

    def plain(self) -> str:
        """Return the comment as plain text, for ``comment_text``: lists with marks, links written out."""
        lines: list[str] = []
        words: list[str] = []
        for run in self.pieces:
            if run.ends_line:
                lines.append(_MARKS[run.list_kind] + "".join(words))
                words = []
            else:
                words.append(run.as_text())
        return "\n".join([*lines, "".join(words)])

    def shortened(self, longest: int, *, end: Comment) -> Comment:
        """
        Return the comment with at most so many characters: what is too much gives way to ``end``.

        Only whole lines go, unless the first one is too long as well.
        """
        if self.length <= longest:
            return self
        room = longest - end.length
        kept, line_ends = 0, 0
        for number, run in enumerate(self.pieces, 1):
            room -= run.length
            if room < 0:
                break
            kept = number
            line_ends = number if run.ends_line else line_ends
        if line_ends or not self.pieces:
            return Comment(self.pieces[:line_ends]) + end
        cut = self.pieces[kept]
        rest = replace(cut, text=cut.text[: max(room + cut.length, 0)]) if cut.user_id is None else None
        return Comment((*self.pieces[:kept], *filter(None, (rest,)))) + end

    @property
    def length(self) -> int:
        """How many characters it takes, as plain text without marks."""
        return sum(run.length for run in self.pieces)


def text(words: str) -> Comment:
    """Plain text."""
    return _formatted(words)


def bold(words: str) -> Comment:
    """Bold text."""
    return _formatted(words, ("bold", True))


def italic(words: str) -> Comment:
    """Italic text."""
    return _formatted(words, ("italic", True))


def code(words: str) -> Comment:
    """Text in the typeface of code."""
    return _formatted(words, ("code", True))


def link(words: str, address: str) -> Comment:
    """A link; plain text if ``address``, which a person may have typed, is not one of http or https."""
    if not _WEB_ADDRESS.fullmatch(address) or cleaned(address) != address:
        return text(words)
    return _formatted(words, ("link", address))


def mention(user_id: int, name: str) -> Comment:
    """Mention a user, who is notified. ``name`` is for the plain text; ClickUp shows the user's own."""
    return Comment((Run("@" + cleaned(name), user_id=user_id),))


def line() -> Comment:
    """The end of a line; alone on its line, an empty line."""
    return Comment((Run(ends_line=True),))


def bullet() -> Comment:
    """The end of a line that is an item of a bulleted list."""
    return Comment((Run(ends_line=True, list_kind="bullet"),))


def ordered() -> Comment:
    """The end of a line that is an item of a numbered list."""
    return Comment((Run(ends_line=True, list_kind="ordered"),))


def checked() -> Comment:
    """The end of a line that is a ticked item of a checklist."""
    return Comment((Run(ends_line=True, list_kind="checked"),))


def unchecked() -> Comment:
    """The end of a line that is an open item of a checklist."""
    return Comment((Run(ends_line=True, list_kind="unchecked"),))


def cleaned(words: str) -> str:
    """
    Return ``words`` as one line: line breaks and tabs become spaces, what cannot be seen and does harm goes
    away.

    That is control characters, halves of surrogate pairs (no valid text contains them), and the invisible
    signs that change the direction of writing. Joiners stay: emoji and several scripts need them.
    """
    one_line = re.sub(r"[\t\n\v\f\r\x85\u2028\u2029]+", " ", words)
    return "".join(
        sign
        for sign in one_line
        if unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _BIDIRECTIONAL
    )


def without_quotes(words: str) -> str:
    """
    Return plain text whose lines all survive: those that begin with ``"> "`` get a blank in front.

    ClickUp was measured to delete such lines of plain comments and descriptions.
    """
    return _QUOTE.sub(" > ", words)


def _formatted(words: str, *attributes: tuple[str, Any]) -> Comment:
    safe = cleaned(words)
    return Comment((Run(safe, attributes),)) if safe else Comment()
