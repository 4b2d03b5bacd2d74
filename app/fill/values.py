"""Converts what a person wrote on the page into ClickUp's values."""

from collections.abc import Sequence

from app.bot import Bot
from app.fill.answers import NotTakenError, day_of, number_of
from app.fill.page import Blank
from app.messages import fill as words
from app.ticket import companies
from app.ticket.reference import NoReferenceError, read_reference
from clickup_client.fields import write_value
from clickup_client.models import CustomField


def field_and_value(bot: Bot, blank: Blank, answer: Sequence[str]) -> tuple[CustomField, object]:
    """
    Return the custom field of a blank, and the value that :func:`clickup_client.fields.write_value` takes.

    Raises:
        NotTakenError: The field cannot hold this text.
    """
    field = CustomField.model_validate(blank.place)
    value = _value(bot, blank, field, answer)
    try:
        write_value(field, value)
    except ValueError:
        raise NotTakenError(words.CANNOT_HOLD) from None
    return field, value


def _value(bot: Bot, blank: Blank, field: CustomField, answer: Sequence[str]) -> object:
    match blank.kind:
        case "company":
            return [_company(bot, answer[0])]
        case "tasks":
            return [_task(each) for each in answer[0].replace(",", " ").split()]
        case "day":
            return bot.moment_of(day_of(answer[0]))
        case "number":
            number = number_of(answer[0])
            return int(number) if field.type == "emoji" else number
        case "several":
            return [int(each) for each in answer] if field.type == "users" else list(answer)
    return answer[0] == "yes" if field.type == "checkbox" else answer[0]


def _company(bot: Bot, name: str) -> str:
    """Return the id of a company by its name."""
    found = companies.find_named(bot, name)
    if found is None:
        raise NotTakenError(words.no_company(name))
    return found


def _task(reference: str) -> str:
    """Return the id of a ticket by its id or address."""
    try:
        found = read_reference(reference)
    except NoReferenceError:
        raise NotTakenError(words.NO_TASK) from None
    if found.is_custom:
        raise NotTakenError(words.NO_TASK)
    return found.id
