"""
Custom field values: as they are sent, as the sandbox stores them, as ClickUp gives them back.

Stored: drop_down an option id, labels option ids, date milliseconds, number and currency a number, checkbox a bool (or
``None`` once cleared), users user ids, tasks and list_relationship task ids, the rest as sent. A field that was never
filled has no stored value.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.times import as_day
from clickup_client.sandbox.workspace import FieldDefinition

TEXT_TYPES = frozenset({"text", "short_text", "url", "email", "phone"})
Member = TypeVar("Member")

NUMBER_TYPES = frozenset({"number", "currency"})
TASK_TYPES = frozenset({"tasks", "list_relationship"})


def _number(value: Any) -> float | int:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise bad_request("Value must be a number", "FIELD_017") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise bad_request("Value must be a number", "FIELD_017")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(field: FieldDefinition, value: Any) -> str:
    if not isinstance(value, str):
        raise bad_request("Value must be a string", "FIELD_015")
    if field.type == "email" and value and ("@" not in value or " " in value):
        raise bad_request("Value is not a valid email", "FIELD_016")
    if field.type == "url" and value and ("." not in value or " " in value):
        raise bad_request("Value is not a valid URL", "FIELD_018")
    return value


def _option(field: FieldDefinition, value: Any) -> str:
    """An option's id from its id or, as ClickUp allows, its position."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(field.options):
        return field.options[value].id
    if isinstance(value, str) and any(option.id == value for option in field.options):
        return value
    raise bad_request("Value must be an option index or uuid", "FIELD_011")


def _checkbox(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    if not isinstance(value, bool):
        raise bad_request("Value must be a boolean", "FIELD_014")
    return value


def whole_number(value: Any) -> int | None:
    """A whole number that was sent as a number or as its digits; ``None`` when it is something else."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _date(value: Any, *, with_time: bool, zone: str) -> int:
    ms = whole_number(value)
    if ms is None:
        raise bad_request("Value is not a valid date", "FIELD_012")
    return ms if with_time else as_day(ms, zone)


def _members(stored: Iterable[Member], value: Any, check: Callable[[Any], Member]) -> list[Member]:
    """A list of members after ``{"add": [...], "rem": [...]}``."""
    if not isinstance(value, dict):
        raise bad_request("Value must be an object with add and rem", "FIELD_019")
    added, removed = value.get("add") or [], value.get("rem") or []
    if not isinstance(added, list) or not isinstance(removed, list):
        raise bad_request("add and rem must be arrays", "FIELD_019")
    kept = [member for member in stored if str(member) not in {str(each) for each in removed}]
    return list(dict.fromkeys([*kept, *(check(each) for each in added)]))


def accept(
    field: FieldDefinition,
    value: Any,
    *,
    stored: Any,
    with_time: bool,
    zone: str,
    check_user: Callable[[Any], int],
    check_task: Callable[[Any], str],
) -> Any:
    """
    What to store for a value that somebody sent; ``None`` clears the field.

    Args:
        field: The field's definition.
        value: The ``value`` of the request.
        stored: What the field holds now, or ``None``.
        with_time: Whether a date keeps its time (``value_options.time``).
        zone: The setter's time zone, for dates without a time.
        check_user: Turns what was sent into a user's id or refuses it.
        check_task: The same for the id of a task.

    Raises:
        Refused: The value does not fit the field's type (400).
    """
    kind = field.type
    if value is None:
        return None
    if kind in TEXT_TYPES:
        return _text(field, value) or None
    if kind in NUMBER_TYPES:
        return _number(value)
    if kind in TASK_TYPES:
        return _members(stored or (), value, check_task) or None
    match kind:
        case "drop_down":
            return _option(field, value)
        case "labels":
            if not isinstance(value, list):
                raise bad_request("Value must be an array of label ids", "FIELD_020")
            return [_option(field, each) for each in value] or None
        case "checkbox" | "button":
            return _checkbox(value)
        case "date":
            return _date(value, with_time=with_time, zone=zone)
        case "users":
            return _members(stored or (), value, check_user) or None
        case "emoji":
            return _rating(field, value)
        case "manual_progress":
            return _number(value.get("current") if isinstance(value, dict) else value)
        case _:  # location
            return _location(value)


def _rating(field: FieldDefinition, value: Any) -> int:
    highest = int(field.type_config.get("count", 5))
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= highest:
        raise bad_request(f"Value must be an integer between 0 and {highest}", "FIELD_021")
    return value


def _location(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("location"), dict):
        raise bad_request("Value must have a location with lat and lng", "FIELD_022")
    return value


def show(
    field: FieldDefinition,
    stored: Any,
    *,
    user_shape: Callable[[int], dict[str, Any]],
    task_shape: Callable[[str], dict[str, Any]],
) -> Any:
    """The ``value`` of a field in a task, as ClickUp gives it back."""
    if stored is None:
        return None
    if field.type in NUMBER_TYPES or field.type == "date":
        return str(stored)
    if field.type in TASK_TYPES:
        return [task_shape(each) for each in stored]
    match field.type:
        case "drop_down":
            return next((i for i, option in enumerate(field.options) if option.id == stored), None)
        case "checkbox":
            return "true" if stored else "false"
        case "users":
            return [user_shape(each) for each in stored]
        case "manual_progress":
            return _progress(field, stored)
        case _:
            return stored


def _progress(field: FieldDefinition, stored: float) -> dict[str, Any]:
    start, end = field.type_config.get("start", 0), field.type_config.get("end", 100)
    share = (stored - start) / (end - start) if end != start else 0
    return {"percent_completed": round(100 * share), "current": str(stored)}


def show_in_history(field: FieldDefinition, stored: Any) -> Any:
    """``before`` or ``after`` of a field's history item: ids stay ids, numbers and dates become strings."""
    if stored is None or isinstance(stored, list | dict | str):
        return stored
    if field.type in ("checkbox", "button"):
        return "true" if stored else "false"
    return str(stored)


def read_by_name(field: FieldDefinition, stored: Any) -> Any:
    """A value as a person names it: options by name. For pages, mails and ``/sandbox/state``."""
    if field.type == "drop_down":
        return next((option.name for option in field.options if option.id == stored), None)
    if field.type == "labels":
        return [option.name for option in field.options if option.id in (stored or ())]
    return stored
