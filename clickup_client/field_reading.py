"""Reading a custom field's value. :mod:`clickup_client.fields` has the table of types."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from clickup_client.errors import OptionGoneError, UnreadableFieldError
from clickup_client.models import CustomField, Group, Option, TaskRef, User
from clickup_client.times import from_milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

FieldValue = (
    str
    | bool
    | int
    | Decimal
    | datetime
    | Option
    | tuple[Option, ...]
    | tuple[User | Group, ...]
    | tuple[TaskRef, ...]
    | dict[str, Any]
    | None
)

#: How much of a strange value an error shows.
LONGEST_SHOWN = 60


class _NoOptionError(ValueError):
    """The field does not offer that option (any more)."""


def read(field: CustomField) -> FieldValue:
    """
    Return the value of ``field``, in the shape of its type; ``None`` if it was never filled.

    Raises:
        OptionGoneError: It holds an option that was deleted.
        UnreadableFieldError: It holds something else that its type does not allow.
    """
    if not field.has_value:
        return None
    reader: Callable[[CustomField], FieldValue] = _READERS.get(field.type, _read_as_sent)
    try:
        return reader(field)
    except _NoOptionError as error:
        raise OptionGoneError(str(error), field_id=field.id, field_name=field.name) from None
    except ValidationError:
        reason = str(_odd("what its type allows", field.value))
    except ValueError as error:
        reason = str(error)
    raise UnreadableFieldError(reason, field_id=field.id, field_name=field.name)


def option_of(field: CustomField, value: Any) -> Option:
    """
    Find the choice that ClickUp names by its id or by its ``orderindex``.

    Without an ``orderindex``, or with one between two whole numbers, its position counts.

    Raises:
        ValueError: The field does not offer that choice (any more).
    """
    by_id = {option.id: option for option in field.options}
    by_index = {_index(option, place): option for place, option in enumerate(field.options)}
    exact = {str(option.orderindex): option for option in field.options}
    found = by_id.get(str(value)) or exact.get(str(value)) or by_index.get(str(value))
    if found is None:
        raise _NoOptionError(f"holds a choice that it does not offer: {_shown(value)}")
    return found


def _index(option: Option, place: int) -> str:
    index = option.orderindex
    return str(place if index is None or index % 1 else int(index))


def _read_as_sent(field: CustomField) -> Any:
    return field.value


def _read_text(field: CustomField) -> str:
    if not isinstance(field.value, str):
        raise _odd("text", field.value)
    return field.value


def _read_number(field: CustomField) -> Decimal | None:
    """JSON's floats are converted through their text, so that 0.1 stays 0.1."""
    value = field.value
    if value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _odd("a number", value)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise _odd("a number", value) from None
    if not number.is_finite():
        raise _odd("a number", value)
    return number


def _read_rating(field: CustomField) -> int | None:
    number = _read_number(field)
    if number is not None and number % 1 != 0:
        raise _odd("a whole number", field.value)
    return None if number is None else int(number)


def _read_formula(field: CustomField) -> Decimal | str | None:
    """A formula returns a number or a text; ClickUp does not say which."""
    try:
        return _read_number(field)
    except ValueError:
        return _read_text(field)


def _read_checkbox(field: CustomField) -> bool:
    value = field.value.lower() if isinstance(field.value, str) else field.value
    if value is True or value == "true":
        return True
    if value is False or value == "false":
        return False
    raise _odd("true or false", field.value)


def _read_date(field: CustomField) -> datetime | None:
    try:
        return from_milliseconds(field.value)
    except ValueError:
        raise _odd("a date", field.value) from None


def _read_option(field: CustomField) -> Option | None:
    return None if field.value == "" else option_of(field, field.value)


def _read_labels(field: CustomField) -> tuple[Option, ...]:
    return tuple(option_of(field, item) for item in _items(field))


def _read_users(field: CustomField) -> tuple[User | Group, ...]:
    """A group of users has letters and digits as its id, a user a number."""
    return tuple(
        User.model_validate(item) if _is_number(item.get("id")) else Group.model_validate(item)
        for item in _objects(field)
    )


def _read_tasks(field: CustomField) -> tuple[TaskRef, ...]:
    return tuple(TaskRef.model_validate(item) for item in _objects(field))


def _read_object(field: CustomField) -> dict[str, Any]:
    if not isinstance(field.value, dict):
        raise _odd("an object", field.value)
    return field.value


def _items(field: CustomField) -> list[Any]:
    """ClickUp documents a single item also without a list around it."""
    value = [field.value] if isinstance(field.value, dict) else field.value
    if not isinstance(value, list):
        raise _odd("a list", field.value)
    return value


def _objects(field: CustomField) -> list[dict[str, Any]]:
    items = _items(field)
    if not all(isinstance(item, dict) for item in items):
        raise _odd("a list of objects", field.value)
    return items


def _is_number(value: Any) -> bool:
    return str(value).removeprefix("-").isdecimal()


def _odd(expected: str, value: Any) -> ValueError:
    return ValueError(f"should hold {expected} but holds {_shown(value)}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."


_READERS: dict[str, Callable[[CustomField], FieldValue]] = {
    "text": _read_text,
    "short_text": _read_text,
    "url": _read_text,
    "email": _read_text,
    "phone": _read_text,
    "number": _read_number,
    "currency": _read_number,
    "emoji": _read_rating,
    "checkbox": _read_checkbox,
    "date": _read_date,
    "drop_down": _read_option,
    "labels": _read_labels,
    "users": _read_users,
    "tasks": _read_tasks,
    "list_relationship": _read_tasks,
    "formula": _read_formula,
    "manual_progress": _read_object,
    "location": _read_object,
    # The other types are read as sent; they are listed to show that they were not forgotten.
    "automatic_progress": _read_as_sent,
    "attachment": _read_as_sent,
    "votes": _read_as_sent,
    "signature": _read_as_sent,
    "button": _read_as_sent,
}
