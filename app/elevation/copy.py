"""Copies values from a first-level ticket to its new ticket, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.bot import Bot
from app.messages.comments import first_level as words
from app.ticket.create_once import NewTask
from app.ticket.field_values import copied, field_here, plain
from clickup_client import fields
from clickup_client.errors import UnreadableFieldError
from clickup_client.models import CustomField, Task
from rules.process.elevation import ElevationSettings


@dataclass(frozen=True, slots=True)
class Copied:
    """Plain JSON values by the name of the target field, and the fields that could not be copied."""

    values: Mapping[str, Any]
    left_out: tuple[str, ...]


def read_values(settings: ElevationSettings, task: Task) -> Copied:
    """Read the values to copy from a first-level ticket; empty fields are skipped."""
    values: dict[str, Any] = {}
    left_out: list[str] = []
    for here, there in settings.copies.items():
        field = task.field(there)
        try:
            value = None if field is None else plain(fields.read(field))
        except (UnreadableFieldError, ValueError):
            left_out.append(here)
            continue
        if field is None:
            left_out.append(here)
        elif value not in (None, "", []):
            values[here] = value
    return Copied(values, tuple(left_out))


def new_ticket(bot: Bot, settings: ElevationSettings, task: Task) -> tuple[NewTask, tuple[str, ...]]:
    """
    The ticket to create from a first-level ticket, and the fields that could not be copied.

    Costs one call, for the fields of the list; one more if the first-level ticket was read by page, which
    tells neither its formatting nor its files.

    Raises:
        ClickUpError: ClickUp could not be reached or refused.
    """
    found = read_values(settings, task)
    present = bot.client.get_list_fields(bot.directory.tickets_list)
    bodies: dict[str, Mapping[str, Any]] = {}
    left_out = list(found.left_out)
    for name, value in found.values.items():
        field = field_here(bot.process, name, present)
        body = None if field is None else _body(bot, field, value)
        if field is None or body is None:
            left_out.append(name)
        else:
            bodies[field.id] = body
    whole = task if task.markdown is not None else bot.client.get_task(task.id)
    files = [(each.title, each.url) for each in whole.attachments]
    said = (whole.markdown or whole.description).strip()
    ticket = NewTask(
        list_id=bot.directory.tickets_list,
        name=task.name,
        status=bot.process.first_stage.status,
        description="\n\n".join(filter(None, (_origin(task), said, words.files(files)))),
        is_markdown=True,
        custom_fields=bodies,
    )
    return ticket, tuple(sorted(left_out))


def _body(bot: Bot, field: CustomField, value: Any) -> dict[str, Any] | None:
    try:
        return fields.write_value(field, copied(bot, field, value))
    except ValueError:
        return None


def _origin(task: Task) -> str:
    return f"{task.list_name or 'First level'}: {task.url}" if task.url else ""
