"""
Updates first-level tickets from their ticket: the due date, and how it ended.

The update is stored together with the record of the change, and made by a separate job, so that no move
waits for it.
"""

from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.comments.pass_on import pass_on
from app.deliveries.history import hear
from app.messages.comments import first_level as words
from app.notices.fields import read_fields
from app.queue.defer import defer
from app.queue.kinds import RELAY
from app.store import first_level, out_of_sight, relations, relays, tickets
from app.store.comments import CommentKind
from app.store.held import Unfinished
from app.store.relays import Relay
from app.ticket import delivery_day, newer, related
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result
from app.workspace.refusals import is_refusal
from clickup_client.client import UNSET
from clickup_client.errors import ClickUpError, NotFoundError
from clickup_client.models import Task
from rules.process.stage import Closed

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """
    The updates to make; None if there is nothing to update.

    `due` holds the delivery day, which may be empty; `ended` is the relay of the ending, `closed` the kind
    of ending.
    """

    due: tuple[date | None] | None
    ended: Relay | None
    closed: Closed | None
    notes: str


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, _unfinished: Unfinished) -> Owe | None:
    """
    Store the updates: another due date and, for a ticket that `entered` a closed stage, its ending.

    Costs no call, and a query only if there is something to update.
    """
    if bot.directory.first_level_list is None or not outcome.is_decided:
        return None
    if outcome.result is Result.STAYED and seen.known is None:  # accepted where it is
        return None
    ended = outcome.result is Result.ENTERED and seen.stage.closed is not None
    day_changed = seen.due_day != (seen.known.agreed_day if seen.known else None)
    if not (day_changed or ended):
        return None
    task_id = seen.task.id

    def owe(connection: Connection) -> None:
        if not seen.task.linked_task_ids and not relations.first_level_of(connection, task_id):
            return
        if day_changed:
            relays.owe(connection, task_id=task_id, kind="day", cause=f"day:{seen.heard.newest_id}")
        if ended:
            relays.owe(connection, task_id=task_id, kind="ending", cause=f"ending:{seen.at.isoformat()}")
        defer(connection, RELAY, task_id, at=bot.now())

    return owe


def owe_day(bot: Bot, connection: Connection, task_id: str, *, cause: str) -> None:
    """Store an update of the due date; the job uses the date the ticket has then."""
    relays.owe(connection, task_id=task_id, kind="day", cause=cause)
    defer(connection, RELAY, task_id, at=bot.now())


def work_relays(bot: Bot, task_id: str) -> datetime | None:
    """
    Make the stored updates of the first-level tickets of a ticket.

    Reads the ticket and each of its first-level tickets, and writes to those that differ.  Repeatable.
    Returns when to check again, for a ticket that left the stage where it was accepted.

    Raises:
        ClickUpError: Try again later; the updates stay stored.
    """
    with bot.engine.begin() as connection:
        owed = relays.owed(connection, task_id)
    if not owed:
        return None
    news = None if bot.process.mode == "shadow" else _news(bot, task_id, owed)
    if news is not None:
        task, what = news
        if what.ended is not None and newer.has_left(bot.named_as(task), task):
            return bot.now() + newer.LEFT_WAIT
        for first_level_id in related.first_level_of(bot, task):
            _carry(bot, first_level_id, what)
    with bot.engine.begin() as connection:
        for relay in owed:
            relays.settle(connection, relay.relay_id, "dropped" if news is None else "done")
    return None


def _news(bot: Bot, task_id: str, owed: list[Relay]) -> tuple[Task, _News] | None:
    """The ticket and the updates; None if it is gone."""
    with bot.engine.begin() as connection:
        known = tickets.get(connection, task_id)
    task = bot.reader.find(task_id)
    if task is None:
        _lose_sight(bot, task_id)
        return None
    stage = bot.process.find_stage(known.stage) if known else None
    closed = stage.closed if stage else None
    endings = [relay for relay in owed if relay.kind == "ending" and closed is not None]
    day = delivery_day.read(bot, delivery_day.DUE, task.due_date, known, hear(())).day
    return task, _News(
        due=(day,) if any(relay.kind == "day" for relay in owed) else None,
        ended=endings[-1]
        if endings
        else None,  # an ending is skipped if the ticket was re-opened before the update
        closed=closed,
        notes=read_fields(bot, task).notes or "",
    )


def _carry(bot: Bot, first_level_id: str, news: _News) -> None:
    there = bot.reader.find(first_level_id)
    try:
        if there is not None:
            _write(bot, there, news)
    except NotFoundError:  # it went just now
        there = None
    if there is None:
        return _lose_sight(bot, first_level_id)
    if news.ended is None or news.closed is None:
        return None
    comment = words.ended(news.closed, news.notes)
    with bot.engine.begin() as connection:
        key = f"ending:{news.ended.relay_id}"
        pass_on(connection, first_level_id, kind=CommentKind.ENDING, key=key, comment=comment)
    return None


def _lose_sight(bot: Bot, task_id: str) -> None:
    with bot.engine.begin() as connection:
        out_of_sight.take_out(connection, task_id, bot.now())


def _write(bot: Bot, there: Task, news: _News) -> None:
    """Write due date and status in one call if they differ; without a status that ClickUp refuses."""
    due = None if news.due is None or _has(bot, there, news.due[0]) else news.due
    status = _status(bot, there, news)
    if status is not None:
        try:
            return _put(bot, there, status, due)
        except ClickUpError as error:
            if not is_refusal(error) or isinstance(error, NotFoundError):
                raise
            log.warning("status refused", action="relay", task_id=there.id, error=str(error))
    if due is not None:
        _put(bot, there, None, due)
    return None


def _has(bot: Bot, there: Task, day: date | None) -> bool:
    """Whether the ticket shows this day already, or the bot cannot set a date that people see as this day."""
    if day is None:
        return there.due_date is None
    shown = None if there.due_date is None else bot.day_set(there.due_date)
    return shown == day or not bot.may_set(day)


def _put(bot: Bot, there: Task, status: str | None, due: tuple[date | None] | None) -> None:
    moment = None if due is None or due[0] is None else bot.moment_of(due[0])
    bot.client.update_task(there.id, status=status, due_date=UNSET if due is None else moment)
    if status is not None:
        with bot.engine.begin() as connection:
            first_level.put(connection, there.id, status)
    log.info("first-level ticket brought up to date", action="relay", task_id=there.id, status=status)


def _status(bot: Bot, there: Task, news: _News) -> str | None:
    """The status required for the ending, if the ticket does not have it yet."""
    elevation = bot.process.elevation
    if elevation is None or news.ended is None or news.closed is None:
        return None
    wanted = elevation.closed_as.resolved if news.closed == "resolved" else elevation.closed_as.unresolved
    return None if wanted is None or wanted.casefold() == there.status.casefold() else wanted
