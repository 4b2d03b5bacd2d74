"""Says which owners a ticket gets and loses, with each stage of its way."""

from app.bot import Bot
from app.store import moves
from app.ticket.observe import Observation
from app.workspace import owners
from app.workspace.owners import OwnerChange
from rules.ticket import Move


def on_entry(bot: Bot, seen: Observation, move: Move) -> OwnerChange:
    """Assign the owners of the stage that a ticket enters, and remove those of the stages before it."""
    assigned = owners.assigned_on_the_way(
        bot.process, bot.directory, seen.task, passed=_on_the_way(bot, seen), start=move.from_stage
    )
    left = (_last_owned(bot, seen, move.from_stage), *move.via, *_passed(bot, seen), *assigned)
    return owners.change_of(bot.process, bot.directory, seen.task, left=left, entered=seen.stage.name)


def back(bot: Bot, seen: Observation, stays_in: str, *, is_new: bool = False) -> OwnerChange:
    """
    Give a ticket that stays where it belongs its owners back.

    `is_new`: it was not accepted anywhere yet.  Before the first move that was reported, a look that was cut
    off may have let it into an earlier stage.
    """
    home = bot.process.stage(stays_in)
    earlier = bot.process.stages[: bot.process.position(home)] if is_new and home.closed is None else ()
    passed = [*(stage.name for stage in earlier), *_on_the_way(bot, seen)]
    return owners.change_back(bot.process, bot.directory, seen.task, passed=passed, stays_in=stays_in)


def _last_owned(bot: Bot, seen: Observation, left: str | None) -> str | None:
    """The stage whose owners a ticket has: one without, such as a closed one, keeps those before it."""
    stage = bot.process.find_stage(left)
    if stage is None or stage.owner is not None:
        return left
    with bot.engine.begin() as connection:
        worked_in = map(bot.process.find_stage, moves.entered(connection, seen.task.id))
        before = next((each for each in worked_in if each and each.owner), None)
    return before.name if before else owners.usual_before(bot.process, stage)


def _on_the_way(bot: Bot, seen: Observation) -> list[str]:
    """All stages of its way: a look that was cut off may have let it into any of them."""
    hops = [bot.process.stage_of_status(hop.status) for hop in seen.track.hops]
    return [*_passed(bot, seen), *(stage.name for stage in hops if stage is not None)]


def _passed(bot: Bot, seen: Observation) -> list[str]:
    """The stages that it went out to and came back from."""
    stages = (bot.process.stage_of_status(status) for status in seen.track.passed)
    return [stage.name for stage in stages if stage is not None]
