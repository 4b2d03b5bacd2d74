"""The calls that make, change, move, link and delete tasks."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from clickup_client.answers import nothing
from clickup_client.calls.task_reading import the_task
from clickup_client.comment import without_quotes
from clickup_client.models import Task
from clickup_client.protocol import path_of
from clickup_client.times import to_milliseconds
from clickup_client.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime


class _Unset(Enum):
    UNSET = "leave it as it is"


#: Leaves a value as it is where ``None`` means "none".
UNSET: Final = _Unset.UNSET


class TaskCalls(Transport):
    """Make, change, move, link and delete tasks."""

    def create_task(
        self,
        list_id: str,
        *,
        name: str,
        status: str | None = None,
        description: str | None = None,
        markdown: str | None = None,
        priority: int | None = None,
        due_date: datetime | None = None,
        due_date_has_time: bool = False,
        assignees: Sequence[int] = (),
        custom_fields: Mapping[str, Mapping[str, Any]] | None = None,
        notify_all: bool = False,
    ) -> Task:
        """
        Create a task.

        ``POST /v2/list/{list_id}/task``
        Source: https://developer.clickup.com/reference/createtask

        Args:
            list_id: The List that is to be its home.
            name: The task's title.
            status: A status of the List; its first one when left out.
            description: Plain text. ClickUp was measured to delete its lines that begin with ``"> "``, so
                they are sent with a blank in front.
            markdown: The description as Markdown, instead of plain text.
            priority: 1 urgent, 2 high, 3 normal, 4 low.
            due_date: Aware; sent as Unix milliseconds.
            due_date_has_time: Whether the due date's time of day is meant.
            assignees: User ids.
            custom_fields: By field id, what :func:`clickup_client.fields.write_value` returns.
            notify_all: Notify the creator as well.

        Raises:
            BadRequestError: ClickUp refused a value, such as a status that the List does not have.
            NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError,
            UnexpectedAnswerError

        Not repeated once it may have arrived: a second one would create a second task.
        """
        plain = None if description is None else without_quotes(description)
        optional = {
            "status": status,
            "description": plain,
            "markdown_content": markdown,
            "priority": priority,
        }
        body: dict[str, Any] = {"name": name, "notify_all": notify_all}
        body |= {key: value for key, value in optional.items() if value is not None}
        if due_date is not None:
            body |= {"due_date": to_milliseconds(due_date), "due_date_time": due_date_has_time}
        if assignees:
            body["assignees"] = list(assignees)
        if custom_fields:
            body["custom_fields"] = [
                {"id": field_id, **written} for field_id, written in custom_fields.items()
            ]
        return self._call(
            "POST",
            path_of("v2", "list", list_id, "task"),
            read=Task.model_validate,
            repeatable=False,
            body=body,
        )

    def update_task(
        self,
        task_id: str,
        *,
        status: str | None = None,
        name: str | None = None,
        description: str | None = None,
        priority: int | None = None,
        due_date: datetime | _Unset | None = UNSET,
        due_date_has_time: bool = False,
        add_assignees: Iterable[int] = (),
        remove_assignees: Iterable[int] = (),
        add_groups: Iterable[str] = (),
        remove_groups: Iterable[str] = (),
    ) -> Task:
        """
        Change a task: everything given, in one request. What is left out stays.

        ``PUT /v2/task/{task_id}``
        Source: https://developer.clickup.com/reference/updatetask

        Args:
            task_id: The task's own id.
            status: A status name of the task's List, in any capitals.
            name: The task's title.
            description: Plain text, as in :meth:`create_task`.
            priority: 1 urgent, 2 high, 3 normal, 4 low.
            due_date: Aware, sent as Unix milliseconds; ``None`` clears it.
            due_date_has_time: Whether the due date's time of day is meant.
            add_assignees: Ids of users; existing assignees stay.
            remove_assignees: Ids of users; those who are not assigned are ignored.
            add_groups: Ids of groups of users.
            remove_groups: Ids of groups of users.

        Returns:
            The task as ClickUp stored it.

        Raises:
            BadRequestError: ClickUp refused a value, such as a status that the List does not have.
            NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError,
            UnexpectedAnswerError
            ValueError: Nothing to change was given.

        Repeated: setting the same values twice leaves the same task.
        """
        plain = None if description is None else without_quotes(description)
        optional = {"status": status, "name": name, "description": plain, "priority": priority}
        body: dict[str, Any] = {key: value for key, value in optional.items() if value is not None}
        if isinstance(due_date, _Unset):
            pass
        elif due_date is None:
            body["due_date"] = None
        else:
            body |= {"due_date": to_milliseconds(due_date), "due_date_time": due_date_has_time}
        people = {"add": list(add_assignees), "rem": list(remove_assignees)}
        groups = {"add": list(add_groups), "rem": list(remove_groups)}
        if any(people.values()):
            body["assignees"] = people
        if any(groups.values()):
            body["group_assignees"] = groups
        if not body:
            raise ValueError(f"task {task_id}: nothing to change was given")
        return self._call(
            "PUT", path_of("v2", "task", task_id), read=the_task(task_id), repeatable=True, body=body
        )

    def delete_task(self, task_id: str) -> None:
        """
        Move a task to the trash.

        ``DELETE /v2/task/{task_id}``
        Source: https://developer.clickup.com/reference/deletetask

        Raises:
            NotFoundError: No such task; after a repetition perhaps because the first request did it.
            NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError

        Repeated: a task can be deleted only once.
        """
        self._call("DELETE", path_of("v2", "task", task_id), read=nothing, repeatable=True)

    def move_task(
        self,
        workspace_id: str,
        task_id: str,
        list_id: str,
        *,
        status_mappings: Mapping[str, str] | None = None,
    ) -> None:
        """
        Give a task another home List; its subtasks follow.

        ``PUT /v3/workspaces/{workspace_id}/tasks/{task_id}/home_list/{list_id}``
        Source: https://developer.clickup.com/reference/movetask

        The task loses custom fields that the new List does not have.

        Args:
            workspace_id: The Workspace of both Lists.
            task_id: The task's own id.
            list_id: The List that is to be its home.
            status_mappings: By id of a status of the old List, the id of one of the new List; needed for a
                status whose name the new List does not have.

        Raises:
            BadRequestError: The new List does not have the task's status, and no mapping helps.
            NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError

        Repeated: a task that is already there stays there.
        """
        mappings = [
            {"source_status_id": source, "destination_status_id": destination}
            for source, destination in (status_mappings or {}).items()
        ]
        self._call(
            "PUT",
            path_of("v3", "workspaces", workspace_id, "tasks", task_id, "home_list", list_id),
            read=nothing,
            repeatable=True,
            body={"status_mappings": mappings} if mappings else {},
        )

    def show_in_list(self, task_id: str, list_id: str) -> None:
        """
        Show a task in another List besides its home, for which the ClickApp *Tasks in Multiple Lists* is on.

        ``POST /v2/list/{list_id}/task/{task_id}``
        Source: https://developer.clickup.com/reference/addtasktolist

        Raises:
            BadRequestError, NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError,
            NoAnswerError

        Repeated: a task is shown in a List or not, never twice.
        """
        self._call("POST", path_of("v2", "list", list_id, "task", task_id), read=nothing, repeatable=True)

    def link_tasks(self, task_id: str, other_id: str) -> None:
        """
        Link two tasks; the link shows on both.

        ``POST /v2/task/{task_id}/link/{links_to}``
        Source: https://developer.clickup.com/reference/addtasklink

        Raises:
            BadRequestError, NotFoundError, NotAuthorisedError, RateLimitedError, ServerBrokenError,
            NoAnswerError

        Repeated: two tasks are linked or not, never twice.
        """
        self._call("POST", path_of("v2", "task", task_id, "link", other_id), read=nothing, repeatable=True)
