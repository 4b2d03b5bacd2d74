"""
Brings one ticket in line with the process.  The reading path of the whole bot, top to bottom:
find what is pending, read the ticket, observe, judge, act.
"""

from datetime import datetime

from app.bot import Bot
from app.comments import outbox
from app.elevation import relocate
from app.intake import send_on
from app.reconcile import aside
from app.reconcile.act import act
from app.reconcile.pending import Pending, find_pending, has_moved_again
from app.sla import pause
from app.store.api_budget import Rank
from app.ticket.judge import decide
from app.ticket.observe import observe
from app.workspace.call_budget import ranked
from clickup_client.errors import NotFoundError
from clickup_client.models import Task

#: Moves that arrive while we work are looked at by the same job, up to this many times.
MOST_ROUNDS = 5


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
    later = None
    for _ in range(MOST_ROUNDS):
        pending = find_pending(bot, task_id)
        if pending.heard.delivery_ids:
            _handle(bot, pending)
            bot.reader.forget(task_id)
        with ranked(Rank.COMMENT):
            later = outbox.keep_up(bot, task_id)
        if not has_moved_again(bot, task_id):
            break
    return later


def _handle(bot: Bot, pending: Pending) -> None:
    """Read the ticket, observe, judge, act; or set the deliveries aside, with a reason."""
    if (reason := aside.nothing_to_do(bot, pending)) is not None:
        return aside.set_aside(bot, pending, reason)
    task = _read(bot, pending)
    if task is None or task.list_id != bot.directory.tickets_list or task.parent is not None:
        return aside.handle_elsewhere(bot, pending, task)
    if not pending.is_ours:
        task = relocate.arrive(bot, task, pending.heard)
    bot = bot.named_as(task)
    stage = bot.process.stage_of_status(task.status)
    if stage is None:
        return aside.set_aside(bot, pending, f'the status "{task.status}" is outside the process')
    if send_on.was_sent_on(bot, task, pending.heard, pending.known):
        return None
    pause.follow(bot, task, pending.heard)
    seen = observe(bot, task, stage, pending.heard, pending.known)
    decision = None if seen.move is None else decide(bot, seen, seen.move)
    return act(bot, seen, decision)


def _read(bot: Bot, pending: Pending) -> Task | None:
    """The ticket as it is now; None where it was deleted."""
    try:
        return bot.reader.read(pending.task_id, since=pending.since, moved=pending.has_moved)
    except NotFoundError:
        return None
