"""
Brings one ticket in line with the process.  The reading path of the whole bot, top to bottom:
find what is pending, read the ticket, observe, judge, act.
"""

from datetime import datetime, timedelta

import structlog

from app.bot import Bot
from app.comments import outbox
from app.elevation import relocate
from app.errors import OutdatedError
from app.intake import send_on
from app.reconcile import aside, fight
from app.reconcile.act import act
from app.reconcile.pending import Pending, also_heard, find_pending, has_moved_again, wait_for_missing
from app.sla import pause
from app.store.api_budget import Rank
from app.ticket.judge import allowed_as_far_as, arrival, decide
from app.ticket.observe import Observation, observe
from app.workspace.call_budget import ranked
from clickup_client.errors import NotFoundError
from clickup_client.models import Task
from rules.decision import Decision, Verdict

log = structlog.get_logger()

#: Moves that arrive while we work are looked at by the same job, up to this many times.
MOST_ROUNDS = 5
#: What still goes on after them is looked at by the next job.
SOON = timedelta(seconds=1)


def reconcile_ticket(bot: Bot, task_id: str) -> datetime | None:
    """
    Handle everything that waits for a ticket.

    Returns when to look again, or None when nothing waits for its time.  Repeatable: whatever a crash
    leaves undone is done by the next call.

    Raises:
        ClickUpError: ClickUp could not be read or written; nothing is lost, try again.
        NotDecidedError: GitHub or GitLab is away.
        LaterError: Many tickets wait, and are about to be read together.
    """
    later, may_rest = None, False
    for _ in range(MOST_ROUNDS):
        pending = find_pending(bot, task_id)
        if fight.has_rested(bot, pending):
            fight.end(bot, task_id)
            pending = find_pending(bot, task_id)
        may_rest = may_rest or fight.goes_on(bot, pending)
        if pending.heard.delivery_ids:
            try:
                decision = _handle(bot, pending)
                may_rest = may_rest or (decision is not None and decision.verdict is Verdict.REJECTED)
            except OutdatedError as outdated:
                log.info("looks again", action="reconcile", task_id=task_id, why=str(outdated))
                continue
            except NotFoundError:
                if bot.reader.look(task_id) is not None:
                    raise
                aside.lose_sight(bot, pending, "deleted or hidden while it was judged")
            finally:
                bot.reader.forget(task_id)
        with ranked(Rank.COMMENT):
            later = outbox.keep_up(bot, task_id)
        if not has_moved_again(bot, task_id):
            return _earliest(later, fight.look_again_at(bot, task_id) if may_rest else None)
    return bot.now() + SOON


def _handle(bot: Bot, pending: Pending) -> Decision | None:
    """
    Read the ticket, observe, judge, act; or set the deliveries aside, with a reason.

    Returns how its move was judged, if it was.
    """
    if (reason := aside.nothing_to_do(bot, pending)) is not None:
        aside.set_aside(bot, pending, reason)
        return None
    task = _read(bot, pending)
    if task is None or task.archived or not bot.has_gate_for(task) or task.parent is not None:
        aside.handle_elsewhere(bot, pending, task)
        return None
    if not pending.is_ours:
        task = relocate.arrive(bot, task, pending.heard)
    bot = bot.named_as(task)
    stage = bot.process.stage_of_status(task.status)
    if stage is None:
        aside.set_aside(bot, pending, f'the status "{task.status}" is outside the process')
        return None
    pending = also_heard(bot, pending, task)
    if send_on.was_sent_on(bot, task, pending.heard, pending.known):
        return None
    pause.follow(bot, task, pending.heard)
    seen = observe(bot, task, stage, pending.heard, pending.accepted, adopted=pending.adopted)
    seen, decision = _judged(bot, pending, seen)
    act(bot, seen, decision)
    return decision


def _judged(bot: Bot, pending: Pending, seen: Observation) -> tuple[Observation, Decision | None]:
    """
    The move of a ticket and how it is judged; None where it did not move.

    Of a way that is not allowed to its end, the first part that is, and of one from outside its first stage,
    if the ticket may stay there: the rest is looked at next.  In shadow mode a ticket stays where people put
    it, so its way is judged as a whole.
    """
    if seen.move is None:
        return seen, None
    if not seen.track.is_whole:
        wait_for_missing(bot, pending)
    is_shadow = bot.process.mode == "shadow"
    first = None if is_shadow else arrival(bot, seen, seen.move)
    if first is None:
        decision = decide(bot, seen, seen.move)
        if decision.verdict is not Verdict.REJECTED or is_shadow:
            return seen, decision
        first = allowed_as_far_as(bot, seen, seen.move)
        if first is None:
            return seen, decision
    move, reached = first
    return seen.as_far_as(bot, move, reached), decide(bot, seen, move)


def _read(bot: Bot, pending: Pending) -> Task | None:
    """The ticket as it is now; None where it was deleted, or is hidden."""
    written = bot.reader.as_written(pending.task_id)
    if written is not None and pending.is_shown_by(written):
        return written
    try:
        return bot.reader.read(pending.task_id, since=pending.since, moved=pending.has_moved)
    except NotFoundError:
        return None


def _earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
