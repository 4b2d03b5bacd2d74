"""
Tells the client, through ClickUp's own Automation and mailbox.

The bot writes the text, then the kind of the notice; the Automation mails it and ticks the receipt.
If no receipt arrives in time, the client is told another way: in a comment on their own first-level ticket,
else by the stage's owner, who gets an assigned comment.
"""

from datetime import date, datetime

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries.history import hear
from app.messages.client.notices import client_notice
from app.messages.comments import fallback as fallback_words
from app.notices import fallback, past_day
from app.notices import owe as notices_owe
from app.notices.fields import NoticeFields, read_fields
from app.store import notices as store
from app.store import out_of_sight, tickets
from app.store.notices import Notice
from app.store.tickets import Accepted
from app.ticket import delivery_day, newer
from clickup_client.errors import BadRequestError, NotAuthorisedError
from clickup_client.models import Task
from rules import notices as rules
from rules.process.stage import TellsClient

log = structlog.get_logger()


def work_notices(bot: Bot, task_id: str) -> datetime | None:
    """
    Send or settle the oldest open notice of a ticket, if it is due.

    Returns when to check again, or None if nothing is open.  Repeatable.

    Raises:
        ClickUpError: Try again later; the notice stays as it is.
    """
    with bot.engine.begin() as connection:
        waiting = store.open_of(connection, task_id)
        known = tickets.get(connection, task_id)
    if not waiting or known is None:
        return None
    notice = waiting[0]
    if bot.process.mode == "shadow":  # it became due before the mode was switched
        notices_owe.settle(bot, notice, "dropped")
        return bot.now()
    due = notice.not_before if notice.sent_at is None else notice.sent_at + notices_owe.receipt_due(bot)
    if bot.now() < due:
        return due
    task = bot.reader.find(task_id)
    if task is None:
        with bot.engine.begin() as connection:
            out_of_sight.take_out(connection, task_id, bot.now())
        return None
    bot = bot.named_as(task)
    if notice.state == "owed" and newer.has_left(bot, task):
        return bot.now() + newer.LEFT_WAIT
    if notice.state == "owed":
        _send(bot, notice, task, known)
    elif notices_owe.has_receipt(bot, task):
        notices_owe.settle(bot, notice, "received")
    else:
        why = fallback_words.NOT_CONFIRMED
        fallback.tell_otherwise(
            bot, notice, task, notice.text or "", stage=known.stage, told=known.told_day, why=why
        )
    return bot.now()


def _send(bot: Bot, notice: Notice, task: Task, known: Accepted) -> None:
    day = delivery_day.read(bot, delivery_day.DUE, task.due_date, known, hear(())).day
    fields = read_fields(bot, task)
    if _was_mailed(notice, fields):
        return _note_mailed(bot, notice, task, known, fields, day)
    if not _is_still_true(bot, notice, known, day):
        return notices_owe.settle(bot, notice, "dropped")
    if day is not None and notice.kind in notices_owe.ABOUT_DATES and day < bot.day_of(bot.now()):
        return past_day.ask(bot, notice, task, day, stage=known.stage)
    words = client_notice(
        notice.kind,
        ticket=task.name,
        reference=task.custom_id or task.id,
        day=day,
        told=_certainly_told(bot, known),
        notes=fields.notes,
    )
    problem = fields.problem(notice.kind) if bot.answers.automations_run else fallback_words.NO_AUTOMATION
    if problem is None:
        try:
            _trigger(bot, notice, task, fields, words, day)
            return _note_sent(bot, notice, known, fields, words, day)
        except (BadRequestError, NotAuthorisedError) as error:  # ClickUp would refuse it again
            if isinstance(error, NotAuthorisedError) and error.token_is_bad:
                raise
            log.warning("notice refused", action="notice", task_id=task.id, error=str(error))
            problem = fallback_words.NOT_ACCEPTED
    told = _told(notice, known, day)
    return fallback.tell_otherwise(bot, notice, task, words, stage=known.stage, told=told, why=problem)


def _trigger(
    bot: Bot, notice: Notice, task: Task, fields: NoticeFields, words: str, day: date | None
) -> None:
    """Write the text, then the kind: the Automation runs when the kind changes to another value."""
    kind, text, receipt = fields.kind, fields.text, fields.receipt
    assert kind is not None and text is not None  # noqa: PT018, S101 - NoticeFields.problem said so
    if fields.written_text != words:
        bot.client.set_field(task.id, text, words)
    if receipt is not None and notices_owe.has_receipt(bot, task):
        bot.client.set_field(task.id, receipt, False)  # noqa: FBT003 - the value of a checkbox
    if fields.shows_kind(notice.kind):
        bot.client.clear_field(task.id, kind.id)
    with bot.engine.begin() as connection:
        store.change(connection, notice.notice_id, attempted_at=bot.now(), text=words, day=day)
    bot.client.set_field(task.id, kind, notice.kind)


def _note_sent(
    bot: Bot, notice: Notice, known: Accepted, fields: NoticeFields, words: str, day: date | None
) -> None:
    """Record that the Automation was triggered, with what was written and told, in one transaction."""
    with bot.engine.begin() as connection:
        _keep_sent(bot, connection, notice, known, fields, words, day)


def _keep_sent(
    bot: Bot,
    connection: Connection,
    notice: Notice,
    known: Accepted,
    fields: NoticeFields,
    words: str,
    day: date | None,
) -> None:
    own_writes = {**known.own_writes, **fields.writes_of(notice.kind, words)}
    store.change(connection, notice.notice_id, state="sent", text=words, day=day, sent_at=bot.now())
    told = _told(notice, known, day)
    tickets.note(connection, notice.task_id, own_writes=own_writes, told_day=told)
    log.info("client told", action="notice", task_id=notice.task_id, kind=notice.kind)


def _certainly_told(bot: Bot, known: Accepted) -> date | None:
    """The day that the client was told before; None where that is not certain."""
    if known.told_day is None:
        return None
    with bot.engine.begin() as connection:
        return known.told_day if store.was_told(connection, known.task_id, known.told_day) else None


def _told(notice: Notice, known: Accepted, day: date | None) -> date | None:
    """The day that the client knows after a notice was sent."""
    return known.told_day if day is None or notice.kind not in notices_owe.ABOUT_DATES else day


def _was_mailed(notice: Notice, fields: NoticeFields) -> bool:
    """Whether the ticket shows exactly the notice that an interrupted call was about to send."""
    return notice.attempted_at is not None and fields.shows(notice.kind, notice.text or "")


def _note_mailed(
    bot: Bot, notice: Notice, task: Task, known: Accepted, fields: NoticeFields, day: date | None
) -> None:
    """
    Record that an interrupted call did send a notice, with its day; another `day` since then is told next.

    Its receipt may have come before this was known.
    """
    with bot.engine.begin() as connection:
        _keep_sent(bot, connection, notice, known, fields, notice.text or "", notice.day)
        notices_owe.take_receipt(bot, connection, task)
        told = _told(notice, known, notice.day)
        if rules.owed_on_date(bot.process, known.stage, day=day, told=told):
            cause = f"rescheduled:since:{notice.notice_id}"
            notices_owe.owe_new_day(bot, connection, task.id, cause=cause, day=day)


def _is_still_true(bot: Bot, notice: Notice, known: Accepted, day: date | None) -> bool:
    """Whether the notice is still true now that it is due."""
    stage = bot.process.find_stage(known.stage)
    tells = TellsClient() if stage is None else stage.tells_client
    match notice.kind:
        case "rescheduled":
            owed = rules.owed_on_date(bot.process, known.stage, day=day, told=known.told_day)
            return owed is not None and known.gone_at is None
        case "estimated":
            went_back = stage is not None and stage.closed is None and tells == TellsClient()
            return day not in (None, known.told_day) and not went_back and known.gone_at is None
        case _:  # re-opened before the client was told
            return stage is None or tells.on_entry == notice.kind
