"""Writes status, dates and assignees to a ticket.  Each of these writes can be repeated."""

from http import HTTPStatus
from typing import Any

import structlog
from sqlalchemy import Connection

from app.bot import Bot
from app.deliveries import history, replaced
from app.reconcile import record, restored_date
from app.store import tickets
from app.store.prepared import Batch
from app.ticket import assigning, delivery_day, newer
from app.ticket.agreeing import Agreeing
from app.ticket.delivery_day import DUE
from app.ticket.observe import Observation
from app.ticket.outcome import Written
from app.workspace.owners import OwnerChange
from app.workspace.refusals import is_refusal
from clickup_client.client import UNSET
from clickup_client.errors import BadRequestError, ClickUpError
from clickup_client.models import CustomField, Task

log = structlog.get_logger()


def note_write(where: Connection | Batch, seen: Observation, change: OwnerChange) -> None:
    """Store the day and the owners that are about to be written."""
    over, about = {}, dict[str, Any]()
    if seen.dates.set_due:
        over[DUE] = delivery_day.stamp(seen.task.due_date)
    if seen.dates.set_mirror and seen.mirror is not None:
        over[_mirror(seen.mirror)] = _value(seen.mirror)
    if over:
        about["agreeing"] = Agreeing(seen.dates.day, over, seen.task.date_updated).as_json
    if change or seen.assigning or seen.is_new:
        about["assigning"] = assigning.noted(seen.assigning, change, is_new=seen.is_new)
    if about:
        tickets.note(where, seen.task.id, **about)


def write_if_current(
    bot: Bot, seen: Observation, *, status: str | None = None, change: OwnerChange | None = None
) -> Written:
    """
    Write what differs, after checking that no newer change was reported.

    Raises:
        OutdatedError: Something newer was reported; nothing is written.
        ClickUpError: See :func:`write_ticket`.
    """
    if status or change or seen.dates.set_due or seen.dates.set_mirror:
        with bot.engine.begin() as connection:
            newer.refuse(bot, connection, seen.task, seen.heard, mirror=seen.mirror_id)
            if seen.known is None:
                record.hold(bot, connection, seen)
            note_write(connection, seen, change or OwnerChange())
    return write_ticket(bot, seen, status=status, change=change)


def write_ticket(
    bot: Bot, seen: Observation, *, status: str | None = None, change: OwnerChange | None = None
) -> Written:
    """
    Write everything in one PUT, and the mirror field in a second call.

    Raises:
        ClickUpError: ClickUp does not answer, or refused the status.  If it refuses owners or the mirror
            field, the rest is written without them.
    """
    restored_date.owe(bot, seen)
    wanted = seen.dates
    moment = None if wanted.day is None else bot.moment_of(wanted.day)
    change = change or OwnerChange()
    answer = _put(bot, seen, status, change)
    now = None if answer is None else answer.due_date
    owners = (change.added, change.missing(answer))
    own = {DUE: delivery_day.stamp(moment, now)} if wanted.set_due else {}
    days = {DUE: delivery_day.written(wanted.day, moment, now)} if wanted.set_due else {}
    over = {} if status is None else {"status": seen.task.status.casefold()}
    if wanted.set_due:
        over[DUE] = delivery_day.stamp(seen.task.due_date)
    if not wanted.set_mirror or seen.mirror is None:
        return Written(
            own, seen.agreed_once_written, over, days, *owners, at=replaced.landed_at(seen.task, answer)
        )
    place = _mirror(seen.mirror)
    try:
        if moment is None:
            bot.client.clear_field(seen.task.id, seen.mirror.id)
        else:
            bot.client.set_field(seen.task.id, seen.mirror, moment)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("date field refused", action="write", task_id=seen.task.id, error=str(error))
        return Written(own, seen.agreed, over, days, *owners)
    days[place] = delivery_day.written(wanted.day, moment)
    own[place], over[place] = delivery_day.stamp(moment), _value(seen.mirror)
    return Written(own, seen.agreed_once_written, over, days, *owners)


def _mirror(field: CustomField) -> str:
    return history.place_of_field(field.id)


def _value(field: CustomField) -> str:
    return "" if field.value is None else str(field.value)


def _put(bot: Bot, seen: Observation, status: str | None, change: OwnerChange) -> Task | None:
    """Write status, due date and owners; return ClickUp's answer, None if there was nothing to write."""
    wanted = seen.dates
    if status is None and not change and not wanted.set_due:
        return None
    moment = None if wanted.day is None else bot.moment_of(wanted.day)
    try:
        task = bot.client.update_task(
            seen.task.id,
            status=status,
            due_date=moment if wanted.set_due else UNSET,
            add_assignees=sorted(change.add_users),
            remove_assignees=sorted(change.remove_users),
            add_groups=sorted(change.add_groups),
            remove_groups=sorted(change.remove_groups),
        )
    except ClickUpError as error:
        if not change or not is_refusal(error):
            raise
        log.warning("owners refused", action="write", task_id=seen.task.id, error=str(error))
        return _put(bot, seen, status, OwnerChange())
    if status is not None and _was_ignored(seen.task, task, status):
        raise BadRequestError(
            "the answer shows no change", method="PUT", path=f"/v2/task/{task.id}", status=HTTPStatus.OK
        )
    kept = task.due_date
    if wanted.set_due and moment and kept and kept != moment and delivery_day.became(moment, kept):
        bot.directory.account.doubt(bot.client, task.id)
    return task


def _was_ignored(before: Task, after: Task, status: str) -> bool:
    """Whether ClickUp answered 200 but did not move the ticket: nothing has changed since it was read."""
    if after.status.casefold() == status.casefold() or after.date_updated is None:
        return False
    return (after.status, after.date_updated) == (before.status, before.date_updated)
