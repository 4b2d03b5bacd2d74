"""Which priority a ticket's data suggest, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from rules.decision import Outcome
from rules.gate.checks import NOT_READ, check_value, yes_or_no
from rules.process.priority import ByDays, ByValue, Thresholds
from rules.process.process import Process
from rules.ticket import Ticket, Value
from rules.wording import quoted

#: What ClickUp calls its priorities.
WORDS: Final[Mapping[int, str]] = {1: "Urgent", 2: "High", 3: "Normal", 4: "Low"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityAdvice:
    """
    A priority and the reasons for it.

    Attributes:
        priority: 1 (urgent) to 4 (low), as ClickUp counts.
        points: The sum of all reasons.
        reasons: One sentence for each known datum, in the order of the process file.
        unknown: One sentence for each datum that is not known or whose value has no points.
    """

    priority: int
    points: int
    reasons: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The advice without its reasons."""
        return f"Advised priority: {WORDS[self.priority]} ({_many(self.points)})."


def inputs(process: Process) -> frozenset[str]:
    """Names of all data that the advice depends on."""
    advice = process.priority_advice
    return frozenset[str]() if advice is None else frozenset(advice.points)


def recommend(process: Process, ticket: Ticket, today: date) -> PriorityAdvice | None:
    """
    The priority that a ticket's data suggest. Never raises, whatever the ticket holds.

    ``today`` is the calendar day in the calendar's zone. ``None``: the process file configures no advice.
    """
    advice = process.priority_advice
    if advice is None:
        return None
    total = 0
    reasons: list[str] = []
    unknown: list[str] = []
    for name, table in advice.points.items():
        value = ticket.values.get(name, NOT_READ)
        result = check_value(process, name, value)
        weighed = _weigh(name, table, value, today) if result.outcome is Outcome.MET else result.observed
        if isinstance(weighed, str):
            unknown.append(weighed)
        else:
            points, reason = weighed
            total += points
            reasons.append(reason)
    return PriorityAdvice(
        priority=_priority(advice.thresholds, total),
        points=total,
        reasons=tuple(reasons),
        unknown=tuple(unknown),
    )


def remark(process: Process, ticket: Ticket, today: date) -> str | None:
    """
    The remark on a priority that differs from the advised one; ``None``: no remark.

    There is none while the priority, or every reason for one, is not known.
    """
    advice, name = recommend(process, ticket, today), process.priority
    if advice is None or name is None or not advice.reasons:
        return None
    given = ticket.values.get(name, NOT_READ)
    if check_value(process, name, given).outcome is not Outcome.MET or given == advice.priority:
        return None
    data = f"the ticket's data suggest {WORDS[advice.priority]} ({_many(advice.points)})"
    return " ".join([f"The priority is {WORDS[cast('int', given)]}, but {data}.", *advice.unknown])


def _weigh(name: str, table: ByValue | ByDays, value: Value, today: date) -> tuple[int, str] | str:
    """The points of a value and the reason, or why it has none. The value has the right type."""
    if isinstance(table, ByDays):
        day = cast("date", value)
        day = day.date() if isinstance(day, datetime) else day
        points = table.of((day - today).days)
        return points, f"{name}: {day.isoformat()} {_distance((day - today).days)}, which {_gives(points)}."
    word = value if isinstance(value, str) else "Yes" if yes_or_no(value) else "No"
    found = table.of(word)
    if found is None:
        return f"{name} is {quoted(word)}, which has no points in the process file."
    spelt, points = found
    return points, f"{name}: {spelt} {_gives(points)}."


def _priority(thresholds: Thresholds, points: int) -> int:
    """Each threshold reached is one priority higher: none is low, all three are urgent."""
    return 4 - sum(points >= least for least in (thresholds.urgent, thresholds.high, thresholds.normal))


def _distance(days: int) -> str:
    match days:
        case 0:
            return "is today"
        case 1:
            return "is tomorrow"
        case -1:
            return "was yesterday"
    return f"is in {days} days" if days > 0 else f"was {-days} days ago"


def _gives(points: int) -> str:
    return f"gives {_many(points)}"


def _many(points: int) -> str:
    return {0: "no points", 1: "1 point"}.get(points, f"{points} points")
