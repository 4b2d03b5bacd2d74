"""Finds out how long a text may be, in few calls."""

from collections.abc import Callable, Sequence

from app.workspace.answers import Seen
from clickup_client.errors import BadRequestError, ServerBrokenError

#: What is tried, in characters: a text that is only cut tells the limit at once.
LENGTHS = (100_000, 30_000, 10_000, 3_000)

_WORDS = "Stagegate asks how long a text may be. "


def filler(length: int) -> str:
    """A text of so many characters."""
    return (_WORDS * (length // len(_WORDS) + 1))[: length - 1] + "."


def longest(kept: Callable[[int], int], lengths: Sequence[int]) -> Seen:
    """
    Try the lengths, the longest first, until one is not refused.

    `kept` sends a text of that length, and returns how many characters ClickUp kept.
    """
    refused: Exception | None = None
    for length in lengths:
        try:
            found = kept(length)
        except (BadRequestError, ServerBrokenError) as error:
            refused = error
            continue
        if found < length:
            return Seen(value="is_cut", number=found)
        return Seen(value="is_kept_whole" if refused is None else "is_refused", number=length)
    assert refused is not None  # noqa: S101 - there is a length to try
    raise refused
