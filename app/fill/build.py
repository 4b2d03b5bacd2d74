"""Builds the page for a move: what is missing, with ClickUp's own choices, and what is there."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from app.bot import Bot
from app.fill.page import DUE_DATE, PRIORITY, Blank, Kind, Page
from app.messages import fill as words
from app.ticket import facts
from app.ticket.field_values import plain
from clickup_client import fields
from clickup_client.errors import UnreadableFieldError
from clickup_client.models import PRIORITIES, CustomField, Task
from rules.decision import Decision, Finding, Outcome
from rules.process.datum import Datum, DueDateDatum, FieldDatum, PriorityDatum, RelatedDatum
from rules.process.process import Process
from rules.ticket import PullRequest, Unread, Value

#: The controls for ClickUp's field types.  Other types cannot be filled in on the page.
_CONTROLS: dict[str, Kind] = {
    "text": "text",
    "short_text": "line",
    "url": "line",
    "email": "line",
    "phone": "line",
    "number": "number",
    "currency": "number",
    "emoji": "number",
    "checkbox": "choice",
    "drop_down": "choice",
    "labels": "several",
    "users": "several",
    "date": "day",
    "tasks": "tasks",
    "list_relationship": "tasks",
}
#: The choices of a checkbox.
_YES_NO = (("yes", words.YES), ("no", words.NO))


def page_for(bot: Bot, task: Task, decision: Decision, *, due_day: date | None) -> Page:
    """
    Build the page for a move that was judged.  Costs no call.

    `due_day` is the delivery day after Due Date and its mirror field are made equal.
    """
    process = bot.process
    names = [_datum_of(process, finding) for finding in decision.findings]
    found = facts.gather(bot, task, [name for name in names if name], from_memory=True).values
    blanks: list[Blank] = []
    there: list[tuple[str, str]] = []
    others: list[str] = []
    for finding, name in zip(decision.findings, names, strict=True):
        blank = None
        if finding.outcome is Outcome.UNMET and name is not None:
            blank = _blank(bot, task, name, finding, taken=[each.key for each in blanks])
        if blank is not None:
            blanks.append(blank)
        elif finding.outcome is not Outcome.MET:
            others.append(finding.sentence)
        elif name is not None:
            value: Value = due_day if name == process.due_date else found[name]
            datum = process.data[name]
            label = name if isinstance(datum, RelatedDatum) else _label(datum)
            there.append((label, _in_words(process, name, value)))
    return Page(
        name=task.name,
        url=task.url,
        home=process.stage(decision.move.from_stage or decision.ends_in).label,
        stage=process.stage(decision.move.to_stage).label,
        blanks=tuple(blanks),
        there=tuple(there),
        others=tuple(dict.fromkeys(others)),
    )


def _datum_of(process: Process, finding: Finding) -> str | None:
    name = finding.code.removeprefix("datum:")
    return name if name != finding.code and name in process.data else None


def _label(datum: Datum) -> str:
    match datum:
        case FieldDatum(field=field) | RelatedDatum(field=field):
            return field
        case DueDateDatum():
            return words.DUE_DATE
        case PriorityDatum():
            return words.PRIORITY


def _blank(bot: Bot, task: Task, name: str, finding: Finding, *, taken: Sequence[str]) -> Blank | None:
    """Make the blank for a datum; None if people have to fill it in elsewhere."""
    datum = bot.process.data[name]
    label = _label(datum)
    least = datum.at_least if isinstance(datum, FieldDatum) else 1
    key = _key(label, taken)

    def blank(kind: Kind, *, is_empty: bool, **more: Any) -> Blank:
        how = words.how(kind, datum=name, at_least=least) if is_empty else finding.remedy
        return Blank(
            key=key, label=label, kind=kind, why=finding.observed, how=how, is_empty=is_empty, **more
        )

    match datum:
        case DueDateDatum():
            return blank("day", is_empty=task.due_date is None, place=DUE_DATE)
        case PriorityDatum():
            choices = tuple((str(number), word.title()) for number, word in PRIORITIES.items())
            return blank("choice", is_empty=task.priority is None, place=PRIORITY, choices=choices)
        case RelatedDatum():
            field = facts.field_of(task, datum.field, "relationship", field_id=datum.id)
            kind: Kind = "company" if bot.directory.companies_list else "tasks"
        case FieldDatum():
            field = facts.field_of(task, datum.field, datum.type, field_id=datum.id)
            kind = "address" if datum.type in ("url", "pull_request") else "line"
    if isinstance(field, Unread) or field.type not in _CONTROLS:
        return None
    if kind == "line":
        kind = _CONTROLS[field.type]
    return blank(
        kind,
        is_empty=_is_empty(field),
        place=field.model_dump(mode="json"),
        choices=_choices(bot, name, field),
        value=_value(bot, field),
    )


def _key(label: str, taken: Sequence[str]) -> str:
    plain_label = re.sub(r"\W+", "_", label.casefold()).strip("_") or "field"
    numbered = (plain_label if number == 1 else f"{plain_label}_{number}" for number in range(1, 1000))
    return next(key for key in numbered if key not in taken)


def _choices(bot: Bot, name: str, field: CustomField) -> tuple[tuple[str, str], ...]:
    """Return the choices that ClickUp offers and that the process accepts."""
    if field.type == "checkbox":
        return _YES_NO
    if field.type == "users":
        people = (
            (bot.directory.names[each], each) for each in bot.directory.members & bot.directory.names.keys()
        )
        return tuple((str(user_id), person) for person, user_id in sorted(people))
    counts = {choice.casefold() for choice in bot.process.choices(name)}
    options = (each for each in field.options if not counts or each.name.casefold() in counts)
    return tuple((option.id, option.name) for option in options)


def _is_empty(field: CustomField) -> bool:
    try:
        return fields.read(field) in (None, "", (), [])
    except UnreadableFieldError:
        return False


def _value(bot: Bot, field: CustomField) -> tuple[str, ...]:
    """Return the present value in the form of the HTML control."""
    try:
        value = fields.read(field)
    except UnreadableFieldError:
        return ()
    if value is None or field.type in ("tasks", "list_relationship"):
        return ()
    if field.type == "checkbox":
        return ("yes" if value else "no",)
    if field.type == "date":
        day = facts.read_moment(field)
        return () if day is None or isinstance(day, Unread) else (bot.day_set(day).isoformat(),)
    if field.type in ("drop_down", "labels"):
        names = plain(value)
        chosen = {each.casefold() for each in ([names] if isinstance(names, str) else names)}
        return tuple(option.id for option in field.options if option.name.casefold() in chosen)
    held = plain(value)
    return tuple(str(each) for each in (held if isinstance(held, list) else [held]))


def _in_words(process: Process, name: str, value: Value) -> str:
    match value:
        case bool():
            return words.YES if value else words.NO
        case int() if isinstance(process.data[name], PriorityDatum):
            return PRIORITIES[value].title()
        case date():
            return words.day(value)
        case tuple():
            return ", ".join(_each_in_words(value))
        case str() | int() | Decimal():
            return str(value)
        case _:
            return ""


def _each_in_words(values: Iterable[object]) -> Iterable[str]:
    return (each.address if isinstance(each, PullRequest) else str(each) for each in values)
