"""What looking at one value came to, before it is known who asked for it."""

from dataclasses import dataclass
from typing import Final

from rules.decision import Outcome

#: What there is to do about something that could not be found out: nothing, in the ticket.
AGAIN: Final = "The move is judged again as soon as that is known."


@dataclass(frozen=True, slots=True)
class Look:
    """An outcome, what was seen, and what to do about it. See :class:`rules.decision.Finding`."""

    outcome: Outcome
    observed: str
    remedy: str = ""


def met(observed: str) -> Look:
    """It is as it should be."""
    return Look(Outcome.MET, observed)


def unmet(observed: str, remedy: str) -> Look:
    """It is certainly not as it should be."""
    return Look(Outcome.UNMET, observed, remedy)


def unknown(observed: str, remedy: str = AGAIN) -> Look:
    """It could not be found out."""
    return Look(Outcome.UNKNOWN, observed, remedy)
