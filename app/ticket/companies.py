"""Reads data of the company that a ticket links to, and caches them."""

from collections.abc import Mapping
from typing import Final
from unicodedata import normalize

from app.bot import Bot
from app.messages import unreadable as words
from app.store import companies as store
from app.store.engine import single
from app.workspace.refusals import is_refusal
from clickup_client import fields
from clickup_client.errors import (
    NotAuthorisedError,
    NotFoundError,
    OptionGoneError,
    UnexpectedAnswerError,
    UnreadableFieldError,
)
from clickup_client.models import Option, Task, TaskRef
from rules.ticket import Unread, Unusable, Value
from rules.wording import is_blank

#: The value if the company is not cached and may not be read.
NOT_ASKED: Final = Unread("it was not asked for")


def value_of(
    bot: Bot, company: TaskRef, field_name: str, *, field_id: str | None = None, from_memory: bool = False
) -> Value:
    """
    Return a text or drop-down field of the company's task; Unusable, with the company's name, if it is empty.

    A cached value counts only if it is filled.  So before a ticket is rejected for an empty one, the company
    is read again.  With `from_memory` nothing is read, and an unknown company gives NOT_ASKED.

    Raises:
        ClickUpError: The company could not be read.
    """
    if company.deleted:
        return _gone(company)
    known = _known(bot, company.id)
    wanted = field_name.casefold()
    remembered = next((value for name, value in (known or {}).items() if name.casefold() == wanted), None)
    if remembered:
        return remembered
    if from_memory:
        return NOT_ASKED if known is None else without(company.name or company.id, field_name)
    task = _ask_for(bot, company)
    if not isinstance(task, Task):
        return task
    remember(bot, task)
    return _read(task, field_name, field_id)


def _known(bot: Bot, company_id: str) -> Mapping[str, str] | None:
    """The cached values of a company; None if it was never read."""
    if company_id in bot.companies:
        return bot.companies[company_id]
    with single(bot.engine) as connection:
        return store.values_of(connection, company_id)


def without(company: str, field_name: str) -> Unusable:
    """The value if the linked company has nothing in that field."""
    return Unusable(words.company_without(company, field_name))


def _ask_for(bot: Bot, company: TaskRef) -> Task | Unread | Unusable:
    """Read the company's task, or say why it cannot be read."""
    try:
        return bot.client.get_task(company.id)
    except NotFoundError:
        if not bot.read_only:
            bot.companies.pop(company.id, None)
            with bot.engine.begin() as connection:
                store.forget(connection, company.id)
        return _gone(company)
    except NotAuthorisedError as error:
        if not is_refusal(error):
            raise
        return Unread(words.company_hidden(company.name or company.id))
    except UnexpectedAnswerError as error:
        bot.reader.odd.tell(company.id, error.reason, name=company.name or "")
        return Unread(words.company_unreadable(company.name or company.id))


def _gone(company: TaskRef) -> Unusable:
    return Unusable(words.company_gone(company.name or company.id))


def _read(task: Task, field_name: str, field_id: str | None) -> Value:
    field = task.field(field_id or field_name) or task.field(field_name)
    if field is None:
        return Unread(words.no_company_field(field_name))
    try:
        value = fields.read(field)
    except OptionGoneError:
        return Unusable(words.option_gone())
    except UnreadableFieldError as error:
        return Unread(words.unreadable_company_field(field.name, company=task.name, reason=error.reason))
    match value:
        case Option(name=text) | str(text) if not is_blank(text):
            return text
        case None | Option() | str():
            return without(task.name or task.id, field_name)
    return Unread(words.company_field_not_text(field.name, field.type))


def remember(bot: Bot, task: Task) -> None:
    """Cache the values of a company's task, and the names of its fields."""
    bot.named_as(task)
    if bot.read_only:
        return
    bot.companies.pop(task.id, None)
    with bot.engine.begin() as connection:
        store.remember(connection, task_id=task.id, name=task.name, values=filled_fields(task), at=bot.now())


def find_named(bot: Bot, name: str) -> str | None:
    """Return the id of the only known company with that name, ignoring case, accents and punctuation."""
    wanted = _bare(name)
    with single(bot.engine) as connection:
        found = [task_id for task_id, known in store.names(connection).items() if _bare(known) == wanted]
    return found[0] if len(found) == 1 and wanted else None


def _bare(name: str) -> str:
    return "".join(sign for sign in normalize("NFKD", name).casefold() if sign.isalnum())


def filled_fields(task: Task) -> dict[str, str]:
    """The filled text and drop-down fields of a task, by name."""
    found = {}
    for field in task.custom_fields:
        try:
            value = fields.read(field)
        except UnreadableFieldError:
            continue
        text = value.name if isinstance(value, Option) else value
        if isinstance(text, str) and text.strip():
            found[field.name] = text
    return found
