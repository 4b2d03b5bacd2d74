"""The calls about the tags of Spaces and tasks."""

from __future__ import annotations

from clickup_client.answers import many, nothing
from clickup_client.models import SpaceTag
from clickup_client.protocol import path_of
from clickup_client.transport import Transport


class TagCalls(Transport):
    """Tags of Spaces, and on tasks; a tag is identified only by its name."""

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

    def create_space_tag(self, space_id: str, name: str) -> None:
        """
        Give a Space a tag that its tasks can have then.

        ``POST /v2/space/{space_id}/tag``
        Source: https://developer.clickup.com/reference/createspacetag

        Args:
            space_id: The Space's id.
            name: The tag's name; ClickUp stores it in lower case.

        Raises:
            BadRequestError, NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError,
            NoAnswerError

        Repeated: a Space has a tag or not, never twice.
        """
        path = path_of("v2", "space", space_id, "tag")
        self._call("POST", path, read=nothing, repeatable=True, body={"tag": _described(name)})

    def delete_space_tag(self, space_id: str, name: str) -> None:
        """
        Remove a tag from a Space and all its tasks.

        ``DELETE /v2/space/{space_id}/tag/{tag_name}``
        Source: https://developer.clickup.com/reference/deletespacetag

        Raises:
            BadRequestError, NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError,
            NoAnswerError

        Repeated: what is gone stays gone.
        """
        path = path_of("v2", "space", space_id, "tag", name)
        self._call("DELETE", path, read=nothing, repeatable=True, body={"tag": _described(name)})

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


def _described(name: str) -> dict[str, str]:
    """A tag as ClickUp asks for it: with colours, which it gives to every tag."""
    return {"name": name, "tag_fg": "#FFFFFF", "tag_bg": "#5f55ee"}
