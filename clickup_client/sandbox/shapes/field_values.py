"""Stored custom field values as ClickUp gives them back: on a task, in history, and in words for people."""

from collections.abc import Callable
from typing import Any

from clickup_client.sandbox.shapes.places import JSON
from clickup_client.sandbox.workspace.definition import NUMBER_TYPES, TASK_TYPES, FieldDefinition


def show(
    field: FieldDefinition,
    stored: Any,
    *,
    user_shape: Callable[[int], JSON],
    task_shape: Callable[[str], JSON],
) -> Any:
    """The ``value`` of a field in a task. A cleared checkbox is null."""
    shown = stored
    if stored is None:
        pass
    elif field.type in NUMBER_TYPES or field.type == "date":
        shown = str(stored)
    elif field.type in TASK_TYPES:
        shown = [task_shape(each) for each in stored]
    elif field.type == "users":
        shown = [user_shape(each) for each in stored]
    elif field.type == "drop_down":
        shown = next((n for n, option in enumerate(field.options) if option.id == stored), None)
    elif field.type == "checkbox":
        shown = "true" if stored else "false"
    elif field.type == "manual_progress":
        shown = _progress(field, stored)
    return shown


def _progress(field: FieldDefinition, stored: float) -> JSON:
    start, end = field.type_config.get("start", 0), field.type_config.get("end", 100)
    share = (stored - start) / (end - start) if end != start else 0
    return {"percent_completed": share, "current": str(stored)}


def show_in_history(field: FieldDefinition, stored: Any) -> Any:
    """``before`` or ``after`` of a field's history item: ids stay ids, numbers and dates become strings."""
    if stored is None or isinstance(stored, list | dict | str):
        return stored
    if field.type in ("checkbox", "button"):
        return "true" if stored else "false"
    return str(stored)


def read_by_name(field: FieldDefinition, stored: Any) -> Any:
    """A value with its options by name."""
    if field.type == "drop_down":
        return next((option.name for option in field.options if option.id == stored), None)
    if field.type == "labels":
        return [option.name for option in field.options if option.id in (stored or ())]
    return stored
