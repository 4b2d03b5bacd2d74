"""
Acts on the clock of one ticket: comments for the people who must act, marks for views.

The ticket is read again first: it may have moved or been paused without a webhook reporting it.
"""

from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.comments import outbox
from app.deliveries.history import hear
from app.messages.comments import sla as words
from app.queue.defer import tickets_waiting
from app.queue.kinds import CLOCK
from app.sla import clock as sla_clock
from app.sla import marks
from app.sla import pause as sla_pause
from app.sla.clock import Clock
from app.sla.scan import RETRY
from app.store import clocks as store
from app.store import comments as stored_comments
from app.store import out_of_sight, pauses, tickets
from app.store.comments import CommentKind
from app.store.engine import single
from app.store.tickets import Accepted
from app.ticket.observe import Observation, observe
from app.workspace.directory import Assignees
from app.workspace.refusals import is_refusal
from clickup_client.errors import ClickUpError, NotFoundError
from clickup_client.models import Task
from rules.sla.due import SlaComment

if TYPE_CHECKING:
    from collections.abc import Mapping

log = structlog.get_logger()


def watch(bot: Bot, task_id: str) -> None:
    """
    Post the comments that the clock of a ticket needs, then update its marks.  Repeatable; nothing is posted
    twice.

    Costs a read, or a share of one if many are due, and a call for each comment and for each mark added or
    removed; none if nothing has to change.

    Raises:
        ClickUpError: Try again later; what is stored stays stored, and the next scan returns to the rest.
    """
    if bot.process.mode == "shadow":
        return None
    with bot.engine.begin() as connection:
        known = tickets.get(connection, task_id)
        if known is None or known.gone_at is not None:
            return None
        clock = sla_clock.assess(bot.process, connection, known, known.agreed_day, bot.now())
        others = tickets_waiting(connection, CLOCK)
    try:
        task = bot.reader.read_along(task_id, others=others) if clock.has_work(known) else None
        if task is not None and task.archived:
            return _lose_sight(bot, task_id)
        seen = None if task is None else _observe(bot, known, task)
        marks_to_write = None if seen is None else _owe(bot, known, seen)
        outbox.keep_up(bot, task_id, later=True)
        if seen is not None and marks_to_write is not None:
            _mark(bot, seen.task, marks_to_write)
    except NotFoundError:
        _lose_sight(bot, task_id)
    return None


def _lose_sight(bot: Bot, task_id: str) -> None:
    with bot.engine.begin() as connection:
        out_of_sight.take_out(connection, task_id, bot.now())


def _observe(bot: Bot, known: Accepted, task: Task) -> Observation | None:
    """Observe the ticket; None if a move waits to be judged, because then it is too early for messages."""
    bot = bot.named_as(task)
    stage = bot.process.stage_of_status(task.status)
    if not bot.has_gate_for(task) or stage is None:
        return None
    if stage.name != sla_clock.stage_of(bot.process, known):
        return None
    with single(bot.engine) as connection:
        standing = pauses.standing(connection, task.id)
    sla_pause.pause_or_resume(bot, task, hear(()), standing)
    return observe(bot, task, stage, hear(()), known)


def _owe(bot: Bot, known: Accepted, seen: Observation) -> Clock | None:
    """Store the comments and the state of the clock; return the clock if marks have to be written."""
    with bot.engine.begin() as connection:
        clock = sla_clock.assess(bot.process, connection, known, seen.due_day, bot.now())
        for kind in clock.comments:
            _owe_comment(bot, connection, known, seen, clock, kind)
        there = marks.on(bot.process, seen.task)
        differs = there != clock.marks
        next_at = bot.now() + RETRY if differs else clock.state.next_change_at
        _note(connection, known.task_id, clock, there, next_at)
    return clock if differs else None


def _owe_comment(
    bot: Bot, connection: Connection, known: Accepted, seen: Observation, clock: Clock, kind: SlaComment
) -> None:
    if clock.limit is None:
        return
    directory, owner = bot.directory, seen.stage.owner
    asked = directory.escalation if kind == "escalation" else directory.owners.get(owner or "", Assignees())
    found = words.Lateness(stage=seen.stage, state=clock.state, limit=clock.limit, due_day=seen.due_day)
    comment = words.sla_comment(kind, bot.process, found, words.people(asked.users, directory.names))
    stored_comments.owe(
        connection,
        task_id=known.task_id,
        kind=CommentKind.SLA,
        key=f"sla:{kind}:{known.entered_at.isoformat()}",
        comment=comment,
        group_assignee=min(asked.groups, default=None),
    )
    log.info("ticket stays too long", action="sla", task_id=known.task_id, kind=kind, stage=clock.stage)


def _mark(bot: Bot, task: Task, clock: Clock) -> None:
    """Write the marks; if ClickUp refuses them, they stay until the level changes again."""
    there = marks.on(bot.process, task)
    own_writes: Mapping[str, str] = {}
    try:
        own_writes, there = marks.write(bot, task, clock.marks), clock.marks
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("marks refused", action="sla", task_id=task.id, error=str(error))
    with bot.engine.begin() as connection:
        _note(connection, task.id, clock, there, clock.state.next_change_at)
        tickets.add_own_writes(connection, task.id, own_writes)


def _note(
    connection: Connection, task_id: str, clock: Clock, there: marks.Marks, next_at: datetime | None
) -> None:
    store.record_check(
        connection,
        task_id,
        sla=str(clock.limit or "none"),
        level=clock.state.level.value,
        told=clock.told.value,
        next_at=next_at,
        shown=there,
    )
