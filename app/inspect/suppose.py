"""Gives a copy of a ticket other values, for `simulate --set`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from app.bot import Bot
from app.errors import ForPeopleError
from app.ticket.facts import field_of
from clickup_client.fields import write_value
from clickup_client.models import PRIORITIES, CustomField, Task
from rules.process.datum import DueDateDatum, FieldDatum, PriorityDatum, RelatedDatum
from rules.process.process import Process
from rules.ticket import Unread, Value
from rules.wording import choose, quoted

_YES, _NO = frozenset({"yes", "true", "on", "1"}), frozenset({"no", "false", "off", "0"})


class SupposeError(ForPeopleError):
    """A value cannot be assumed; the text says which one, and what is possible."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """
    A ticket with other values.

    `values` are values that the task itself does not hold, such as a company's tier; `written` are the
    names of all data that got a value.
    """

    task: Task
    values: Mapping[str, Value]
    written: frozenset[str]


def suppose(bot: Bot, task: Task, given: Mapping[str, str]) -> Supposed:
    """
    Judge as if the ticket held `given`: texts by the name of a datum or a field; "" is empty.

    Raises:
        SupposeError: There is no such datum, or its field cannot hold the value.
    """
    values: dict[str, Value] = {}
    written = set()
    for name, text in given.items():
        datum_name = _datum(bot.process, name)
        match bot.process.data[datum_name]:
            case FieldDatum(field=field, type=kind, id=field_id):
                task = _with_field(bot, task, field_of(task, field, kind, field_id=field_id), text)
            case DueDateDatum():
                task = task.model_copy(update={"due_date": _moment(bot, name, text) if text else None})
            case PriorityDatum():
                task = task.model_copy(update={"priority": _priority(name, text) if text else None})
            case RelatedDatum():
                values[datum_name] = text
        if text:
            written.add(datum_name)
    return Supposed(task, values, frozenset(written))


def _datum(process: Process, name: str) -> str:
    """Find a datum by its own name, else by the name of its field, regardless of case."""
    wanted = name.strip().casefold()
    for datum_name in process.data:
        if datum_name.casefold() == wanted:
            return datum_name
    for datum_name, datum in process.data.items():
        if isinstance(datum, FieldDatum) and datum.field.casefold() == wanted:
            return datum_name
    raise SupposeError(f"The process has no datum {quoted(name)}; {choose(name, process.data)}.")


def _with_field(bot: Bot, task: Task, field: CustomField | Unread, text: str) -> Task:
    if isinstance(field, Unread):
        raise SupposeError(f"Nothing can be set: {field.reason}.")
    changed = field.model_copy(update={"value": None, "has_value": False})
    if text:
        try:
            body = write_value(field, _as_written(bot, field, text))
        except ValueError as error:
            raise SupposeError(f"{quoted(text)} cannot be set: {error}.") from None
        changed = field.model_copy(update={"value": body["value"], "has_value": True})
    fields = tuple(changed if each.id == field.id else each for each in task.custom_fields)
    return task.model_copy(update={"custom_fields": fields})


def _as_written(bot: Bot, field: CustomField, text: str) -> object:
    reader = _READERS.get(field.type)
    if reader is None:
        raise SupposeError(
            f'The field "{field.name}" has the type {field.type}, which --set does not support.'
        )
    return reader(bot, field.name, text)


def _text(_bot: Bot, _name: str, text: str) -> str:
    return text


def _yes_or_no(_bot: Bot, name: str, text: str) -> bool:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    raise SupposeError(f'"{name}" takes yes or no, not {quoted(text)}.')


def _moment(bot: Bot, name: str, text: str) -> datetime:
    try:
        return bot.moment_of(date.fromisoformat(text))
    except ValueError:
        raise SupposeError(f'"{name}" takes a day such as 2026-12-03, not {quoted(text)}.') from None


def _number(_bot: Bot, name: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise SupposeError(f'"{name}" takes a number, not {quoted(text)}.') from None


def _names(_bot: Bot, _name: str, text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _priority(name: str, text: str) -> int:
    for number, word in PRIORITIES.items():
        if text.casefold() in (word, str(number)):
            return number
    raise SupposeError(f'"{name}" takes one of: {", ".join(PRIORITIES.values())}; not {quoted(text)}.')


#: Converts a text to a value for a field, by ClickUp's type.
_READERS: Mapping[str, Callable[[Bot, str, str], object]] = {
    "text": _text,
    "short_text": _text,
    "url": _text,
    "email": _text,
    "phone": _text,
    "drop_down": _text,
    "labels": _names,
    "checkbox": _yes_or_no,
    "date": _moment,
    "number": _number,
    "currency": _number,
}
