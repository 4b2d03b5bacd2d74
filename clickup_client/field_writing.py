"""Writing a custom field's value. :mod:`clickup_client.fields` has the table of types."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from clickup_client.errors import UnreadableFieldError
from clickup_client.field_reading import read
from clickup_client.models import CustomField, Option, TaskRef, User
from clickup_client.times import to_milliseconds


def write_value(field: CustomField, value: object, *, with_time: bool = False) -> dict[str, Any]:
    """
    Return the request body that makes ``field`` hold ``value``, such as ``{"value": 5}``.

    Fields of users and tasks only support adding and removing. Their body is the difference from the value of
    ``field`` when it was read, so pass the field of a task just read.

    Args:
        field: The field as it was read.
        value: The new value.
        with_time: For dates, whether the time of day is meant.

    Raises:
        ValueError: The type cannot hold the value, or cannot be written; the text says what it can hold.
    """
    writer = _WRITERS.get(field.type)
    if writer is None:
        raise ValueError(f"field {field.id} ({field.name}): ClickUp's API cannot fill the type {field.type}")
    try:
        body = {"value": writer(field, value)}
    except ValueError as error:
        raise ValueError(f"field {field.id} ({field.name}): {error}") from None
    return body | {"value_options": {"time": True}} if with_time and field.type == "date" else body


def _text(_field: CustomField, value: object) -> str:
    if not isinstance(value, str):
        raise _needs("text", value)
    return value


def _number(_field: CustomField, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        raise _needs("a number", value)
    if isinstance(value, Decimal):
        return int(value) if value % 1 == 0 else float(value)
    return value


def _rating(field: CustomField, value: object) -> int:
    highest = field.config.get("count")
    in_range = isinstance(value, int) and value >= 0 and (not isinstance(highest, int) or value <= highest)
    if isinstance(value, bool) or not isinstance(value, int) or not in_range:
        raise _needs(f"a whole number from 0 to {highest if isinstance(highest, int) else 5}", value)
    return value


def _checkbox(_field: CustomField, value: object) -> bool:
    if not isinstance(value, bool):
        raise _needs("True or False", value)
    return value


def _press(_field: CustomField, value: object) -> bool:
    if value is not True:
        raise _needs("True, which presses it", value)
    return True


def _date(_field: CustomField, value: object) -> int:
    """A plain ``date`` needs a time zone to be a moment, and only the caller knows the workspace's."""
    if not isinstance(value, datetime):
        raise _needs("a datetime with a time zone", value)
    return to_milliseconds(value)


def _option(field: CustomField, value: object) -> str:
    """Ids come first: an option's name is never by chance the id of another option."""
    wanted = value.id if isinstance(value, Option) else value
    if isinstance(wanted, str):
        folded = wanted.casefold()
        for matches in (
            [option for option in field.options if option.id == wanted],
            [option for option in field.options if option.name == wanted],
            [option for option in field.options if option.name.casefold() == folded],
        ):
            if matches:
                return matches[0].id
    raise _needs("one of: " + ", ".join(option.name for option in field.options), value)


def _labels(field: CustomField, value: object) -> list[str]:
    return [_option(field, item) for item in _several(value)]


def _users(field: CustomField, value: object) -> dict[str, list[Any]]:
    wanted = [item.id if isinstance(item, User) else item for item in _several(value)]
    if any(isinstance(item, bool) or not isinstance(item, int) for item in wanted):
        raise _needs("user ids (numbers)", value)
    return _difference(field, wanted)


def _tasks(field: CustomField, value: object) -> dict[str, list[Any]]:
    wanted = [item.id if isinstance(item, TaskRef) else item for item in _several(value)]
    if not all(isinstance(item, str) for item in wanted):
        raise _needs("task ids (texts)", value)
    return _difference(field, wanted)


def _progress(field: CustomField, value: object) -> dict[str, int | float]:
    number = _number(field, value)
    start, end = field.config.get("start"), field.config.get("end")
    if isinstance(start, int) and isinstance(end, int) and not start <= number <= end:
        raise _needs(f"a number from {start} to {end}", value)
    return {"current": number}


def _location(_field: CustomField, value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or not {"location", "formatted_address"} <= value.keys():
        raise _needs('{"location": {"lat": ..., "lng": ...}, "formatted_address": ...}', value)
    return value


def _difference(field: CustomField, wanted: list[Any]) -> dict[str, list[Any]]:
    try:
        held = read(field) or ()
    except UnreadableFieldError as error:
        raise ValueError(f"its current value cannot be read: it {error.reason}") from None
    present = (
        [item.id for item in held if isinstance(item, User | TaskRef)] if isinstance(held, tuple) else []
    )
    return {
        "add": [item for item in wanted if item not in present],
        "rem": [item for item in present if item not in wanted],
    }


def _several(value: object) -> list[Any]:
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise _needs("a list of all new values", value)
    return list(value)


def _needs(what: str, value: object) -> ValueError:
    return ValueError(f"takes {what}, not {value!r:.60}")


_WRITERS: dict[str, Callable[[CustomField, object], Any]] = {
    "text": _text,
    "short_text": _text,
    "url": _text,
    "email": _text,
    "phone": _text,
    "number": _number,
    "currency": _number,
    "emoji": _rating,
    "checkbox": _checkbox,
    "date": _date,
    "drop_down": _option,
    "labels": _labels,
    "users": _users,
    "tasks": _tasks,
    "list_relationship": _tasks,
    "manual_progress": _progress,
    "location": _location,
    "button": _press,
}
