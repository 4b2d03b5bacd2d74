"""Shows findings on a terminal."""

from rules.decision import Outcome

MARKS = {Outcome.MET: "✓", Outcome.UNMET: "✗", Outcome.UNKNOWN: "?"}


def marked(outcome: Outcome, sentence: str) -> str:
    """A finding as a line."""
    return f"  {MARKS[outcome]} {sentence}"
