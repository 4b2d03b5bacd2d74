"""Says which owners a ticket gets and loses, with each stage of its way."""

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

    A stage without an owner keeps those of the last stage before it.  Where the ticket was only passing that
    one, or is new, they are assigned now.
    """
    before = _before_our_write(seen)
    left, entered = (*_last_owned(bot, seen, move.from_stage), *move.via), seen.stage.name
    if seen.stage.owner is None:
        owned = [stage for stage in left if _has_owner(bot, stage)]
        if not owned or not (move.via or seen.is_new):
            return OwnerChange().instead(before, seen.task)
        entered = owned[-1]
    change = owners.change_of(bot.process, bot.directory, before, left=left, entered=entered)
    return change.instead(before, seen.task)


def back(bot: Bot, seen: Observation, stays_in: str) -> OwnerChange:
    """Give a ticket back the owners that a cut-off look replaced, and a new one those of the stage."""
    before, change = _before_our_write(seen), OwnerChange()
    for stage in _last_owned(bot, seen, stays_in) if seen.is_new else ():
        change = owners.change_of(bot.process, bot.directory, before, left=(), entered=stage)
    return change.instead(before, seen.task)


def _before_our_write(seen: Observation) -> Task:
    """The ticket with the owners that it had before a look that was cut off."""
    return assigning.before_our_write(seen.task, seen.assigning)


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
