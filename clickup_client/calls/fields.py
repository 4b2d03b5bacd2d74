"""The calls about values of custom fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickup_client.answers import nothing
from clickup_client.fields import write_value
from clickup_client.protocol import path_of
from clickup_client.transport import Transport

if TYPE_CHECKING:
    from clickup_client.models import CustomField


class FieldCalls(Transport):
    """Fill and clear the custom fields of tasks."""

    def set_field(self, task_id: str, field: CustomField, value: object, *, with_time: bool = False) -> None:
        """
        Fill one custom field of a task; ``PUT /v2/task`` would ignore it.

        ``POST /v2/task/{task_id}/field/{field_id}``
        Source: https://developer.clickup.com/reference/setcustomfieldvalue

        Args:
            task_id: The task's own id.
            field: Its definition, from the task or from :meth:`get_list_fields`.
            value: The new value, as :func:`clickup_client.fields.write_value` describes for each type.
            with_time: For dates: whether the time of day is meant.

        Raises:
            ValueError: The field's type cannot hold this value, or cannot be written through the API.
            BadRequestError: ClickUp refused the value.
            NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError

        Repeated: the same value twice is the same value. Not for a button, which would be pressed twice.
        """
        self._call(
            "POST",
            path_of("v2", "task", task_id, "field", field.id),
            read=nothing,
            repeatable=field.type != "button",
            body=write_value(field, value, with_time=with_time),
        )

    def clear_field(self, task_id: str, field_id: str) -> None:
        """
        Clear a custom field of a task.

        ``DELETE /v2/task/{task_id}/field/{field_id}``
        Source: https://developer.clickup.com/reference/removecustomfieldvalue

        Raises:
            NotFoundError, NotAuthorisedError, BadRequestError, RateLimitedError, ServerBrokenError,
            NoAnswerError

        Repeated: an empty field stays empty.
        """
        self._call("DELETE", path_of("v2", "task", task_id, "field", field_id), read=nothing, repeatable=True)
