"""
Handles deliveries that need no judgement.

These are echoes of our own writes, late deliveries and changes of other tags; and tasks that are no tickets
of the process, because they are in another list, deleted or hidden.
"""

import structlog

from app.bot import Bot
from app.deliveries import history
from app.elevation import first_level
from app.intake import send_on
from app.messages.comments import gate as words
from app.reconcile import company, fight, late_deliveries
from app.reconcile.pending import Pending, also_heard, wait_for_missing
from app.sla import pause
from app.store import comments, deliveries, out_of_sight, tickets
from app.store import companies as stored_companies
from app.store import first_level as stored_first_level
from app.store.comments import CommentKind
from app.store.engine import single
from app.store.prepared import Batch, together
from clickup_client.models import Task

log = structlog.get_logger()


def nothing_to_do(bot: Bot, pending: Pending) -> str | None:
    """Return why the ticket need not be read; None if it must be read.  Costs no call."""
    heard, known = pending.heard, pending.known
    if fight.goes_on(bot, pending):
        return "left alone for a while"
    if is_echo(bot, pending):
        return "our own echo"
    if late_deliveries.were_read(bot, heard, known):
        return "read with a move that was judged"
    if known is not None and pause.only_other_tags(bot.process, heard):
        return "tags that pause no clock"
    if not pending.is_ours and first_level.take_in(bot, pending.task_id, heard):
        return "nothing to elevate at the first level"
    return None


def is_echo(bot: Bot, pending: Pending) -> bool:
    """Whether the waiting deliveries only report the bot's own writes."""
    return history.is_own_echo(pending.heard, pending.known, bot.directory.bot_user_id)


def set_aside(bot: Bot, pending: Pending, why: str) -> None:
    """Mark the deliveries as handled.  A value of ours that someone has changed is no longer our write."""
    known = pending.known
    batch = Batch()
    fight.wait_longer(bot, batch, pending)
    if known is not None:
        kept = history.still_ours(pending.heard, known.own_writes)
        over = history.not_heard_of(pending.heard, known.written_over)
        if (kept, over) != (known.own_writes, known.written_over):
            tickets.note(batch, pending.task_id, own_writes=kept, written_over=over)
    deliveries.mark_handled(batch, pending.heard.delivery_ids)
    with single(bot.engine) as connection:
        together(connection, *batch.asked)
    log.info("nothing to judge", action="set_aside", task_id=pending.task_id, why=why)


def handle_elsewhere(bot: Bot, pending: Pending, task: Task | None) -> None:
    """Handle a task that is no ticket of the process: elsewhere, of the first level, or out of sight."""
    if task is None:
        return lose_sight(bot, pending, "deleted or hidden")
    if task.archived and task.list_id != bot.directory.companies_list:
        return lose_sight(bot, pending, "archived")
    if task.list_id == bot.directory.first_level_list:
        send_on.arrive(bot, task)  # finish what a crash interrupted
    if first_level.is_one(bot, task):
        pending, _ = also_heard(bot, pending, task)
        if first_level.was_elevated_unheard(bot, task, pending.heard):
            wait_for_missing(bot, pending)
        return first_level.handle(bot, task, pending.heard)
    if task.list_id == bot.directory.companies_list:
        company.see(bot, task)
        return set_aside(bot, pending, "a company")
    if bot.is_guest(task) and task.parent is None:
        _tell_guest(bot, task)
    return _forget(bot, pending, "not in a list we serve, or a subtask")


def _tell_guest(bot: Bot, task: Task) -> None:
    """Comment once that the bot does not check a ticket of another list that is also shown in this list."""
    if bot.process.mode == "shadow":
        return
    said = words.shown_only(bot.process.lists.tickets.name, task.list_name or "another list")
    with bot.engine.begin() as connection:
        comments.owe(
            connection, task_id=task.id, kind=CommentKind.GATE, key="shown in our list only", comment=said
        )


def lose_sight(bot: Bot, pending: Pending, why: str) -> None:
    """
    Drop everything owed for a task that the bot cannot see any more.

    Of one that it never saw, too, what people did before that is over.
    """
    with bot.engine.begin() as connection:
        if pending.known is None and any(item.field == "status" for item in pending.heard.items):
            tickets.adopt_unseen(connection, pending.task_id, bot.directory.tickets_list, bot.now())
        out_of_sight.take_out(connection, pending.task_id, bot.now())
        deliveries.mark_handled(connection, pending.heard.delivery_ids)
    log.info("ticket is out of sight", action="gone", task_id=pending.task_id, why=why)


def _forget(bot: Bot, pending: Pending, why: str) -> None:
    task_id = pending.task_id
    with bot.engine.begin() as connection:
        tickets.mark_gone(connection, task_id, bot.now())
        stored_companies.forget(connection, task_id)  # if it was one
        stored_first_level.mark_gone(connection, task_id, bot.now())  # or one of those
        deliveries.mark_handled(connection, pending.heard.delivery_ids)
    log.info("ticket is no longer ours", action="gone", task_id=task_id, why=why)
