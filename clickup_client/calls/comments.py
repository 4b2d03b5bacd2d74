"""The calls about comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from clickup_client.answers import many, nothing
from clickup_client.comment import without_quotes
from clickup_client.models import PostedComment
from clickup_client.protocol import path_of
from clickup_client.times import to_milliseconds
from clickup_client.transport import Transport

if TYPE_CHECKING:
    from datetime import datetime

    from clickup_client.comment import Comment


#: How the text of an edit is sent: the rich text alone, with plain text beside it, or only the plain text.
TextAs = Literal["blocks", "both", "plain"]


class CommentCalls(Transport):
    """Post, edit and read comments of tasks."""

    def add_comment(
        self,
        task_id: str,
        comment: Comment,
        *,
        assignee: int | None = None,
        group_assignee: str | None = None,
        notify_all: bool = False,
    ) -> str:
        """
        Post a comment on a task.

        ``POST /v2/task/{task_id}/comment``
        Source: https://developer.clickup.com/reference/createtaskcomment; the text's shape:
        https://developer.clickup.com/docs/comment-formatting

        Assignees and watchers of the task are notified whatever ``notify_all`` says.

        Args:
            task_id: The task's own id.
            comment: What to say.
            assignee: The id of a user who has to resolve the comment.
            group_assignee: The id of a group of users who have to.
            notify_all: Notify the comment's author as well.

        Returns:
            The comment's id.

        Raises:
            BadRequestError, NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError,
            UnexpectedAnswerError
            NoAnswerError: See its ``may_have_arrived`` before posting again.

        Not repeated once it may have arrived: a second one would be a second comment.
        """
        body: dict[str, Any] = {"comment": comment.runs(), "notify_all": notify_all}
        if assignee is not None:
            body["assignee"] = assignee
        if group_assignee is not None:
            body["group_assignee"] = group_assignee
        return self._call(
            "POST",
            path_of("v2", "task", task_id, "comment"),
            read=lambda data: str(data["id"]),
            repeatable=False,
            body=body,
        )

    def edit_comment(
        self,
        comment_id: str,
        *,
        comment: Comment | None = None,
        text_as: TextAs = "blocks",
        resolved: bool | None = None,
        assignee: int | None = None,
    ) -> None:
        """
        Replace a comment's text, resolve it, or assign it: everything given, in one request.

        ``PUT /v2/comment/{comment_id}``
        Source: https://developer.clickup.com/reference/updatecomment

        The text is sent as the ``comment`` array alone, which keeps its formatting. Together with
        ``comment_text``, ClickUp was measured to show both, one after the other; ``text_as`` is for a
        Workspace where that is otherwise. The array is documented at
        https://developer.clickup.com/docs/comment-formatting

        Raises:
            BadRequestError, NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError,
            NoAnswerError
            ValueError: Nothing to change was given.

        Repeated: the same edit twice leaves the same comment.
        """
        optional = {"resolved": resolved, "assignee": assignee}
        body: dict[str, Any] = {key: value for key, value in optional.items() if value is not None}
        if comment is not None and text_as != "plain":
            body["comment"] = comment.runs()
        if comment is not None and text_as != "blocks":
            body["comment_text"] = without_quotes(comment.plain())
        if not body:
            raise ValueError(f"comment {comment_id}: nothing to change was given")
        self._call("PUT", path_of("v2", "comment", comment_id), read=nothing, repeatable=True, body=body)

    def get_comments(
        self, task_id: str, *, start: datetime | None = None, start_id: str | None = None
    ) -> tuple[PostedComment, ...]:
        """
        Read a task's newest 25 comments, newest first; threaded replies are not among them.

        ``GET /v2/task/{task_id}/comment``
        Source: https://developer.clickup.com/reference/gettaskcomments

        Args:
            task_id: The task's own id.
            start: For the 25 older ones: the ``date`` of the last one read, sent as Unix milliseconds ...
            start_id: ... and its ``id``.

        Raises:
            NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError,
            UnexpectedAnswerError
            ValueError: Only one of ``start`` and ``start_id`` was given.

        Repeated: reading changes nothing.
        """
        params: dict[str, str | int] = {}
        if start is not None and start_id is not None:
            params = {"start": to_milliseconds(start), "start_id": start_id}
        elif start is not None or start_id is not None:
            raise ValueError("older comments need both start and start_id")
        return self._call(
            "GET",
            path_of("v2", "task", task_id, "comment"),
            read=many("comments", PostedComment),
            repeatable=True,
            params=params,
        )
