"""
Starts again after the database was restored from a dump.

The bot does not know what it did since the dump.  So it accepts every ticket where it is, and repeats no
message.  If the client may have missed one, the stage's owner is asked.
"""

from datetime import datetime

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.comments.pass_on import pass_on
from app.messages.client.notices import in_words
from app.messages.comments import restored as words
from app.notices import fields as notice_fields
from app.notices import owe as notices_owe
from app.notices.owe import ABOUT_DATES
from app.queue import defer
from app.store import notices, restored
from app.store.comments import CommentKind
from app.store.tickets import OUTSIDE, Accepted
from app.ticket.observe import Observation
from app.workspace import owners
from rules.notices import NoticeKind, owed_on_date, owed_on_entry

log = structlog.get_logger()


def wake(bot: Bot) -> bool:
    """Find out whether the database was restored; if so, drop everything that waits.  Costs no call."""
    with bot.engine.begin() as connection:
        restored.alone(connection)
        was_restored = restored.is_restored(connection)
        if was_restored:
            restored.take_everything_out(connection, bot.now())
            defer.forget_tickets(connection)
        if was_restored or not restored.is_noted(connection):
            restored.note(connection)
    if was_restored:
        log.warning("the database was restored: tickets are accepted where they are", action="wake")
    return was_restored


def ask_what_was_told(bot: Bot, connection: Connection, seen: Observation, before: Accepted | None) -> None:
    """
    Ask the stage's owner whether the client got the notices that may have been sent since the dump.

    `before` is the ticket in the dump.  Notices that the ticket shows as sent are left out.
    """
    if before is None or before.gone_at is None or before.stage == OUTSIDE.name:
        return
    if bot.process.mode == "shadow":
        return
    kinds = _may_be_told(bot, connection, seen, before, before.gone_at)
    unsure = [kind for kind in kinds if not _shows(bot, seen, kind)]
    if not unsure:
        return
    pass_on(
        connection,
        seen.task.id,
        kind=CommentKind.NOTICE,
        key=f"restored:{before.gone_at.isoformat()}",
        comment=words.may_not_know(unsure, seen.due_day),
        asked=owners.responsible(bot.process, bot.directory, seen.stage.name),
    )


def _may_be_told(
    bot: Bot, connection: Connection, seen: Observation, before: Accepted, slept_at: datetime
) -> list[NoticeKind]:
    """The notices that were open in the dump, and those of the ticket's way since then; each once."""
    stage, day = seen.stage.name, seen.due_day
    kinds = notices.dropped_at(connection, seen.task.id, slept_at)
    if stage != before.stage and (entry := owed_on_entry(bot.process, stage, day=day, told=before.told_day)):
        kinds.append(entry)
    if change := owed_on_date(bot.process, stage, day=day, told=before.told_day):
        kinds.append(change)
    first_about_dates = next((kind for kind in kinds if kind in ABOUT_DATES), None)
    once = dict.fromkeys(first_about_dates if kind in ABOUT_DATES else kind for kind in kinds)
    return [kind for kind in once if kind is not None]


def _shows(bot: Bot, seen: Observation, kind: NoticeKind) -> bool:
    """Whether the ticket shows this notice as its last one, with the receipt of the Automation."""
    fields = notice_fields.read_fields(bot, seen.task)
    if kind not in ABOUT_DATES:
        is_shown = fields.shows_kind(kind)
    else:
        day = "" if seen.due_day is None else in_words(seen.due_day)
        is_shown = any(map(fields.shows_kind, ABOUT_DATES)) and day in (fields.written_text or "")
    return is_shown and (fields.receipt is None or notices_owe.has_receipt(bot, seen.task))
