"""How soon deliveries are acknowledged, and drags answered."""

import time
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickup import ClickUp
    from load import Outcome
    from machine import Machine

_MOVERS = ("ops", "qa", "pm", "tech")
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """From the drag until ClickUp has the comment on the ticket that is back, in ms; `number` drags."""

    number: int
    p50: float
    p99: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is measured twice: with hardly anything in the database, and with very much."""

    slow: "Outcome"
    brisk: "Outcome"
    saturated: "Outcome"
    verdicts: Verdicts


def figures(machine: "Machine", tickets: list[str], *, seconds: float, drags: int, pause: float) -> Figures:
    """Acknowledgements at 20/s, at 100/s and as many as possible, and verdicts."""
    measured = {}
    for name, rate in (("slow", 20.0), ("brisk", 100.0), ("saturated", 0.0)):
        measured[name] = machine.load(tickets, seconds=seconds, rate=rate)
        machine.wait_until_quiet()
    return Figures(**measured, verdicts=verdicts(machine.clickup, tickets, number=drags, pause=pause))


def verdicts(
    clickup: "ClickUp",
    tickets: list[str],
    *,
    number: int,
    pause: float,
    answer: "Callable[[str], object]" = str,
) -> Verdicts:
    """
    One drag after the other, by people in turn, of tickets that may not go where they are dragged.

    `answer` is called with each dragged ticket, where no bot answers.

    With its pauses it takes more than a minute, so that whatever runs every minute runs meanwhile.
    """
    took = []
    for turn in range(number):
        took.append(_verdict(clickup, tickets[turn % len(tickets)], _MOVERS[turn % len(_MOVERS)], answer))
        time.sleep(pause)
    cuts = [1000 * each for each in quantiles(took, n=100, method="inclusive")]
    return Verdicts(number=number, p50=cuts[49], p99=cuts[98], worst=1000 * max(took))


def _verdict(clickup: "ClickUp", ticket: str, mover: str, answer: "Callable[[str], object]") -> float:
    """Until ClickUp has the comment that the ticket is back; nothing asks ClickUp before that."""
    before, written = clickup.refusals(ticket), clickup.comments_written(ticket)
    began = time.perf_counter()
    clickup.drag(ticket, "fixing", by=mover)
    answer(ticket)
    while time.perf_counter() - began < _PATIENCE_SECONDS:
        if (at := clickup.next_comment(ticket, after=written)) is None:
            continue
        if clickup.status(ticket) == "replicating" and clickup.refusals(ticket) != before:
            return at - began
        written += 1  # that was another comment, such as the card
    raise TimeoutError(f"no verdict on {ticket}")
