"""Writes the measured values beside their goals."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from allowance import Allowance
from crowds import Bulk, Flood
from floors import Floors
from load import Outcome
from machine import Memory
from people import Seen
from speed import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A figure that was measured several times."""

    median: float
    low: float
    high: float


def spread(found: Iterable[float]) -> Spread:
    """The median of figures, the lowest and the highest."""
    figures = sorted(found)
    return Spread(median=median(figures), low=figures[0], high=figures[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """
    Everything that was measured.

    Attributes:
        idle, busy: Memory by command, after the start and after everything.
        little, much: The same with little and with much in the database, each measured several times.
        floors: What they are compared with.
        seen: None where no browser is installed.
        rows: How many moves and tickets "much" is.
        workers: Bulk moves with one worker, with two and so on.
        alone: Acknowledgements, as many as possible, without a worker on the same cores.
        allowance: None in a quick run: it takes minutes.
    """

    at: datetime
    seconds: float
    load_before: tuple[float, float, float]
    load_after: tuple[float, float, float]
    floors: Floors
    idle: dict[str, Memory]
    busy: dict[str, Memory]
    bulk: Bulk
    little: list[Figures]
    much: list[Figures]
    rows: tuple[int, int]
    seen: Seen | None
    flood: Flood
    workers: list[Bulk]
    alone: Outcome
    allowance: Allowance | None

    @property
    def was_busy(self) -> bool:
        """Whether something else used the machine: then times are not its own, only what is compared."""
        return self.load_before[0] > 0.25 * (os.cpu_count() or 1)

    @property
    def growth(self) -> dict[str, float]:
        """
        How many times slower it is with much in the database.

        Worst cases and p99 are none of the figures: they vary more from run to run.
        """

        def grown(figure: Callable[[Figures], float]) -> float:
            return _median(self.much, figure) / _median(self.little, figure)

        return {
            "acknowledgement at 100/s, median": grown(lambda each: each.brisk.p50),
            "saturated": 1 / grown(lambda each: each.saturated.rate),
            "drag to verdict, median": grown(lambda each: each.verdicts.p50),
        }


def _median(rounds: list[Figures], figure: Callable[[Figures], float]) -> float:
    return spread(map(figure, rounds)).median


#: What no bot can do without that keeps its word: see `durable.py`.
_DURABLE = "a bare bot that loses nothing"


@dataclass(frozen=True, slots=True)
class Goal:
    """`at_most` or at least that much; without a `bound` only shown.  `shown` formats the figures."""

    name: str
    found: float
    bound: float | None
    shown: str
    at_most: bool = True

    @property
    def is_met(self) -> bool:
        if self.bound is None:
            return True
        return self.found <= self.bound if self.at_most else self.found >= self.bound


def goals(results: Results) -> list[Goal]:
    """All goals with what was found: the medians."""
    flood, bulk, used, floors = results.flood, results.bulk, results.allowance, results.floors
    ack, p99 = (
        _median(results.little, lambda each: each.brisk.p50),
        _median(results.little, lambda each: each.brisk.p99),
    )
    rate = _median(results.little, lambda each: each.saturated.rate)
    bare = spread(each.rate for each in floors.acknowledged).median
    drag = _median(results.little, lambda each: each.verdicts.p50)
    slow = _median(results.little, lambda each: each.verdicts.p99)
    script = spread(each.p50 for each in floors.verdicts).median
    lasting = spread(each.p50 for each in floors.durable.verdicts).median
    stored = spread(each.rate for each in floors.durable.acknowledged).median
    alone, *more = results.workers
    number = f"{flood.deliveries:,} deliveries over {flood.tickets} tickets"
    found = [
        Goal("Acknowledgement at 100/s, p99", p99, 20, "{:.1f} ms"),
        Goal("Acknowledgement at 100/s, p99 of the median", p99 / ack, 4, "{:.1f} times"),
        Goal("Acknowledgements, saturated", rate, 600, "{:.0f}/s", at_most=False),
        Goal("Acknowledgements, saturated, of bare Flask", rate / bare, 0.5, "{:.0%}", at_most=False),
        Goal(f"Acknowledgements, saturated, of {_DURABLE}", rate / stored, None, "{:.0%}"),
        Goal(
            f"{_DURABLE.capitalize()}: acknowledgements, saturated, of bare Flask",
            stored / bare,
            None,
            "{:.0%}",
        ),
        Goal("Drag to verdict, median", drag, 100, "{:.0f} ms"),
        Goal("Drag to verdict, p99", slow, 400, "{:.0f} ms"),
        Goal("Drag to verdict, median, of a bare script", drag / script, 2, "{:.1f} times"),
        Goal("Drag to verdict, p99, of a bare script", slow / script, 6, "{:.1f} times"),
        Goal(f"Drag to verdict, median, of {_DURABLE}", drag / lasting, 2, "{:.1f} times"),
        Goal(
            f"{_DURABLE.capitalize()}: drag to verdict, median, of a bare script",
            lasting / script,
            None,
            "{:.1f} times",
        ),
        Goal(f"{number}: lost", flood.lost, 0, "{:.0f}"),
        Goal(f"{number}: doubled", flood.doubled, 0, "{:.0f}"),
        Goal(f"{number}: settled", flood.rate, 350, "{:.0f}/s", at_most=False),
        Goal(f"{bulk.tickets} tickets moved at once: reads", bulk.reads, 12, "{:.0f}"),
        Goal(f"{bulk.tickets} tickets moved at once: settled", bulk.rate, 60, "{:.0f}/s", at_most=False),
        Goal(
            f"{_DURABLE.capitalize()}: {bulk.tickets} tickets moved at once: put back",
            floors.durable.put_back,
            None,
            "{:.0f}/s",
        ),
        *(
            Goal(
                f"With {number} workers: settled, of one",
                each.rate / alone.rate,
                0.95,
                "{:.0%}",
                at_most=False,
            )
            for number, each in enumerate(more, start=2)
        ),
        *(
            Goal(f"With much in the database: {name}", times, 1.3, "{:.2f} times")
            for name, times in results.growth.items()
        ),
        Goal("Memory of web, resident", results.busy["web"].resident, 100, "{:.0f} MB"),
        Goal("Memory of the worker, resident", results.busy["worker"].resident, 120, "{:.0f} MB"),
    ]
    if (seen := results.seen) is not None:
        found += [
            Goal("Drag in the browser to back with a message, median", median(seen.back), 400, "{:.0f} ms"),
            Goal("Page to fill in, first byte, median", median(seen.first_byte), 100, "{:.0f} ms"),
            Goal("Page sent to verdict seen, median", median(seen.verdict), 1500, "{:.0f} ms"),
            Goal("Calls for a page, beyond its fields", seen.calls, 3, "{:.0f}"),
        ]
    if used is not None:
        found += [
            Goal("Use of the calls under backlog", used.use, 0.95, "{:.1%}", at_most=False),
            Goal("Calls answered 429", used.refused / used.calls, 0.01, "{:.1%}"),
        ]
    return found
