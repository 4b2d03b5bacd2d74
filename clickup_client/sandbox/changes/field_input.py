"""
Custom field values as they are sent, turned into the form in which the sandbox stores them.

Stored: drop_down an option id, labels option ids, date milliseconds, number and currency a number, checkbox a
bool (or ``None`` once cleared), users user ids, tasks and list_relationship task ids, the rest as sent.
A field that was never filled has no stored value.
Source: https://developer.clickup.com/docs/customfields
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from clickup_client.sandbox.refusal import bad_request, invalid_date
from clickup_client.sandbox.times import as_day
from clickup_client.sandbox.workspace.definition import FieldDefinition

#: A rating has so many stars when the field does not say.
USUAL_STARS = 5

Member = TypeVar("Member")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setter:
    """
    Who sets a field, and on what.

    Args:
        stored: What the field holds now, or ``None``.
        zone: The person's time zone; dates without a time depend on it.
        keeps_time: Whether a date is stored as it was sent (``value_options.time``).
        drops_other_text: Whether a URL field stays as it is when it is given something else.
        check_user: Turns what was sent into a user's id, or refuses it.
        check_task: The same for the id of a task.
    """

    stored: Any
    zone: str
    keeps_time: bool
    drops_other_text: bool
    check_user: Callable[[Any], int]
    check_task: Callable[[Any], str]


def accept(field: FieldDefinition, value: Any, setter: Setter) -> Any:
    """
    What to store for a ``value`` that someone sent; ``None`` clears the field.

    Raises:
        Refused: The value does not fit the field's type (400).
    """
    return None if value is None else _ACCEPT[field.type](field, value, setter)


def whole_number(value: Any) -> int | None:
    """A whole number that was sent as a number or as its digits; ``None`` when it is something else."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(_field: FieldDefinition, value: Any, _setter: Setter) -> str | None:
    if not isinstance(value, str):
        raise bad_request("Value must be a string", "FIELD_015")
    return value or None


def _email(field: FieldDefinition, value: Any, setter: Setter) -> str | None:
    text = _text(field, value, setter)
    if text and ("@" not in text or " " in text):
        raise bad_request("Value is not a valid email", "FIELD_016")
    return text


def _url(field: FieldDefinition, value: Any, setter: Setter) -> str | None:
    text = _text(field, value, setter)
    if text is None or not ("." not in text or " " in text):
        return text
    if not setter.drops_other_text:
        raise bad_request("Value is not a valid URL", "FIELD_018")
    return None if setter.stored is None else str(setter.stored)


def _number(_field: FieldDefinition, value: Any, _setter: Setter) -> float | int:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise bad_request("Value must be a number", "FIELD_025") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise bad_request("Value must be a number", "FIELD_025")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _date(_field: FieldDefinition, value: Any, setter: Setter) -> int:
    ms = whole_number(value)
    if ms is None:
        raise invalid_date()
    return ms if setter.keeps_time else as_day(ms, setter.zone)


def _checkbox(_field: FieldDefinition, value: Any, _setter: Setter) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise bad_request("Value must be a boolean", "FIELD_014")
    return value


def _option(field: FieldDefinition, value: Any, _setter: Setter) -> str:
    """An option's id from its id or, as ClickUp allows, its position."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(field.options):
        return field.options[value].id
    if isinstance(value, str) and any(option.id == value for option in field.options):
        return value
    raise bad_request("Value must be an option index or uuid", "FIELD_011")


def _labels(field: FieldDefinition, value: Any, setter: Setter) -> list[str] | None:
    if not isinstance(value, list):
        raise bad_request("Value must be an array of label ids", "FIELD_020")
    return [_option(field, each, setter) for each in value] or None


def _users(_field: FieldDefinition, value: Any, setter: Setter) -> list[int] | None:
    return _members(setter.stored or (), value, setter.check_user) or None


def _tasks(_field: FieldDefinition, value: Any, setter: Setter) -> list[str] | None:
    return _members(setter.stored or (), value, setter.check_task) or None


def _members(stored: Iterable[Member], value: Any, check: Callable[[Any], Member]) -> list[Member]:
    """A list of members after ``{"add": [...], "rem": [...]}``."""
    if not isinstance(value, dict):
        raise bad_request("Value must be an object with add and rem", "FIELD_019")
    added, removed = value.get("add") or [], value.get("rem") or []
    if not isinstance(added, list) or not isinstance(removed, list):
        raise bad_request("add and rem must be arrays", "FIELD_019")
    gone = {str(each) for each in removed}
    kept = [member for member in stored if str(member) not in gone]
    return list(dict.fromkeys([*kept, *(check(each) for each in added)]))


def _rating(field: FieldDefinition, value: Any, _setter: Setter) -> int:
    highest = int(field.type_config.get("count", USUAL_STARS))
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
        raise bad_request(f"Value must be an integer between 0 and {highest}", "FIELD_021")
    return value


def _progress(field: FieldDefinition, value: Any, setter: Setter) -> float | int:
    return _number(field, value.get("current") if isinstance(value, dict) else value, setter)


def _location(_field: FieldDefinition, value: Any, _setter: Setter) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("location"), dict):
        raise bad_request("Value must have a location with lat and lng", "FIELD_022")
    return value


_ACCEPT: dict[str, Callable[[FieldDefinition, Any, Setter], Any]] = {
    "text": _text,
    "short_text": _text,
    "phone": _text,
    "email": _email,
    "url": _url,
    "number": _number,
    "currency": _number,
    "date": _date,
    "checkbox": _checkbox,
    "button": _checkbox,
    "drop_down": _option,
    "labels": _labels,
    "users": _users,
    "tasks": _tasks,
    "list_relationship": _tasks,
    "emoji": _rating,
    "manual_progress": _progress,
    "location": _location,
}
