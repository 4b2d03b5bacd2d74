"""
Tells the client, through ClickUp's own Automation and mailbox.

The bot writes the text, then the kind of the notice; the Automation mails it and ticks the receipt.
Without a receipt in time the notice takes another way: a comment on the client's own first-level
ticket, else a comment assigned to the stage's owner.
"""

from datetime import date, datetime

import structlog

from app import fallback, telling
from app.bootstrap import Bot
from app.messages.client_notices import client_notice
from app.notice_fields import NoticeFields, read_fields
from app.store import notices as store
from app.store import tickets
from app.store.notices import Notice
from app.store.tickets import Known
from clickup_client.errors import NotFoundError
from clickup_client.models import Task
from rules import notices as rules

log = structlog.get_logger()


def work_notices(bot: Bot, task_id: str) -> datetime | None:
    """
    Send or settle the oldest thing that the client of a ticket is owed, if its time has come.

    Returns when to look again, or None when nothing is open.  Repeatable.

    Raises:
        ClickUpError: Not now; the notice stays as it is.
    """
    with bot.engine.begin() as connection:
        waiting = store.open_of(connection, task_id)
        known = tickets.get(connection, task_id)
    if not waiting or known is None:
        return None
    notice = waiting[0]
    due = notice.not_before if notice.sent_at is None else notice.sent_at + telling.receipt_due(bot)
    if bot.now() < due:
        return due
    try:
        task = bot.client.get_task(task_id)
    except NotFoundError:
        telling.settle(bot, notice, "dropped")
        return bot.now()
    if notice.state == "sent":
        if telling.has_receipt(bot, task):
            telling.settle(bot, notice, "received")
        else:
            why = "The e-mail was not confirmed in time."
            fallback.take(bot, notice, task, notice.text or "", stage=known.stage, why=why)
    else:
        _send(bot, notice, task, known)
    return bot.now()


def _send(bot: Bot, notice: Notice, task: Task, known: Known) -> None:
    day = None if task.due_date is None else bot.day_of(task.due_date)
    if not _is_still_true(bot, notice, known, day):
        return telling.settle(bot, notice, "dropped")
    fields = read_fields(bot, task)
    words = client_notice(
        notice.kind,
        ticket=task.name,
        reference=task.custom_id or task.id,
        day=day,
        told=known.told_day,
        notes=fields.notes,
    )
    if problem := fields.problem(notice.kind):
        log.warning("notice cannot be mailed", action="notice", task_id=task.id, why=problem)
        fallback.take(bot, notice, task, words, stage=known.stage, why=problem)
    else:
        written = _trigger(bot, notice, task, fields, words)
        with bot.engine.begin() as connection:
            store.change(connection, notice.notice_id, state="sent", text=words, day=day, sent_at=bot.now())
            tickets.note(connection, task.id, own_writes={**known.own_writes, **written})
    if day is not None and notice.kind in {"estimated", "rescheduled"}:
        with bot.engine.begin() as connection:
            tickets.note(connection, task.id, told_day=day)
    log.info("client told", action="notice", task_id=task.id, kind=notice.kind)
    return None


def _trigger(bot: Bot, notice: Notice, task: Task, fields: NoticeFields, words: str) -> dict[str, str]:
    """Write text and kind, unless a call that was cut off did.  The Automation acts when the kind changes."""
    kind, text, receipt = fields.kind, fields.text, fields.receipt
    assert kind is not None and text is not None  # noqa: PT018, S101 - NoticeFields.problem said so
    written = {f"field:{kind.id}": fields.option_id(notice.kind), f"field:{text.id}": words}
    if notice.attempted_at is not None and fields.shows(notice.kind, words):
        return written
    if fields.written_text != words:
        bot.client.set_field(task.id, text, words)
    if receipt is not None and telling.has_receipt(bot, task):
        bot.client.set_field(task.id, receipt, False)  # noqa: FBT003 - the value of a checkbox
        written[f"field:{receipt.id}"] = "false"
    if fields.written_kind is not None:
        bot.client.clear_field(task.id, kind.id)
    with bot.engine.begin() as connection:
        store.change(connection, notice.notice_id, attempted_at=bot.now())
    bot.client.set_field(task.id, kind, notice.kind)
    return written


def _is_still_true(bot: Bot, notice: Notice, known: Known, day: date | None) -> bool:
    """Whether what was owed is still worth telling, now that its time has come."""
    match notice.kind:
        case "rescheduled":
            return rules.owed_on_date(bot.process, known.stage, day=day, told=known.told_day) is not None
        case "estimated":
            return day is not None
        case _:  # re-opened before it was told
            return bot.process.stage(known.stage).tells_client.on_entry == notice.kind
