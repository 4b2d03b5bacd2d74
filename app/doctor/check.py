"""The result of one check."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How good a result is."""

    GOOD = "good"
    #: It works, but someone should know.
    WARNING = "warning"
    BAD = "bad"


#: The mark for each level on a terminal.
MARKS = {Level.GOOD: "✓", Level.WARNING: "!", Level.BAD: "✗"}


@dataclass(frozen=True, slots=True)
class Check:
    """
    The result of checking one thing.

    Attributes:
        name: What was checked; short and stable.
        found: What was found, one sentence.
        fix: What to do about it, in sentences; empty if nothing needs doing.
    """

    name: str
    level: Level
    found: str
    fix: str = ""

    @property
    def line(self) -> str:
        """The result as a person reads it."""
        return f"{MARKS[self.level]} {self.name}: {self.found}" + (f"\n    → {self.fix}" if self.fix else "")


def good(name: str, found: str) -> Check:
    """A result that needs no action."""
    return Check(name, Level.GOOD, found)


def warning(name: str, found: str, fix: str = "") -> Check:
    """A result that works, but someone should know."""
    return Check(name, Level.WARNING, found, fix)


def bad(name: str, found: str, fix: str) -> Check:
    """A result with which the bot cannot do its work."""
    return Check(name, Level.BAD, found, fix)
