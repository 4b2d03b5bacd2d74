"""The change that setting or clearing a custom field makes."""

from typing import Any

from clickup_client.sandbox.changes.field_input import Setter, accept
from clickup_client.sandbox.changes.history import Change
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.refusal import unknown_field
from clickup_client.sandbox.shapes.field_values import show_in_history
from clickup_client.sandbox.shapes.places import JSON, field_shape
from clickup_client.sandbox.shapes.tasks import fields_of
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import FieldDefinition
from clickup_client.sandbox.workspace.people import User


def value_sent(sandbox: Sandbox, field: FieldDefinition, body: JSON, user: User, *, stored: Any) -> Any:
    """
    The stored form of a body with ``value`` and, for a date with its time, ``value_options``.

    Raises:
        Refused: 400, the value does not fit; 401 or 404, a linked task is not there.
    """
    options = body.get("value_options")
    setter = Setter(
        stored=stored,
        zone=sandbox.zone_of_dates(user),
        keeps_time=(isinstance(options, dict) and bool(options.get("time")))
        or not sandbox.behaviours.custom_dates_snapped,
        drops_other_text=sandbox.behaviours.url_fields_drop_other_text,
        check_user=sandbox.directory.assignable,
        check_task=lambda task_id: sandbox.task(str(task_id), seen_by=user).id,
    )
    return accept(field, body.get("value"), setter)


def field_of(sandbox: Sandbox, task: Task, field_id: str) -> FieldDefinition:
    """
    A custom field of a task, of whichever of its Lists.

    Raises:
        Refused: 400, none of them has it, as recorded.
    """
    for field in fields_of(sandbox, task):
        if field.id == field_id:
            return field
    raise unknown_field()


def field_change(task: Task, field: FieldDefinition, stored: Any) -> Change | None:
    """
    The change to a field's new stored value; ``None`` when it holds that already.

    A cleared checkbox keeps a null value; every other cleared field has no value at all, like one that was
    never filled.
    """
    before = task.values.get(field.id)
    if field.type == "button":  # a button holds nothing, and may be pressed again and again
        pressed = show_in_history(field, stored)
        details = {"custom_field": field_shape(field)}
        return Change(field="custom_field", after=pressed, details=details) if stored else None
    if stored == before and type(stored) is type(before):
        return None
    values = {key: value for key, value in task.values.items() if key != field.id}
    if stored is not None or field.type == "checkbox":
        values[field.id] = stored
    return Change(
        field="custom_field",
        before=show_in_history(field, before),
        after=show_in_history(field, stored),
        details={"custom_field": field_shape(field)},
        updates={"values": values},
    )
