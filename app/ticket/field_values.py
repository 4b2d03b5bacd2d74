"""
Converts values of custom fields to plain JSON and back, and finds a field of the
process file on a task.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.bot import Bot
from clickup_client.models import CustomField, Option, TaskRef, User
from rules.process.datum import FieldDatum, RelatedDatum
from rules.process.process import Process


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
