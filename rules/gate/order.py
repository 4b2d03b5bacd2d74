"""Which way a ticket may move, whatever it holds."""

from rules.decision import Finding, Outcome
from rules.process.process import Process
from rules.process.stage import Stage
from rules.wording import listed


def is_in_order(process: Process, origin: Stage | None, target: Stage) -> bool:
    """Whether a ticket may move from ``origin`` (``None``: from outside) straight to ``target``."""
    return order_finding(process, origin, target) is None


def order_finding(process: Process, origin: Stage | None, target: Stage) -> Finding | None:
    """What is wrong with a move from ``origin`` straight to ``target``; ``None``: nothing."""
    if target.closed is not None:
        return _closing(process, origin, target)
    if origin is None:
        return None
    if origin.closed is not None:
        return _reopening(process, target)
    if process.position(target) > process.position(origin):
        return _forward(process, origin, target)
    return _backward(process, origin, target)


def _finding(required: str, instead: str, remedy: str) -> Finding:
    return Finding(
        code="order",
        outcome=Outcome.UNMET,
        required=f"{required}.",
        observed=f"{required}{instead}.",
        remedy=remedy,
    )


def _forward(process: Process, origin: Stage, target: Stage) -> Finding | None:
    following = process.stages[process.position(origin) + 1]
    if process.moves.forward == "any later stage" or following.name == target.name:
        return None
    return _finding(
        "A ticket moves forward one stage at a time",
        f": after {origin.label} comes {following.label}, not {target.label}",
        f"Move it to {following.label} first.",
    )


def _backward(process: Process, origin: Stage, target: Stage) -> Finding | None:
    if process.moves.backward == "any earlier stage":
        return None
    if process.moves.backward == "never":
        return _finding(
            "A ticket cannot move back",
            f", so it cannot go from {origin.label} to {target.label}",
            f"Leave it in {origin.label} or move it forward.",
        )
    preceding = process.stages[process.position(origin) - 1]
    if preceding.name == target.name:
        return None
    return _finding(
        "A ticket moves back one stage at a time",
        f": before {origin.label} comes {preceding.label}, not {target.label}",
        f"Move it to {preceding.label} first.",
    )


def _reopening(process: Process, target: Stage) -> Finding | None:
    allowed = process.reopens_to
    if target in allowed:
        return None
    places = listed([stage.label for stage in allowed], "or")
    return _finding(
        f"A closed ticket can be reopened only in {places}",
        f", not in {target.label}",
        f"Move it to {places}.",
    )


def _closing(process: Process, origin: Stage | None, target: Stage) -> Finding | None:
    allowed = process.closes_from(target)
    if origin in allowed:
        return None
    all_open = len(allowed) == len(process.open_stages)
    places = "an open stage" if all_open else listed([stage.label for stage in allowed], "or")
    came = "came from outside the process" if origin is None else f"was in {origin.label}"
    return _finding(
        f"A ticket moves to {target.label} only from {places}",
        f", and this one {came}",
        _way_to_close(process, origin, allowed, places),
    )


def _way_to_close(process: Process, origin: Stage | None, allowed: tuple[Stage, ...], places: str) -> str:
    first = process.first_stage
    if origin is None:
        rest = "can be closed from there" if first in allowed else f"has to reach {places} first"
        return f"It starts in {first.label} and {rest}."
    if origin.closed is not None:
        reopened = listed([stage.label for stage in process.reopens_to], "or")
        return f"Reopen it in {reopened} first."
    return f"Move it to {places} first, stage by stage."


def stage_after(process: Process, stage: Stage) -> Stage | None:
    """The stage after an open stage: the next open one, or the resolved one after the last."""
    if stage.closed is not None:
        return None
    later = process.stages[process.position(stage) + 1 :]
    return next((each for each in later if each.closed != "unresolved"), None)
