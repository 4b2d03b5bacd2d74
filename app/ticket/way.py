"""Finds the way of a ticket: where it started, which stages it passed, and where people want it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.bot import Bot
from app.deliveries import history, track
from app.deliveries.history import History
from app.deliveries.track import Hop, Track
from app.store.tickets import OUTSIDE, Accepted
from clickup_client.models import Task
from clickup_client.webhook import HistoryItem
from rules.gate.way import in_between
from rules.process.process import Process
from rules.process.stage import Stage


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a way begins: a status and its stage; both are None for a ticket from outside the process."""

    status: str | None = None
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """
    The way of a ticket.

    Attributes:
        track: Its steps.
        start: The stage where it began; None if it came from outside the process.
        via: The stages it passed, in order.  If a step that skips stages was not reported, the skipped stages
            are included: their requirements count, but the order was kept.
        end: The stage where people want it; None if it did not move.
    """

    track: Track
    start: str | None
    via: tuple[str, ...]
    end: str | None


def find(
    bot: Bot,
    task: Task,
    stage: Stage,
    heard: History,
    *,
    known: Accepted | None,
    before: Accepted | None,
    adopted: bool,
) -> Way:
    """
    Find the way of a ticket.  Costs no call.

    Args:
        bot: The bot, with its process.
        task: The ticket as ClickUp shows it.
        stage: The stage of its status.
        heard: The waiting deliveries.
        known: The accepted state; None for a ticket that counts as one from outside.
        before: The accepted state, also for a ticket that was gone.
        adopted: All older tickets are known, so an unknown one came from outside.
    """
    start = _start(bot.process, stage, heard, known=known, before=before, adopted=adopted)
    if start is None:
        return Way(Track((), (), is_whole=True), stage.name, (), None)

    steps = track.join(
        heard,
        start=start.status,
        replaced=known.written_over.get("status") if known else None,
        current=task.status,
        written_at=known.written_at if known else None,
        since=known.seen_at if known else None,
        is_ours=lambda item: known is not None and history.is_own(item, known, bot.directory.bot_user_id),
    )
    passed = tuple(_stages(bot.process, start.stage, steps.hops))
    wanted = bot.process.stage_of_status(steps.hops[-1].status) if steps.hops else None
    moved = wanted is not None and wanted.name != start.stage
    return Way(steps, start.stage, passed[:-1] if moved else (), wanted.name if moved and wanted else None)


def reported(process: Process, hops: Sequence[Hop], reached: Sequence[str]) -> tuple[int, HistoryItem | None]:
    """Return how many hops led along these stages, and the history item of the last hop, if there is one."""
    count = position = 0
    moved = None
    for hop in hops:
        stage = process.stage_of_status(hop.status)
        if stage is not None:
            if stage.name not in reached[position:]:
                break
            position, moved = reached.index(stage.name, position) + 1, hop.item
        count += 1
    return count, moved if position == len(reached) else None


def _start(
    process: Process,
    stage: Stage,
    heard: History,
    *,
    known: Accepted | None,
    before: Accepted | None,
    adopted: bool,
) -> _Start | None:
    """Find where the way begins; None for a ticket that is accepted where it is."""
    if known is not None:
        return _Start(known.status, known.stage)
    if heard.from_outside or (before is not None and before.stage == OUTSIDE.name and before.undecided):
        return _Start()
    status = history.start_of(heard)
    if status is not None:
        left = process.stage_of_status(status)
        return _Start(status, left.name if left else None)
    if before is None:
        return _Start() if adopted else None
    return None if before.stage == stage.name else _Start()  # back where it was


def _stages(process: Process, start: str | None, hops: Iterable[Hop]) -> Iterable[str]:
    here = start
    for hop in hops:
        stage = process.stage_of_status(hop.status)
        if stage is None:
            continue
        if hop.item is None and here is not None:
            yield from in_between(process, here, stage.name)
        yield stage.name
        here = stage.name
