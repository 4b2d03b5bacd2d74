"""Translates ClickUp's words into the words of the rules.  No other module does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from decimal import Decimal

from app import pull_requests
from app.bot import Bot
from app.messages import unreadable as words
from app.ticket import companies
from clickup_client import fields
from clickup_client.errors import OptionGoneError, UnreadableFieldError
from clickup_client.models import CustomField, Group, Option, Task, TaskRef, User
from rules.process.datum import DueDateDatum, FieldDatum, PriorityDatum, RelatedDatum
from rules.ticket import MergeState, PullRequest, Ticket, Unread, Unusable, Value, YesNoField

#: Which of ClickUp's field types can hold which type of datum.
CLICKUP_TYPES: Mapping[str, frozenset[str]] = {
    "text": frozenset({"text", "short_text", "url", "email", "phone"}),
    "url": frozenset({"url", "text", "short_text"}),
    "number": frozenset({"number", "currency", "emoji", "formula"}),
    "drop_down": frozenset({"drop_down"}),
    "labels": frozenset({"labels"}),
    "checkbox": frozenset({"checkbox"}),
    "yes_no": frozenset({"checkbox", "drop_down"}),
    "date": frozenset({"date"}),
    "people": frozenset({"users"}),
    "relationship": frozenset({"tasks", "list_relationship"}),
    "pull_request": frozenset({"url", "text", "short_text"}),
}


#: The fields that take a yes or a no.
_YES_NO: Mapping[str, YesNoField] = {"checkbox": "checkbox", "drop_down": "drop_down"}


@dataclass(frozen=True, slots=True)
class Facts:
    """
    Values by the names of the process file.

    `away`: names that could not be read now, because a service did not answer or was not asked.
    `hosts`: the code hosts among those services, by name.  `fields`: see `rules.ticket.Ticket`.
    """

    values: Mapping[str, Value]
    away: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    fields: Mapping[str, YesNoField] = dataclass_field(default_factory=dict)


def gather(
    bot: Bot,
    task: Task,
    names: Iterable[str],
    *,
    lookups: frozenset[str] = frozenset(),
    from_memory: bool = False,
) -> Facts:
    """
    Read the named data of a ticket.

    Costs a call for a company that is not cached, and one for each pull request in `lookups`.  With
    `from_memory` it costs no call, and these data are `away`.

    A value that cannot be read is Unread, with its reason.

    Raises:
        ClickUpError: A company could not be read.
    """
    values: dict[str, Value] = {}
    away: set[str] = set()
    hosts: set[str] = set()
    for name in names:
        values[name] = value = _value(bot, task, name, from_memory=from_memory)
        if value == companies.NOT_ASKED:
            away.add(name)
        if isinstance(value, tuple) and name in lookups:
            links = [each for each in value if isinstance(each, PullRequest)]
            values[name], silent = (value, {""}) if from_memory else _looked_up(bot, task, links)
            away |= {name} if silent else set()
            hosts |= silent - {""}
    return Facts(values, frozenset(away), frozenset(hosts), _yes_no_fields(bot, task, values))


def _looked_up(
    bot: Bot, task: Task, links: Iterable[PullRequest]
) -> tuple[tuple[PullRequest, ...], set[str]]:
    """Look up pull requests; return their states, and the code hosts that did not answer."""
    found, silent = [], set[str]()
    asked_for = (task.id, task.date_updated)
    for link in links:
        state: MergeState | Unread
        try:
            state = pull_requests.look_up(
                link.address, bot.providers, session=bot.session, asked_for=asked_for
            )
        except pull_requests.ProviderAwayError as error:
            state = Unread(str(error))
            silent.add(error.host)
        found.append(PullRequest(link.address, state))
    return tuple(found), silent


def _yes_no_fields(bot: Bot, task: Task, names: Iterable[str]) -> dict[str, YesNoField]:
    """The field type that ClickUp has for each yes-or-no datum."""
    found: dict[str, YesNoField] = {}
    for name in names:
        datum = bot.process.data[name]
        if isinstance(datum, FieldDatum) and datum.type == "yes_no":
            field = field_of(task, datum.field, datum.type, field_id=datum.id)
            if not isinstance(field, Unread) and field.type in _YES_NO:
                found[name] = _YES_NO[field.type]
    return found


@dataclass(frozen=True, slots=True)
class Remembered:
    """A ticket with the data that cost no call; the names of the others are `away`."""

    ticket: Ticket
    away: frozenset[str]


def remembered(bot: Bot, task: Task, names: Iterable[str], *, due_day: date | None) -> Remembered:
    """
    Gather the named data without any call.

    `due_day` is the delivery day after Due Date and its mirror field are made equal.
    """
    found = gather(bot, task, names, from_memory=True)
    values = dict(found.values)
    if bot.process.due_date in values:
        values[bot.process.due_date] = due_day
    return Remembered(Ticket(task_id=task.id, values=values, fields=found.fields), found.away)


def _value(bot: Bot, task: Task, name: str, *, from_memory: bool) -> Value:
    datum = bot.process.data[name]
    match datum:
        case DueDateDatum():
            return None if task.due_date is None else bot.day_set(task.due_date)
        case PriorityDatum():
            return task.priority
        case RelatedDatum():
            return _related(bot, task, datum, from_memory=from_memory)
        case FieldDatum():
            return field_value(bot, task, datum)


def field_value(bot: Bot, task: Task, datum: FieldDatum) -> Value:
    """The value of a custom field in the form that the rules take."""
    value = _read(field_of(task, datum.field, datum.type, field_id=datum.id))
    match value:
        case str() if datum.type == "pull_request" and value.strip():
            return pull_requests.read_addresses(value, bot.providers)
        case None | str() | bool() | int() | Decimal() | Unread() | Unusable():
            return value
        case datetime():
            return bot.day_set(value)
        case Option():
            return value.name
        case tuple():
            return tuple(_name(item) for item in value)
        case _:
            return Unread(words.not_understood(datum.field))


def _related(bot: Bot, task: Task, datum: RelatedDatum, *, from_memory: bool) -> Value:
    """A field of the first task in a relationship, such as the tier of the ticket's company."""
    company = _company(task, datum)
    if not isinstance(company, TaskRef):
        return company
    return companies.value_of(bot, company, datum.then, field_id=datum.then_id, from_memory=from_memory)


def _company(task: Task, datum: RelatedDatum) -> TaskRef | Unread | Unusable | None:
    """The task whose field a datum is: of several linked ones, the first that is not deleted."""
    linked = _read(field_of(task, datum.field, "relationship", field_id=datum.id))
    if isinstance(linked, Unread | Unusable):
        return linked
    refs = [item for item in linked if isinstance(item, TaskRef)] if isinstance(linked, tuple) else []
    return next((ref for ref in refs if not ref.deleted), refs[0] if refs else None)


def companies_of(bot: Bot, task: Task) -> list[str]:
    """The ids of the linked tasks, such as the ticket's company, whose fields are data of the process."""
    related = [datum for datum in bot.process.data.values() if isinstance(datum, RelatedDatum)]
    linked = (_company(task, datum) for datum in related)
    return sorted({company.id for company in linked if isinstance(company, TaskRef)})


def field_of(task: Task, name: str, kind: str, *, field_id: str | None) -> CustomField | Unread:
    """Find the custom field of a datum, by id or else by name; or say why it cannot be used."""
    field = task.field(field_id or name) or task.field(name)
    if field is None:
        return Unread(words.no_field(name))
    if field.type not in CLICKUP_TYPES[kind]:
        return Unread(words.other_type(name, found=field.type, expected=kind))
    return field


def read_choice(field: CustomField | Unread) -> str | Unread | Unusable | None:
    """The name of the option that a drop-down holds."""
    value = _read(field)
    if isinstance(value, Option):
        return value.name
    return value if isinstance(value, Unread | Unusable) else None


def read_moment(field: CustomField | Unread) -> datetime | Unread | None:
    """The moment that a date field holds."""
    value = _read(field)
    return value if isinstance(value, datetime | Unread) else None


def _read(field: CustomField | Unread) -> fields.FieldValue | Unread | Unusable:
    """
    Read a datum.  If its field is missing, or has another type or an invalid value, it is Unread and not
    empty.

    If the chosen option was deleted, it is Unusable: a person can choose again.
    """
    if isinstance(field, Unread):
        return field
    try:
        return fields.read(field)
    except OptionGoneError:
        return Unusable(words.option_gone())
    except UnreadableFieldError as error:
        return Unread(words.unreadable(field.name, error.reason))


def _name(item: Option | User | Group | TaskRef) -> str:
    if isinstance(item, User):
        return item.username or item.email or str(item.id)
    return item.name or item.id
