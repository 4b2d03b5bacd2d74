"""What was measured, and what was to be reached."""

from dataclasses import dataclass
from datetime import datetime

from allowance import Allowance
from crowds import Bulk, Flood
from limit import Limits
from load import Outcome
from machine import Memory
from speed import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """
    Everything that was measured.

    Attributes:
        idle, busy: Memory by command, after the start and after everything.
        little, much: The same with little and with much in the database.
        rows: How many moves and tickets "much" is.
        alone: Acknowledgements, as many as possible, without a worker on the same cores.
        allowance: None in a quick run: it takes minutes.
    """

    at: datetime
    seconds: float
    load_before: tuple[float, float, float]
    load_after: tuple[float, float, float]
    limits: Limits
    idle: dict[str, Memory]
    busy: dict[str, Memory]
    bulk: Bulk
    little: Figures
    much: Figures
    rows: tuple[int, int]
    flood: Flood
    alone: Outcome
    allowance: Allowance | None

    @property
    def growth(self) -> dict[str, float]:
        """
        How many times slower it is with much in the database.

        Worst cases and p99 are none of the figures: they vary more from run to run.
        """
        little, much = self.little, self.much
        return {
            "acknowledgement at 100/s, median": much.brisk.p50 / little.brisk.p50,
            "saturated": little.saturated.rate / much.saturated.rate,
            "drag to verdict, median": much.verdicts.p50 / little.verdicts.p50,
        }


@dataclass(frozen=True, slots=True)
class Goal:
    """`at_most` or at least that much; `shown` formats the figures."""

    name: str
    found: float
    bound: float
    shown: str
    at_most: bool = True

    @property
    def is_met(self) -> bool:
        return self.found <= self.bound if self.at_most else self.found >= self.bound


def goals(results: Results) -> list[Goal]:
    """All goals with what was found."""
    little, flood, bulk, used = results.little, results.flood, results.bulk, results.allowance
    rate, share = little.saturated.rate, little.saturated.rate / results.limits.many
    number = f"{flood.deliveries:,} deliveries over {flood.tickets} tickets"
    found = [
        Goal("Acknowledgement at 100/s, p99", little.brisk.p99, 20, "{:.1f} ms"),
        Goal("Acknowledgements, saturated", rate, 600, "{:.0f}/s", at_most=False),
        Goal("Acknowledgements, saturated, of the limit", share, 0.5, "{:.0%}", at_most=False),
        Goal("Drag to verdict, median", little.verdicts.p50, 100, "{:.0f} ms"),
        Goal("Drag to verdict, p99", little.verdicts.p99, 400, "{:.0f} ms"),
        Goal(f"{number}: lost", flood.lost, 0, "{:.0f}"),
        Goal(f"{number}: doubled", flood.doubled, 0, "{:.0f}"),
        Goal(f"{bulk.tickets} tickets moved at once: reads", bulk.reads, 12, "{:.0f}"),
        *(
            Goal(f"With much in the database: {name}", times, 1.3, "{:.2f} times")
            for name, times in results.growth.items()
        ),
        Goal("Memory of web, resident", results.busy["web"].resident, 100, "{:.0f} MB"),
        Goal("Memory of the worker, resident", results.busy["worker"].resident, 120, "{:.0f} MB"),
    ]
    if used is not None:
        found += [
            Goal("Use of the calls under backlog", used.use, 0.95, "{:.1%}", at_most=False),
            Goal("Calls answered 429", used.refused / used.calls, 0.01, "{:.1%}"),
        ]
    return found
