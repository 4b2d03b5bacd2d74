"""
Brings one ticket in line with the process.

This is the main path of the bot.  Read it from top to bottom: find the waiting deliveries, read the ticket,
observe, judge, act.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from app.bot import Bot
from app.comments import outbox
from app.elevation import relocate
from app.errors import OutdatedError
from app.intake import send_on
from app.reconcile import aside, fight
from app.reconcile.act import act
from app.reconcile.pending import Pending, also_heard, find_pending, wait_for_missing
from app.sla import pause
from app.store.api_budget import Rank
from app.ticket.judge import decide
from app.ticket.observe import observe
from app.workspace.call_budget import ranked
from clickup_client.errors import NotFoundError
from clickup_client.models import Task
from rules.decision import Decision, Verdict

log = structlog.get_logger()

#: If the ticket moves again while a job works on it, the same job looks again, up to this many times.
MOST_ROUNDS = 5
#: After that, the next job looks at it, this much later.
SOON = timedelta(seconds=1)


def reconcile_ticket(bot: Bot, task_id: str) -> datetime | None:
    """
    Handle all waiting deliveries of a ticket, and post the comments it owes.

    Returns the time of the next look, or None if none is needed.  After a crash, the next call does the rest.

    Raises:
        ClickUpError: ClickUp could not be read or written.  Try again later; nothing is lost.
        NotDecidedError: GitHub or GitLab does not answer.
        LaterError: Many edited tickets wait, so they are read together, a little later.
    """
    may_rest = False
    pending = find_pending(bot, task_id)
    for _ in range(MOST_ROUNDS):
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
                pending = find_pending(bot, task_id)
                continue
            except NotFoundError:
                if bot.reader.find(task_id) is not None:
                    raise
                aside.lose_sight(bot, pending, "deleted or hidden while it was judged")
            pending = find_pending(bot, task_id)
        if not outbox.is_up_to_date(bot, pending.due):
            with ranked(Rank.COMMENT):
                outbox.keep_up(bot, task_id, due=pending.due)
            pending = find_pending(bot, task_id)
        if not (pending.is_urgent or aside.is_echo(bot, pending)):  # an echo is handled without another job
            return _earliest(outbox.next_at(pending.due), pending.look_again_at if may_rest else None)
    return bot.now() + SOON


def _handle(bot: Bot, pending: Pending) -> Decision | None:
    """
    Read the ticket, observe, judge, act.  If there is nothing to judge, set the deliveries aside with a
    reason.

    Returns the decision on its move; None if it did not move.
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
    pending, held = also_heard(bot, pending, task)
    bot = replace(bot, companies=dict(held.companies))
    if send_on.was_sent_on(bot, task, pending.heard, pending.known):
        return None
    pause.pause_or_resume(bot, task, pending.heard, held.pauses)
    seen = observe(bot, task, stage, pending.heard, pending.accepted, adopted=pending.adopted)
    decision = None
    if seen.move is not None:
        if not seen.track.is_whole:
            wait_for_missing(bot, pending)
        seen, decision = decide(bot, seen, seen.move)
    act(bot, seen, decision, held)
    return decision


def _read(bot: Bot, pending: Pending) -> Task | None:
    """
    Read the ticket; None if it was deleted or is hidden.

    ClickUp's answer to a write of this job serves instead of a read, if it shows everything that was heard.
    """
    written = bot.reader.as_written(pending.task_id)
    if written is not None and pending.is_shown_by(written):
        return written
    try:
        return bot.reader.read(
            pending.task_id,
            since=pending.since,
            moved=pending.has_moved,
            few=pending.few,
            shown_at=pending.shown_at,
        )
    except NotFoundError:
        return None


def _earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
