"""Says which owners a ticket gets and loses, with each stage of its way."""

from dataclasses import replace

from app.bot import Bot
from app.store import moves
from app.ticket import assigning
from app.ticket.observe import Observation
from app.workspace import owners
from app.workspace.owners import OwnerChange
from clickup_client.models import Task
from rules.ticket import Move


def on_entry(bot: Bot, seen: Observation, move: Move) -> OwnerChange:
    """
    Assign the owners of the stage that a ticket enters, and remove those of the stages before it.

    A stage without an owner keeps those of the last stage before it on the way: also where a look that was
    cut off assigned others, or where the ticket was only passing that stage.
    """
    now, seen = seen.task, replace(seen, task=_before_our_write(seen))
    assigned = owners.assigned_on_the_way(
        bot.process, bot.directory, seen.task, passed=_on_the_way(bot, seen), start=move.from_stage
    )
    behind = (*_last_owned(bot, seen, move.from_stage), *move.via)
    left, entered = (*behind, *assigned), seen.stage.name
    if seen.stage.owner is None:
        owned = [stage for stage in behind if _has_owner(bot, stage)]
        if not owned or not (assigned or move.via):
            return OwnerChange().instead(seen.task, now)
        entered = owned[-1]
    change = owners.change_of(bot.process, bot.directory, seen.task, left=left, entered=entered)
    return change.instead(seen.task, now)


def back(bot: Bot, seen: Observation, stays_in: str, *, is_unknown: bool = False) -> OwnerChange:
    """
    Give a ticket that stays where it belongs its owners back, and one that is new there its owners.

    `is_unknown`: it was not accepted anywhere yet.  Before the first move that was reported, a look that was
    cut off may have let it into an earlier stage.
    """
    home = bot.process.stage(stays_in)
    earlier = bot.process.stages[: bot.process.position(home)] if is_unknown and home.closed is None else ()
    passed = [*(stage.name for stage in earlier), *_on_the_way(bot, seen)]
    before = _before_our_write(seen)
    change = owners.change_back(
        bot.process, bot.directory, before, passed=passed, stays_in=stays_in, is_new=seen.is_new
    )
    return change.instead(before, seen.task)


def _before_our_write(seen: Observation) -> Task:
    """The ticket with the owners that it had before a look that was cut off."""
    return assigning.before_our_write(seen.task, seen.known)


def _last_owned(bot: Bot, seen: Observation, left: str | None) -> list[str]:
    """
    The stage whose owners a ticket may have in the one that it leaves.

    A stage without an owner, such as a closed one, keeps those of the last stage before it.
    """
    stage = bot.process.find_stage(left)
    if stage is None or stage.owner is not None:
        return [] if left is None else [left]
    with bot.engine.begin() as connection:
        worked_in = moves.entered(connection, seen.task.id)
    before = next((each for each in worked_in if _has_owner(bot, each)), None)
    before = before or owners.usual_before(bot.process, stage)
    return [] if before is None else [before]


def _has_owner(bot: Bot, stage: str) -> bool:
    found = bot.process.find_stage(stage)
    return found is not None and found.owner is not None


def _on_the_way(bot: Bot, seen: Observation) -> list[str]:
    """All stages of its way: a look that was cut off may have let it into any of them."""
    hops = [bot.process.stage_of_status(hop.status) for hop in seen.track.hops]
    return [*_passed(bot, seen), *(stage.name for stage in hops if stage is not None)]


def _passed(bot: Bot, seen: Observation) -> list[str]:
    """The stages that it went out to and came back from."""
    stages = (bot.process.stage_of_status(status) for status in seen.track.passed)
    return [stage.name for stage in stages if stage is not None]
