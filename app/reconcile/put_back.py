"""Puts a ticket back to the stage where it belongs, and owes the comment that says why."""

from collections.abc import Sequence

import structlog

from app.bot import Bot
from app.comments import asking
from app.fill import offer
from app.messages.comments import gate as words
from app.reconcile import owner_change, record, write
from app.store import comments
from app.store.api_budget import Rank
from app.store.comments import Owed
from app.store.fill_pages import GATE
from app.store.held import Held
from app.store.prepared import Batch
from app.ticket import newer
from app.ticket.judge import steps
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Result, Written
from app.workspace.call_budget import ranked
from app.workspace.owners import OwnerChange
from app.workspace.refusals import is_refusal
from clickup_client.errors import ClickUpError
from rules.decision import Decision
from rules.process.stage import Stage

log = structlog.get_logger()


def put_back(
    bot: Bot, seen: Observation, decision: Decision, held: Held
) -> tuple[Outcome, Sequence[Owed] | None]:
    """Owe the comment on what is missing, then move the ticket back; return the comments due, if known."""
    known, home = seen.known, bot.process.stage(decision.ends_in)
    way, fill_in = steps(bot, seen, decision), None
    batch = Batch()
    stuck = seen.moved is None and asking.is_stuck(held.asking, decision.move.to_stage)
    if not stuck and record.judged_with(batch, held, seen, decision):
        fill_in = _page(bot, batch, held, seen, decision, way)
        said = words.put_back(decision, bot.process, seen.mover, way=way, fill_in=fill_in)
        record.owe_verdict(batch, seen, decision, said, standing=held.asking)
    if known is None:  # from now on it belongs there, even if we crash before the write
        record.accept(bot, batch, seen, Written({}, seen.agreed), told=None, home=home)
    change = owner_change.back(bot, seen, home.name)
    write.note_write(batch, seen, change)
    batch.asked.append(comments.DUE.asked(task_id=seen.task.id))
    *_, rows = newer.write_unless(bot, held, batch, seen.task, seen.heard, mirror=seen.mirror_id)
    due: Sequence[Owed] | None = comments.due_of(rows, later=False)
    try:
        with ranked(Rank.PUT_BACK):
            written, home = _write_home(bot, seen, home, change)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("ticket cannot be put back", action="put_back", task_id=seen.task.id, error=str(error))
        written = Written({}, seen.agreed)
        if not stuck:
            _say_stuck(bot, seen, decision, way, fill_in)
            due = None
    told = None if known is None else known.told_day
    return Outcome(result=Result.PUT_BACK, home=home, decision=decision, written=written, told=told), due


def _page(
    bot: Bot, batch: Batch, held: Held, seen: Observation, decision: Decision, way: Sequence[Decision]
) -> str | None:
    """Make the page where the mover fills in what the next step requires; return its address."""
    if not way and any(finding.code == "order" for finding in decision.unmet):
        return None
    user = offer.mover_of(bot, seen)
    following = way[0] if way else decision
    return offer.offer(bot, batch, seen, GATE, following, user=user, links=held.links)


def _say_stuck(
    bot: Bot, seen: Observation, decision: Decision, way: Sequence[Decision], fill_in: str | None
) -> None:
    """Change the comment: the ticket could not be moved back.  Once someone has moved it back, it says so."""
    stuck = words.put_back(decision, bot.process, seen.mover, way=way, ended="stuck")
    back = words.put_back(decision, bot.process, seen.mover, way=way, ended="back", fill_in=fill_in)
    with bot.engine.begin() as connection:
        asking.reword(connection, seen.task.id, stuck, stuck_in=decision.move.to_stage, once_back=back)


def _write_home(bot: Bot, seen: Observation, home: Stage, change: OwnerChange) -> tuple[Written, Stage]:
    """
    Move the ticket to the stage where it belongs.  If ClickUp refuses, try once with the status's new name.

    The transaction that recorded the rejection has just checked that no newer change was reported.
    """
    is_there = seen.task.status.casefold() == home.status.casefold()
    try:
        return write.write_ticket(bot, seen, status=None if is_there else home.status, change=change), home
    except ClickUpError as error:
        renamed = bot.ask_for_status(home) if is_refusal(error) else None
        if renamed is None:
            raise
    home = home.model_copy(update={"status": renamed})
    return write.write_if_current(bot, seen, status=renamed, change=change), home
