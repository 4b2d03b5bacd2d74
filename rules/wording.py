"""How lists, quotations and suggestions are written, the same in every sentence."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Literal

#: A longer quotation is cut: people need to recognise it, not to read it.
LONGEST_QUOTATION = 60


def listed(names: Sequence[str], word: Literal["and", "or"]) -> str:
    """``a, b or c``; a single name stands alone, no names give an empty text."""
    if len(names) < 2:  # noqa: PLR2004 -- two is what a conjunction joins
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def one_line(text: str) -> str:
    """The text without line breaks, tabs, runs of blanks and characters that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quoted(text: str) -> str:
    """The text in quotation marks, on one line, cut when it is long."""
    line = one_line(text)
    if len(line) > LONGEST_QUOTATION:
        line = f"{line[: LONGEST_QUOTATION - 1].rstrip()}…"
    return f'"{line}"'


def clause(reason: str) -> str:
    """A reason as the end of a sentence: one line, without a full stop, never empty."""
    return one_line(reason).rstrip(" .") or "the reason is not known"


def is_blank(text: str) -> bool:
    """Whether the text has nothing visible: only blanks, line breaks or zero-width characters."""
    return not one_line(text)


def choose(given: str, choices: Iterable[str]) -> str:
    """Suggestions for a wrong word: the closest one first, then all of them."""
    names = list(choices)
    close = get_close_matches(given, names, n=1)
    hint = f"did you mean {quoted(close[0])}? " if close else ""
    return f"{hint}choose one of: {', '.join(names)}" if names else "there is nothing to choose from yet"
