"""The calls about the tags of tasks."""

from __future__ import annotations

from clickup_client.answers import many, nothing
from clickup_client.models import SpaceTag
from clickup_client.protocol import path_of
from clickup_client.transport import Transport


class TagCalls(Transport):
    """Add tags to tasks and remove them; a tag is identified only by its name."""

    def get_space_tags(self, space_id: str) -> tuple[SpaceTag, ...]:
        """
        List the tags that tasks of a Space can have.

        ``GET /v2/space/{space_id}/tag``
        Source: https://developer.clickup.com/reference/getspacetags

        Raises:
            NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError,
            UnexpectedAnswerError

        Repeated: reading changes nothing.
        """
        path = path_of("v2", "space", space_id, "tag")
        return self._call("GET", path, read=many("tags", SpaceTag), repeatable=True)

    def add_tag(self, task_id: str, name: str) -> None:
        """
        Add a tag to a task.

        ``POST /v2/task/{task_id}/tag/{tag_name}``
        Source: https://developer.clickup.com/reference/addtagtotask

        Args:
            task_id: The task's own id.
            name: The tag's name; ClickUp stores it in lower case.

        Raises:
            BadRequestError: ClickUp refused the tag.
            NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError

        Repeated: a task has a tag or not, never twice.
        """
        self._call("POST", path_of("v2", "task", task_id, "tag", name), read=nothing, repeatable=True)

    def remove_tag(self, task_id: str, name: str) -> None:
        """
        Remove a tag from a task.

        ``DELETE /v2/task/{task_id}/tag/{tag_name}``
        Source: https://developer.clickup.com/reference/removetagfromtask

        Raises:
            NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError

        Repeated: what is gone stays gone.
        """
        self._call("DELETE", path_of("v2", "task", task_id, "tag", name), read=nothing, repeatable=True)
