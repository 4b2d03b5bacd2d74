"""The result of checking one value, whichever stage requires it."""

from dataclasses import dataclass
from typing import Final

from rules.decision import Outcome

#: The remedy for something that could not be determined: nothing to do on the ticket.
AGAIN: Final = "The move is checked again as soon as this is known."


@dataclass(frozen=True, slots=True)
class Result:
    """An outcome, what was found, and what to do about it. See :class:`rules.decision.Finding`."""

    outcome: Outcome
    observed: str
    remedy: str = ""


def met(observed: str) -> Result:
    """The value meets the requirement."""
    return Result(Outcome.MET, observed)


def unmet(observed: str, remedy: str) -> Result:
    """The value certainly does not meet the requirement."""
    return Result(Outcome.UNMET, observed, remedy)


def unknown(observed: str, remedy: str = AGAIN) -> Result:
    """The value could not be determined."""
    return Result(Outcome.UNKNOWN, observed, remedy)
