"""What became of the moves of some time, and what most of them lacked: for people who improve the process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from app.store import moves, notices

#: Requirements that are shown, those that stopped most moves first.
MOST_SHOWN = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """The judged moves into one stage, by their verdict."""

    stage: str
    allowed: int
    rejected: int
    undecided: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.allowed + self.rejected + self.undecided


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """How many moves into a stage were put back for want of something; `code` is as in logs and metrics."""

    stage: str
    code: str
    moves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it; `notices` maps kind and state to how many became due in that time."""

    since: datetime
    stages: Sequence[StageCount]
    stopped: Sequence[Stopped]
    notices: Mapping[tuple[str, str], int]


def report(engine: Engine, since: datetime) -> Report:
    """Count what was judged since a moment."""
    with engine.connect() as connection:
        return Report(
            since=since,
            stages=_stages(connection, since),
            stopped=[
                Stopped(stage=stage, code=code, moves=number)
                for stage, code, number in moves.stopped(connection, since, most=MOST_SHOWN)
            ],
            notices=notices.count(connection, since),
        )


def _stages(connection: Connection, since: datetime) -> list[StageCount]:
    """Most moved into first."""
    counted = moves.count(connection, since)
    found = [
        StageCount(
            stage=stage, **{v: counted.get((stage, v), 0) for v in ("allowed", "rejected", "undecided")}
        )
        for stage in {stage for stage, _ in counted}
    ]
    return sorted(found, key=lambda count: (-count.total, count.stage))
