"""
Moves a ticket from a ClickUp Form to the first-level list if its category is not part of the process.

The ticket itself moves, so it keeps files, comments and number.  ClickUp drops fields that the new list does
not have, so their values are stored in the database before the move, and written to fields or a comment
after it.
"""

from datetime import datetime
from typing import Any

import structlog

from app.bot import Bot
from app.deliveries.history import History
from app.messages.comments import client_report as words
from app.store import comments as stored_comments
from app.store import deliveries, key_values, tickets
from app.store.comments import CommentKind
from app.store.tickets import Accepted
from app.ticket import facts, field_values
from app.workspace.answers import FormCreator
from app.workspace.refusals import is_refusal
from clickup_client import fields
from clickup_client.errors import ClickUpError, UnreadableFieldError
from clickup_client.models import CLICKBOT, CustomField, Option, Task, TaskRef, User

log = structlog.get_logger()


def was_sent_on(bot: Bot, task: Task, heard: History, known: Accepted | None) -> bool:
    """
    Send a ticket to the first level if it belongs there.  Returns whether it was sent: then
    there is no move.
    """
    return belongs_elsewhere(bot, task, heard, known) and send_on(bot, task, heard)


def belongs_elsewhere(bot: Bot, task: Task, heard: History, known: Accepted | None) -> bool:
    """
    Whether a Form created this ticket with a category that is not part of the process.

    The Form's own user (ClickBot) may fill the field a moment after it creates the ticket.  Later changes by
    people are checked by the gate.
    """
    intake = bot.process.intake
    if intake is None or bot.directory.first_level_list is None or bot.process.mode == "shadow":
        return False
    if not _is_of_a_form(bot, task, heard):
        return False
    by_form = bool(heard.items) and all(item.user_id == CLICKBOT for item in heard.items)
    if known is not None and (not by_form or known.stage != bot.process.first_stage.name):
        return False
    name = intake.asks.category
    category = facts.gather(bot, task, [name]).values[name]
    return isinstance(category, str) and category not in ("", *bot.process.choices(name))


def _is_of_a_form(bot: Bot, task: Task, heard: History) -> bool:
    """
    Whether a Form made the ticket: ClickUp says so, or ClickBot did it and nothing says otherwise.

    Who makes the tickets of Forms is not documented, and AI agents have negative ids as well.
    """
    via = next((item.via.casefold() for item in heard.items if item.via is not None), "")
    if "form" in via or "automation" in via:
        return "form" in via
    return _is_by(task.creator, bot.answers.form_creator, is_told=bool(via))


def _is_by(creator: User | None, kind: FormCreator, *, is_told: bool) -> bool:
    """
    Whether this is the user who makes the tickets of Forms; `is_told`: ClickUp says how it was made, but not
    so.
    """
    if kind == "clickbot":
        return creator is not None and creator.id == CLICKBOT
    if is_told or kind == "person":
        return False
    return creator is None if kind == "nobody" else creator is not None and creator.id < 0


def send_on(bot: Bot, task: Task, heard: History) -> bool:
    """
    Move the ticket to the first-level list; False if ClickUp refused.  Repeatable.

    Costs three calls, and one for each field that the first-level list has as well.

    Raises:
        ClickUpError: Try again later; :func:`arrive` does the rest for a ticket that has moved.
    """
    target = bot.directory.first_level_list or ""
    statuses = bot.client.get_list(target).statuses
    mappings = {task.status_id: statuses[0].id or ""} if task.status_id and statuses else {}
    with bot.engine.begin() as connection:
        key_values.put(connection, _name(task.id), _values(bot, task))
    try:
        bot.client.move_task(bot.directory.workspace_id, task.id, target, status_mappings=mappings)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning(
            "ticket cannot be moved to the first level",
            action="client_report",
            task_id=task.id,
            error=str(error),
        )
        with bot.engine.begin() as connection:
            key_values.forget(connection, _name(task.id))
        return False
    arrive(bot, bot.client.get_task(task.id))
    with bot.engine.begin() as connection:
        tickets.mark_gone(connection, task.id, bot.now())
        deliveries.mark_handled(connection, heard.delivery_ids)
    return True


def arrive(bot: Bot, task: Task) -> None:
    """
    Restore the values of a ticket that was moved.  Costs no call for any other ticket.

    Raises:
        ClickUpError: Try again later.
    """
    with bot.engine.begin() as connection:
        values: dict[str, Any] | None = key_values.get(connection, _name(task.id))
    if values is None:
        return
    rest = [
        (name, held["shown"]) for name, held in values.items() if not _restore(bot, task, name, held["value"])
    ]
    comment = words.sent_on(rest)
    with bot.engine.begin() as connection:
        stored_comments.owe(
            connection,
            task_id=task.id,
            kind=CommentKind.CLIENT_REPORT,
            key="sent on",
            comment=comment,
        )
        key_values.forget(connection, _name(task.id))
    log.info("ticket moved to the first level", action="client_report", task_id=task.id, list_id=task.list_id)


def _values(bot: Bot, task: Task) -> dict[str, Any]:
    """The values of a ticket's fields, by name: as JSON and as people read them."""
    found = {}
    for field in task.custom_fields:
        try:
            value = fields.read(field)
            plain = field_values.plain(value)
        except (UnreadableFieldError, ValueError):
            continue
        if plain is not None and plain is not False and plain not in ("", []):
            found[field.name] = {"value": plain, "shown": _shown(bot, value)}
    return found


def _shown(bot: Bot, value: object) -> str:
    match value:
        case datetime():
            return bot.day_set(value).isoformat()
        case tuple():
            return ", ".join(_shown(bot, item) for item in value)
        case Option() | TaskRef():
            return value.name or value.id
        case User():
            return value.username or str(value.id)
        case True:
            return "Yes"
        case _:
            return str(value)


def _restore(bot: Bot, task: Task, name: str, value: Any) -> bool:
    """Fill the field of the same name; False if there is none or it cannot hold the value."""
    field = task.field(name)
    if field is not None and _holds(field, value):
        return True
    return field_values.restore(bot, task, field, value, action="client_report")


def _holds(field: CustomField, value: Any) -> bool:
    try:
        return bool(field_values.plain(fields.read(field)) == value)
    except (UnreadableFieldError, ValueError):
        return False


def _name(task_id: str) -> str:
    return f"sent on:{task_id}"
