"""Turns a client's answers into a ticket: chooses its list, its fields, and the rest of its description."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.bot import Bot
from app.intake.publish import key_of
from app.messages.client.questions import (
    BY_KEY,
    CATEGORY,
    COMPANY,
    CONTACT_EMAIL,
    DESCRIPTION,
    SUMMARY,
    TARGET_DATE,
)
from app.messages.comments import client_report as words
from app.ticket import companies
from clickup_client.fields import write_value
from clickup_client.models import CustomField
from rules.process.datum import FieldDatum, RelatedDatum

#: What these answers are called in a description; others by the datum that they should have become.
_NAMES = {CONTACT_EMAIL.key: words.CLIENT_EMAIL, COMPANY.key: words.COMPANY}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledIn:
    """
    A ticket to create.

    `fields` maps field ids to what :func:`clickup_client.fields.write_value` returns; `rest` is what fits no
    field, with its name.
    """

    list_id: str
    name: str
    description: str
    fields: Mapping[str, Mapping[str, Any]]
    rest: Sequence[tuple[str, str]]
    named: Mapping[str, str]  # the name of each answer


@dataclass(frozen=True, slots=True)
class _TargetField:
    """The field that an answer belongs in: its id, if known, and its name."""

    key: str
    field: str
    field_id: str | None
    called: str


def fill_in(bot: Bot, answers: Mapping[str, str]) -> FilledIn:
    """
    Assign answers to fields.  Costs one call, for the fields of the list.

    Raises:
        ClickUpError: The list could not be read.
    """
    list_id = home_of(bot, answers.get(CATEGORY.key, ""))
    present = bot.client.get_list_fields(list_id)
    places = _places(bot)
    fields: dict[str, Mapping[str, Any]] = {}
    rest: list[tuple[str, str]] = []
    for place in places:
        answer = answers.get(place.key)
        if answer is None:
            continue
        field = _find(present, place)
        company = companies.find_named(bot, answer) if place.key == COMPANY.key else None
        written = None if field is None else _written(bot, field, place, answer, company)
        if field is not None and written is not None:
            fields[field.id] = written
        elif place.key == COMPANY.key and company is None:
            rest.append((place.called, words.unknown_company(answer)))
        else:
            rest.append((place.called, answer))
    return FilledIn(
        list_id=list_id,
        name=answers.get(SUMMARY.key, ""),
        description=answers.get(DESCRIPTION.key, ""),
        fields=fields,
        rest=rest,
        named={place.key: place.called for place in places},
    )


def without_fields(filled: FilledIn, answers: Mapping[str, str]) -> FilledIn:
    """The same ticket with all answers in its description."""
    rest = [(called, answers[key]) for key, called in filled.named.items() if key in answers]
    return replace(filled, fields={}, rest=rest)


def home_of(bot: Bot, category: str) -> str:
    """The list for a category: the process's own list, or the first-level list for all other categories."""
    process, first_level = bot.process, bot.directory.first_level_list
    if process.intake is None or first_level is None:
        return bot.directory.tickets_list
    ours = process.choices(process.intake.asks.category)
    return bot.directory.tickets_list if category in ours else first_level


def _places(bot: Bot) -> list[_TargetField]:
    process = bot.process
    asks = {} if process.intake is None else process.intake.asks.by_key()
    places = []
    for key, name in asks.items():
        datum = process.data[name]
        if isinstance(datum, FieldDatum | RelatedDatum):
            question = key_of(key)
            places.append(_TargetField(question, datum.field, datum.id, _NAMES.get(question, name)))
    email = process.notices.fields.email
    places.append(
        _TargetField(CONTACT_EMAIL.key, email, process.notices.field_ids.email, _NAMES[CONTACT_EMAIL.key])
    )
    return sorted(places, key=lambda place: list(BY_KEY).index(place.key))


def _find(present: Iterable[CustomField], place: _TargetField) -> CustomField | None:
    """Find a field by id, else by name: other lists have their own fields."""
    fields = tuple(present)
    by_id = (field for field in fields if field.id == place.field_id)
    by_name = (field for field in fields if field.name.casefold() == place.field.casefold())
    return next(by_id, None) or next(by_name, None)


def _written(
    bot: Bot, field: CustomField, place: _TargetField, answer: str, company: str | None
) -> Mapping[str, Any] | None:
    """The value in ClickUp's form; None if the field cannot hold it."""
    value: object = answer
    if place.key == TARGET_DATE.key:
        value = bot.moment_of(date.fromisoformat(answer))
    elif place.key == COMPANY.key:
        value = None if company is None else [company]
    try:
        return write_value(field, value)
    except ValueError:
        return None
