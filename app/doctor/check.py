"""What a check comes to."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How a check went."""

    GOOD = "good"
    #: It works, but somebody should know.
    WARNING = "warning"
    BAD = "bad"


#: How each level is shown on a terminal.
MARKS = {Level.GOOD: "✓", Level.WARNING: "!", Level.BAD: "✗"}


@dataclass(frozen=True, slots=True)
class Check:
    """
    One assumption, looked at.

    Attributes:
        name: Stable and short: what was looked at.
        found: What is the case, a sentence.
        fix: What to do about it, sentences; empty where nothing has to be done.
    """

    name: str
    level: Level
    found: str
    fix: str = ""

    @property
    def line(self) -> str:
        """The check as a person reads it."""
        return f"{MARKS[self.level]} {self.name}: {self.found}" + (f"\n    → {self.fix}" if self.fix else "")


def good(name: str, found: str) -> Check:
    """It is as it should be."""
    return Check(name, Level.GOOD, found)


def warning(name: str, found: str, fix: str = "") -> Check:
    """It works, but somebody should know."""
    return Check(name, Level.WARNING, found, fix)


def bad(name: str, found: str, fix: str) -> Check:
    """The bot cannot do its work."""
    return Check(name, Level.BAD, found, fix)
