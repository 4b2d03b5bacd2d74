"""The change that setting or clearing a custom field makes."""

from typing import Any

from clickup_client.sandbox.fields import show_in_history
from clickup_client.sandbox.history import Change
from clickup_client.sandbox.records import Task
from clickup_client.sandbox.shapes import field_shape
from clickup_client.sandbox.workspace import FieldDefinition


def field_change(task: Task, field: FieldDefinition, stored: Any) -> Change | None:
    """
    The change to a field's new stored value; ``None`` when it holds that already.

    A cleared checkbox keeps a null value; every other cleared field has no value at all, like one never filled.
    """
    before = task.values.get(field.id)
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
