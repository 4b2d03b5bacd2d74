"""
Creates a ticket from a client report, with its files; everything exactly once.

    claim, create the ticket (app.ticket.create_once), attach each file, delete the client's text

Each step is recorded before the next one.  After an interrupted call, its result is searched first.
"""

from datetime import datetime, timedelta

import structlog

from app.bot import Bot
from app.comments.pass_on import pass_on
from app.errors import LaterError
from app.intake import fill_in
from app.intake.fill_in import FilledIn
from app.messages.comments import client_report as words
from app.store import client_reports as store
from app.store import creations
from app.store.client_reports import ClientReport, File
from app.store.comments import CommentKind
from app.ticket import create_once
from app.ticket.create_once import NewTask
from app.workspace.refusals import is_refusal, may_be_done
from clickup_client.errors import ClickUpError, NotFoundError

log = structlog.get_logger()

#: Another worker that handles the same report or uploads a file soon finishes.
WAIT = timedelta(seconds=1)

#: Reports that arrived before shadow mode wait until it ends.
SHADOW_WAIT = timedelta(minutes=10)

#: Begins the keys of tickets.  Never change it: the reference of a ticket in ClickUp is made from its key.
_CREATION = "submission"

#: Files are held in memory, so all workers together send only one at a time.
_UPLOADING = "file of a report"


def take_report(bot: Bot, reference: str) -> datetime | None:
    """
    Create the ticket of a report, or continue where an earlier call stopped.

    Returns when to call again, or None if nothing is left to do.

    Raises:
        LaterError: Another worker is handling it.
        ClickUpError: ClickUp refused or did not answer; nothing is lost.
    """
    with creations.alone(bot.engine, lock_of(reference)) as is_alone:
        if not is_alone:
            raise LaterError(WAIT)
        with bot.engine.begin() as connection:
            report = store.get(connection, reference)
        if report is None or report.state == "done":
            return None
        if bot.process.mode == "shadow":
            return bot.now() + SHADOW_WAIT
        task_id = report.task_id or _create(bot, report)
        _attach_all(bot, report, task_id)
        with bot.engine.begin() as connection:
            store.done(connection, reference)
    log.info("report taken in", action="client_report", reference=reference, task_id=task_id)
    return None


def lock_of(reference: str) -> str:
    """The lock of a report, held while working on it.  The ticket's creation has another lock."""
    return f"report {reference}"


def _create(bot: Bot, report: ClientReport) -> str:
    answers = report.answers or {}
    filled = fill_in.fill_in(bot, answers)
    key = f"{_CREATION}:{report.reference}"
    ticket = _ticket(report, filled)
    try:
        made = create_once.create_once(bot, key, ticket)
    except ClickUpError as error:
        if not is_refusal(error) or not filled.fields:
            raise
        # A value does not fit its field.  The ticket must be created all the same.
        log.warning("fields refused", action="client_report", reference=report.reference, error=str(error))
        ticket = _ticket(report, fill_in.without_fields(filled, answers))
        made = create_once.create_once(bot, key, ticket)
    with bot.engine.begin() as connection:
        store.created(connection, report.reference, task_id=made.task_id, number=made.number, url=made.url)
        if (rest := create_once.rest(bot, ticket)) is not None:
            rest_key = f"rest:{report.reference}"
            pass_on(connection, made.task_id, kind=CommentKind.CLIENT_REPORT, key=rest_key, comment=rest)
    return made.task_id


def _ticket(report: ClientReport, filled: FilledIn) -> NewTask:
    description = words.description(
        filled.description, filled.rest, source=report.source, reference=report.reference
    )
    return NewTask(
        list_id=filled.list_id,
        name=filled.name,
        description=description,
        custom_fields=filled.fields,
        asked_at=report.received_at,
    )


def _attach_all(bot: Bot, report: ClientReport, task_id: str) -> None:
    with bot.engine.begin() as connection:
        files = store.files_of(connection, report.reference)
    waiting = [file for file in files if file.state == "waiting"]
    if not waiting:
        return
    with creations.alone(bot.engine, _UPLOADING) as is_alone:
        if not is_alone:
            raise LaterError(WAIT)
        sent = [file for file in files if file.state == "sent"]
        for file in waiting:
            try:
                if file.attempted_at is None or not _is_there(bot, task_id, file, sent):
                    _attach(bot, task_id, file)
            except NotFoundError:  # someone deleted the ticket and everything on it
                pass
            except ClickUpError as error:
                if not is_refusal(error):
                    raise
                _refused(bot, task_id, file, error)
                continue
            with bot.engine.begin() as connection:
                store.settle_file(connection, file.file_id, "sent")
            sent.append(file)


def _attach(bot: Bot, task_id: str, file: File) -> None:
    with bot.engine.begin() as connection:
        content = store.content_of(connection, file.file_id)
        store.attempt(connection, file.file_id, bot.now())
    try:
        bot.client.attach_file(task_id, name=file.name, content=content, content_type=file.content_type)
    except ClickUpError as error:
        if not may_be_done(error):
            with bot.engine.begin() as connection:
                store.attempt(connection, file.file_id, None)
        raise


def _is_there(bot: Bot, task_id: str, file: File, sent: list[File]) -> bool:
    """Whether an interrupted call did attach the file; an equal file of the same report counts separately."""
    equal = sum((other.name, other.size) == (file.name, file.size) for other in sent)
    there = sum(
        attached.title == file.name and attached.size in (None, file.size)
        for attached in bot.client.get_task(task_id).attachments
    )
    return there > equal


def _refused(bot: Bot, task_id: str, file: File, error: ClickUpError) -> None:
    log.warning(
        "file refused", action="client_report", task_id=task_id, file_id=file.file_id, error=str(error)
    )
    comment = words.file_refused(file.name, error.reason)
    with bot.engine.begin() as connection:
        key = f"file:{file.file_id}"
        pass_on(connection, task_id, kind=CommentKind.CLIENT_REPORT, key=key, comment=comment)
        store.settle_file(connection, file.file_id, "refused")
