"""Keeps the Due Date and the field that mirrors it equal, by calendar day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    What both dates should be.

    Attributes:
        day: The day of both; ``None``: both are empty.
        set_due: The Due Date must be changed to ``day``.
        set_mirror: The mirror must be changed to ``day``.
        restored: A cleared date is restored, and the person who cleared it is told.
    """

    day: date | None
    set_due: bool
    set_mirror: bool
    restored: bool


def agree(due: date | None, mirror: date | None, agreed: date | None, *, keep: bool) -> Agreement:
    """
    Make both dates equal: the changed one wins; if both changed, the Due Date wins.

    Args:
        due: The Due Date now.
        mirror: The mirroring field now.
        agreed: The day both had when they were last equal; ``None``: never, or both were empty.
        keep: A date may be changed but not cleared. A cleared one then does not win against a date, and
            if no date is left, the agreed day is restored.
    """
    day = due if due != agreed else mirror
    restored = False
    if keep and day is None:
        nothing_left = mirror in (None, agreed)
        day = agreed if nothing_left else mirror
        restored = nothing_left and agreed is not None
    return Agreement(day=day, set_due=due != day, set_mirror=mirror != day, restored=restored)
