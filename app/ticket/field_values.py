"""Finds and fills fields of the process file on a task, and converts their values to plain JSON and back."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog

from app.bot import Bot
from app.workspace.refusals import is_refusal
from clickup_client import fields
from clickup_client.errors import ClickUpError, UnreadableFieldError
from clickup_client.models import CustomField, Option, Task, TaskRef, User
from rules.process.datum import FieldDatum, RelatedDatum
from rules.process.process import Process

log = structlog.get_logger()


def field_here(process: Process, name: str, present: Sequence[CustomField]) -> CustomField | None:
    """Find a field of the process file on a task, by id if the file has one, or else by name."""
    ids = {
        datum.field.casefold(): datum.id
        for datum in process.data.values()
        if isinstance(datum, FieldDatum | RelatedDatum)
    } | {process.notices.fields.email.casefold(): process.notices.field_ids.email}
    wanted, folded = ids.get(name.casefold()), name.casefold()
    by_id = (field for field in present if field.id == wanted)
    return next(by_id, None) or next((field for field in present if field.name.casefold() == folded), None)


def readable(field: CustomField | None) -> object:
    """The value of a field; None if there is no such field, or it is empty or cannot be read."""
    if field is None:
        return None
    try:
        return fields.read(field)
    except UnreadableFieldError:
        return None


def restore(bot: Bot, task: Task, field: CustomField | None, value: Any, *, action: str) -> bool:
    """
    Fill a field with a plain value; False if there is none, it cannot hold that, or ClickUp refuses it.

    Raises:
        ClickUpError: Try again later.
    """
    if field is None:
        return False
    try:
        bot.client.set_field(task.id, field, copied(bot, field, value))
    except ValueError:
        return False
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        log.warning("field refused", action=action, task_id=task.id, field=field.id, error=str(error))
        return False
    return True


def plain(value: object) -> Any:
    """
    Convert a field's value to JSON: options by name, people and tasks by id.

    Raises:
        ValueError: The value cannot be copied.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return str(value)
        case datetime():
            return value.isoformat()
        case Option():
            return value.name
        case User() | TaskRef():
            return value.id
        case tuple():
            return [plain(item) for item in value if not (isinstance(item, TaskRef) and item.deleted)]
    raise ValueError("it cannot be copied")


def as_written(field: CustomField, value: Any) -> object:
    """
    Convert a plain value to the form that :func:`clickup_client.fields.write_value` takes.

    Raises:
        ValueError: The field's type cannot hold it.
    """
    try:
        if field.type == "date":
            return datetime.fromisoformat(value)
        return Decimal(value) if field.type in ("number", "currency") else value
    except (TypeError, ArithmeticError) as error:
        raise ValueError(f"a field of the type {field.type} cannot hold that") from error


def copied(bot: Bot, field: CustomField, value: Any) -> object:
    """
    As :func:`as_written`, but a date becomes the day that the person saw who set the original.

    Raises:
        ValueError: The field's type cannot hold it.
    """
    written = as_written(field, value)
    return bot.moment_of(bot.day_set(written)) if isinstance(written, datetime) else written
