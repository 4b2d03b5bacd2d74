"""The calls about files on tasks."""

from __future__ import annotations

from urllib3.filepost import encode_multipart_formdata

from clickup_client.models import Attachment
from clickup_client.protocol import path_of
from clickup_client.transport import Transport

#: The media type sent for a file of unknown type.
UNKNOWN_TYPE = "application/octet-stream"


class AttachmentCalls(Transport):
    """Attach files to tasks; :meth:`.calls.task_reading.TaskReadingCalls.get_task` returns existing ones."""

    def attach_file(
        self, task_id: str, *, name: str, content: bytes, content_type: str = UNKNOWN_TYPE
    ) -> Attachment:
        """
        Attach a file to a task.

        ``POST /v2/task/{task_id}/attachment``
        Source: https://developer.clickup.com/reference/createtaskattachment

        Args:
            task_id: The task's own id.
            name: The file's name, which ClickUp shows as its title.
            content: Its bytes; sent as ``multipart/form-data``, which holds them twice in memory.
            content_type: Its media type, such as ``"image/png"``.

        Raises:
            BadRequestError, NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError,
            UnexpectedAnswerError
            NoAnswerError: See its ``may_have_arrived`` before sending it again.

        Not repeated once it may have arrived: a second one would be a second file of the same name.
        """
        return self._call(
            "POST",
            path_of("v2", "task", task_id, "attachment"),
            read=Attachment.model_validate,
            repeatable=False,
            upload=encode_multipart_formdata({"attachment": (name, content, content_type)}),
        )
