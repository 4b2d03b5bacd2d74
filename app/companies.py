"""Follows a ticket's relationship to its company; what was read once is remembered."""

from app.bootstrap import Bot
from app.store import companies as store
from clickup_client import fields
from clickup_client.errors import NotFoundError, UnreadableFieldError
from clickup_client.models import Option, Task, TaskRef
from rules.ticket import Unread, Unusable, Value


def value_of(bot: Bot, company: TaskRef, field_name: str) -> Value:
    """
    A text or drop-down field of the company's task, `""` when the company has none.

    A remembered value is trusted only where it is filled: before a ticket is refused for an empty
    one, the company is read again.

    Raises:
        ClickUpError: The company could not be read just now.
    """
    with bot.engine.begin() as connection:
        known = store.values_of(connection, company.id)
    if known and known.get(field_name):
        return known[field_name]
    try:
        task = bot.client.get_task(company.id)
    except NotFoundError:
        with bot.engine.begin() as connection:
            store.forget(connection, company.id)
        return Unusable(f'the linked company "{company.name or company.id}" no longer exists in ClickUp')
    remember(bot, task)
    if task.field(field_name) is None:
        return Unread(f'the list of companies has no field named "{field_name}" in ClickUp any more')
    return filled_fields(task).get(field_name, "")


def remember(bot: Bot, task: Task) -> None:
    """Keep what a company's task says now."""
    with bot.engine.begin() as connection:
        store.remember(connection, task_id=task.id, name=task.name, values=filled_fields(task), at=bot.now())


def filled_fields(task: Task) -> dict[str, str]:
    """The text and drop-down fields of a task that hold something, by name."""
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
