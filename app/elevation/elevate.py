"""
Carries out an elevation: a first-level ticket becomes a ticket of the process, or is put back.

Every step is repeatable or stored first, so the next run completes it after a crash at any point: the new
ticket is created under a key, comments are stored under a key of the elevation, and links, statuses and
fields may be written twice.
"""

from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.comments.pass_on import pass_on
from app.deliveries import replaced
from app.elevation import copy, relay, relocate
from app.elevation import record as records
from app.elevation.record import Elevation
from app.errors import LaterError
from app.messages.comments import first_level as words
from app.store import comments as stored_comments
from app.store import creations, deliveries, relations
from app.store import first_level as store
from app.store.comments import CommentKind
from app.ticket import create_once, facts, newer, related
from app.ticket.judge import judge, log_verdict
from app.ticket.lookup import TicketView
from app.workspace.refusals import is_refusal
from clickup_client.comment import Comment
from clickup_client.errors import ClickUpError, NotFoundError
from clickup_client.models import Task
from rules import elevation as rules
from rules.decision import Decision, Verdict
from rules.process.elevation import ElevationSettings
from rules.ticket import Move

log = structlog.get_logger()


def is_unfinished(bot: Bot, first_level_id: str) -> bool:
    """Whether a crash interrupted the creation of its ticket, even if it was moved since."""
    with bot.engine.begin() as connection:
        begun = creations.find(connection, _key(connection, first_level_id))
    return begun is not None and (begun.state == "done" or begun.attempted_at is not None)


def elevate(bot: Bot, settings: ElevationSettings, elevation: Elevation) -> None:
    """
    Carry out an elevation, and report the result in one comment.

    Raises:
        ClickUpError, LaterError: Try again later; the next run continues.
        NotDecidedError: The requirements to re-open its ticket cannot be read just now.
    """
    if bot.process.mode == "shadow":
        return _only_record(bot, settings, elevation)
    if is_unfinished(bot, elevation.task.id):
        return _create(bot, settings, elevation)
    before = related.ticket_of(bot, elevation.task)
    if before is None:
        return _bring(bot, settings, elevation)
    if related.is_open(before):
        return _repeat(bot, settings, elevation, before)
    return _open_again(bot, settings, elevation, before)


def let_wait(bot: Bot, settings: ElevationSettings, task: Task) -> None:
    """Move an elevated first-level ticket to its waiting status, if the process file names one."""
    with bot.engine.begin() as connection:
        was_elevated = relations.count(connection, task.id) > 0
    if settings.waits_in is None or not was_elevated or not settings.asks_for_it(task.status):
        return
    try:
        landed = replaced.landed_at(task, bot.client.update_task(task.id, status=settings.waits_in))
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("status refused", action="elevate", task_id=task.id, error=str(error))
        return
    with bot.engine.begin() as connection:
        store.put(connection, task.id, settings.waits_in, over=task.status, written_at=landed)


def _bring(bot: Bot, settings: ElevationSettings, elevation: Elevation) -> None:
    decision = _decide(bot, settings, elevation)
    if decision.verdict is Verdict.REJECTED:
        return records.put_back(bot, elevation, decision, words.refused(bot.process))
    if decision.verdict is Verdict.UNDECIDED:
        return records.leave_undecided(bot, elevation, decision)
    with bot.engine.begin() as connection:
        newer.refuse(bot, connection, elevation.task, elevation.heard)
        records.record(connection, elevation, decision)
    if settings.by == "move":
        return relocate.relocate(bot, settings, elevation.task, elevation.heard)
    return _create(bot, settings, elevation)


def _create(bot: Bot, settings: ElevationSettings, elevation: Elevation) -> None:
    task = elevation.task
    with bot.engine.begin() as connection:
        key = _key(connection, task.id)
    wanted, left_out = copy.new_ticket(bot, settings, task)
    try:
        made = create_once.create_once(bot, key, wanted)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        status = bot.ask_for_status(bot.process.first_stage)
        if status is not None:  # the status was renamed a moment ago
            made = create_once.create_once(bot, key, replace(wanted, status=status))
        else:  # the cause is a field, such as a deleted company
            log.warning("fields refused", action="elevate", task_id=task.id, error=str(error))
            left_out = tuple(settings.copies)
            made = create_once.create_once(bot, key, replace(wanted, custom_fields={}))
    if not _link(bot, task.id, made.task_id):
        with bot.engine.begin() as connection:
            relations.add(connection, first_level_id=task.id, task_id=made.task_id)
        raise LaterError(timedelta())
    ticket = words.link_to(task.name, made.number, made.url)
    if (rest := create_once.rest(bot, wanted)) is not None:
        with bot.engine.begin() as connection:
            pass_on(connection, made.task_id, kind=CommentKind.ELEVATION, key=f"rest:{key}", comment=rest)
    if left_out:
        records.tell_staff(bot, elevation, made.task_id, words.not_copied(elevation.mover, left_out))
    _finish(bot, settings, elevation, words.elevated(ticket), task_id=made.task_id)


def _link(bot: Bot, first_level_id: str, task_id: str) -> bool:
    """Link the two in ClickUp; False if one of them was deleted a moment ago."""
    try:
        bot.client.link_tasks(first_level_id, task_id)
    except NotFoundError:
        return False
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("link refused", action="elevate", task_id=first_level_id, error=str(error))
    return True


def _repeat(bot: Bot, settings: ElevationSettings, elevation: Elevation, before: TicketView) -> None:
    comment = words.still_open(_ticket(before.task))
    _finish(bot, settings, elevation, comment, task_id=before.task.id, day_is_due=True)


def _open_again(bot: Bot, settings: ElevationSettings, elevation: Elevation, before: TicketView) -> None:
    """Reopen the closed ticket, if the gate allows it; the ticket's own job then accepts the move."""
    target = bot.process.reopens_to[0]
    decision = _judge_opening(before, target.name)
    if decision.verdict is not Verdict.ALLOWED:
        return _leave_closed(bot, settings, elevation, before, decision)
    comment = words.opened_again(_ticket(before.task))
    with bot.engine.begin() as connection:
        newer.refuse(bot, connection, elevation.task, elevation.heard)
        records.owe(connection, elevation, comment)  # else it looks as if it was always open
    bot.client.update_task(before.task.id, status=target.status)
    return _finish(bot, settings, elevation, comment, task_id=before.task.id)


def _leave_closed(
    bot: Bot, settings: ElevationSettings, elevation: Elevation, before: TicketView, decision: Decision
) -> None:
    """
    Put the first-level ticket back.  A comment on its closed ticket tells the mover what is
    missing there.
    """
    client_ticket = _ticket(elevation.task)
    said = words.not_opened(elevation.mover, client_ticket, decision, wanted=settings.status)
    with bot.engine.begin() as connection:
        newer.refuse(bot, connection, elevation.task, elevation.heard)
    records.tell_staff(bot, elevation, before.task.id, said)
    about = replace(decision, task_id=elevation.task.id)
    records.put_back(bot, elevation, about, words.stays_closed(_ticket(before.task)))


def _judge_opening(before: TicketView, target: str) -> Decision:
    seen, home = before.seen, before.home
    assert seen is not None and home is not None  # noqa: PT018, S101 - related.is_open said that it is closed
    move = Move(from_stage=home.name, to_stage=target, written=seen.written)
    return judge(before.bot, before.task, move, due_day=seen.due_day).settled()


def _only_record(bot: Bot, settings: ElevationSettings, elevation: Elevation) -> None:
    """Shadow mode: record the verdict, change nothing."""
    with bot.engine.begin() as connection:
        records.record(connection, elevation, _decide(bot, settings, elevation), shadow=True)
        store.see(connection, elevation.task.id, elevation.task.status, seen_at=elevation.at)
        deliveries.mark_handled(connection, elevation.heard.delivery_ids)


def _decide(bot: Bot, settings: ElevationSettings, elevation: Elevation) -> Decision:
    task = elevation.task
    field = facts.field_of(task, settings.category, "drop_down", field_id=None)
    decision = rules.decide(
        bot.process, settings, task.id, category=facts.read_choice(field), came_from=elevation.came_from
    )
    log_verdict(decision, task_id=task.id, delivery_id=elevation.heard.newest_id)
    return decision


def _finish(
    bot: Bot,
    settings: ElevationSettings,
    elevation: Elevation,
    comment: Comment,
    *,
    task_id: str,
    day_is_due: bool = False,
) -> None:
    """Store the relation, report the elevation, and move the first-level ticket to its waiting status."""
    task = elevation.task
    with bot.engine.begin() as connection:
        is_news = relations.add(connection, first_level_id=task.id, task_id=task_id)
        if is_news and day_is_due:
            relay.owe_day(bot, connection, task_id, cause=f"related:{task.id}")
        records.owe(connection, elevation, comment)
        stored_comments.settle(connection, task.id, CommentKind.GATE)
        store.see(connection, task.id, task.status, seen_at=elevation.at)
    let_wait(bot, settings, task)
    with bot.engine.begin() as connection:
        deliveries.mark_handled(connection, elevation.heard.delivery_ids)
    log.info("ticket elevated", action="elevate", task_id=task.id, ticket=task_id)


def _ticket(task: Task) -> Comment:
    return words.link_to(task.name, task.custom_id or task.id, task.url)


def _key(connection: Connection, first_level_id: str) -> str:
    """The key under which the next ticket of a first-level ticket is created."""
    return f"elevation:{first_level_id}:{relations.count(connection, first_level_id) + 1}"
