"""When the client is owed a notice, and when a notice is settled.  Only records; `app.notices.send` sends."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Connection

from app.bot import Bot
from app.queue.defer import defer
from app.queue.kinds import NOTICE
from app.store import notices as store
from app.store.held import Unfinished
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result
from clickup_client import fields
from clickup_client.errors import UnreadableFieldError
from clickup_client.models import Task
from rules import notices as rules

#: Kinds of notices that tell the client a delivery day.
ABOUT_DATES = frozenset({"estimated", "rescheduled"})


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, unfinished: Unfinished) -> Owe | None:
    """Take a receipt, and owe the client what the entry into a stage or another due date is to tell them."""
    if outcome.result is Result.STAYED and seen.known is None:  # taken as it stands
        return None

    def owe(connection: Connection) -> None:
        take_receipt(bot, connection, seen.task)
        if outcome.result is Result.ENTERED:
            _owe_on_entry(bot, connection, seen, told=outcome.told)
            now = store.open_of(connection, seen.task.id)  # the entry may have changed them
            _owe_on_date(bot, connection, seen, now, stage_name=seen.stage.name, told=outcome.told)
        elif outcome.is_decided and seen.known is not None:
            there = unfinished.notices
            _owe_on_date(bot, connection, seen, there, stage_name=seen.known.stage, told=outcome.told)

    return owe


def _owe_on_entry(bot: Bot, connection: Connection, seen: Observation, *, told: date | None) -> None:
    """Owe the notice of a stage that a ticket enters.  It replaces the open notice of a date change."""
    kind = rules.owed_on_entry(bot.process, seen.stage.name, day=seen.due_day, told=told)
    if kind is None:
        return
    for waiting in store.open_of(connection, seen.task.id):
        if waiting.kind == "rescheduled" and waiting.state == "owed" and not is_unsure(waiting):
            store.change(connection, waiting.notice_id, state="dropped", settled_at=bot.now())
    store.owe(
        connection,
        task_id=seen.task.id,
        kind=kind,
        cause=f"{kind}:{seen.at.isoformat()}",
        day=seen.due_day,
        not_before=bot.now(),
    )
    defer(connection, NOTICE, seen.task.id, at=bot.now())


def _owe_on_date(
    bot: Bot,
    connection: Connection,
    seen: Observation,
    notices: Iterable[store.Notice],
    *,
    stage_name: str,
    told: date | None,
) -> None:
    """
    The due date may have changed.  Each change starts the quiet period again; the last day is told.

    `notices` are the open ones.  `stage_name` is where the ticket belongs now, `told` the day that the client
    knows of.
    """
    task_id, day = seen.task.id, seen.due_day
    waiting = [notice for notice in notices if notice.state == "owed"]
    if any(is_unsure(notice) for notice in waiting):
        return  # it is followed by a notice that tells the new day
    first = next((notice for notice in waiting if notice.kind == "estimated"), None)
    if first is not None:  # it tells the new day, also if it waits because the one before was past
        if day not in (None, first.day):
            store.change(connection, first.notice_id, day=day, not_before=bot.now())
            defer(connection, NOTICE, task_id, at=bot.now())
        return
    kind = rules.owed_on_date(bot.process, stage_name, day=day, told=told)
    pending = next((notice for notice in waiting if notice.kind == "rescheduled"), None)
    if kind is None and pending is not None:
        store.change(connection, pending.notice_id, state="dropped", settled_at=bot.now())
    if kind is None or (pending is not None and pending.day == day):
        return
    not_before = bot.now() + bot.process.notices.quiet_period
    if pending is not None:
        store.change(connection, pending.notice_id, day=day, not_before=not_before)
        defer(connection, NOTICE, task_id, at=not_before)
    else:
        owe_new_day(bot, connection, task_id, cause=f"{kind}:{seen.heard.newest_id}", day=day)


def owe_new_day(bot: Bot, connection: Connection, task_id: str, *, cause: str, day: date | None) -> None:
    """Owe the client another delivery day, after the quiet period."""
    not_before = bot.now() + bot.process.notices.quiet_period
    store.owe(connection, task_id=task_id, kind="rescheduled", cause=cause, day=day, not_before=not_before)
    defer(connection, NOTICE, task_id, at=not_before)


def is_unsure(notice: store.Notice) -> bool:
    """Whether an interrupted call may have sent the notice: the next notice depends on it."""
    return notice.state == "owed" and notice.kind in ABOUT_DATES and notice.attempted_at is not None


def take_receipt(bot: Bot, connection: Connection, task: Task) -> None:
    """The Automation ticks the receipt field when it has mailed a notice."""
    if not has_receipt(bot, task):
        return
    for notice in store.open_of(connection, task.id):
        if notice.state == "sent":
            store.change(connection, notice.notice_id, state="received", settled_at=bot.now())


def settle(bot: Bot, notice: store.Notice, state: str) -> None:
    """Mark a notice as settled."""
    with bot.engine.begin() as connection:
        store.change(connection, notice.notice_id, state=state, settled_at=bot.now())


def has_receipt(bot: Bot, task: Task) -> bool:
    """Whether the receipt field of a ticket is ticked."""
    field = task.field(bot.process.notices.fields.receipt)
    try:
        return field is not None and fields.read(field) is True
    except UnreadableFieldError:
        return False


def receipt_due(bot: Bot) -> timedelta:
    """How long a receipt may take."""
    return bot.process.notices.receipt_within
