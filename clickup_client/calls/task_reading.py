"""The calls that read tasks: one, a page of them, or all of a List."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickup_client.answers import each
from clickup_client.models import OddTask, Task, TaskPage
from clickup_client.protocol import path_of
from clickup_client.times import to_milliseconds
from clickup_client.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

#: ClickUp gives at most this many tasks a page. Source: https://developer.clickup.com/reference/gettasks
TASKS_A_PAGE = 100


class TaskReadingCalls(Transport):
    """Read tasks."""

    def get_task(self, task_id: str, *, custom_in: str | None = None) -> Task:
        """
        Read one task with its custom fields, links and files, and its description as Markdown too.

        ``GET /v2/task/{task_id}``
        Source: https://developer.clickup.com/reference/gettask

        Args:
            task_id: ClickUp's own id, such as ``"86cx1k2ab"``.
            custom_in: The id of the Workspace, if ``task_id`` is a custom id, such as ``"SUP-17"``.

        Raises:
            NotFoundError: No such task for this token; a deleted one too.
            NotAuthorisedError, RateLimitedError, ServerBrokenError, NoAnswerError, UnexpectedAnswerError

        Repeated: reading changes nothing.
        """
        params = {"include_markdown_description": "true"}
        if custom_in is not None:
            params |= {"custom_task_ids": "true", "team_id": custom_in}
        return self._call(
            "GET",
            path_of("v2", "task", task_id),
            read=Task.model_validate if custom_in is not None else the_task(task_id),
            repeatable=True,
            params=params,
        )

    def get_tasks(
        self,
        list_id: str,
        *,
        page: int = 0,
        updated_after: datetime | None = None,
        include_closed: bool = True,
        subtasks: bool = False,
        of_other_lists: bool = False,
    ) -> TaskPage:
        """
        Read one page of up to 100 tasks whose home is this List, with their custom fields, newest first.

        ``GET /v2/list/{list_id}/task``
        Source: https://developer.clickup.com/reference/gettasks

        They are ordered by creation, the only order that later changes do not disturb: while pages are read
        one after another, a task can appear twice but none is left out.

        Args:
            list_id: The List's id.
            page: From 0.
            updated_after: Only tasks changed after this aware time (sent as Unix milliseconds).
            include_closed: Also tasks in a status of the type *closed*.
            subtasks: Also subtasks.
            of_other_lists: Also tasks whose home is another List and that are shown in this one.

        Raises:
            NotFoundError: No such List for this token.
            NotAuthorisedError, BadRequestError, RateLimitedError, ServerBrokenError, NoAnswerError,
            UnexpectedAnswerError

        Repeated: reading changes nothing.
        """
        params: dict[str, str | int] = {
            "page": page,
            "order_by": "created",
            "include_closed": _flag(include_closed),
            "subtasks": _flag(subtasks),
        }
        if of_other_lists:
            params["include_timl"] = _flag(of_other_lists)
        if updated_after is not None:
            params["date_updated_gt"] = to_milliseconds(updated_after)
        return self._call(
            "GET", path_of("v2", "list", list_id, "task"), read=_read_page, repeatable=True, params=params
        )

    def each_task(
        self,
        list_id: str,
        *,
        updated_after: datetime | None = None,
        include_closed: bool = True,
        subtasks: bool = False,
    ) -> Iterator[Task]:
        """
        Go through all tasks whose home is this List: one call for every 100 that the caller takes.

        Tasks that cannot be read are left out; :meth:`get_tasks` names them.

        ``GET /v2/list/{list_id}/task``
        Source: https://developer.clickup.com/reference/gettasks

        Args:
            list_id: The List's id.
            updated_after: Only tasks changed after this aware time (sent as Unix milliseconds).
            include_closed: Also tasks in a status of the type *closed*.
            subtasks: Also subtasks.

        Raises:
            ClickUpError: As :meth:`get_tasks`, from whichever page it failed at.

        Repeated: reading changes nothing.
        """
        page = 0
        while True:
            found = self.get_tasks(
                list_id,
                page=page,
                updated_after=updated_after,
                include_closed=include_closed,
                subtasks=subtasks,
            )
            yield from found.tasks
            if found.last_page or not (found.tasks or found.odd):
                return
            page += 1


def the_task(task_id: str) -> Callable[[Any], Task]:
    """Return a reader of answers about that task; one about another task cannot be read."""

    def read(data: Any) -> Task:
        task = Task.model_validate(data)
        if task.id.casefold() != task_id.casefold():
            raise TypeError("it is about another task")
        return task

    return read


def _flag(value: bool) -> str:  # noqa: FBT001 - its only argument
    return "true" if value else "false"


def _read_page(data: Any) -> TaskPage:
    """Read a page; if ``last_page`` does not say whether it is the last, one that is not full is."""
    records = [] if data["tasks"] is None else data["tasks"]
    tasks, unread = each(Task, records)
    told = data.get("last_page")
    last_page = told if isinstance(told, bool) else len(records) < TASKS_A_PAGE
    odd = [_odd(record, complaint) for record, complaint in unread]
    return TaskPage.model_validate({"tasks": tasks, "last_page": last_page, "odd": odd})


def _odd(record: Any, complaint: str) -> OddTask:
    known = record if isinstance(record, dict) else {}
    task_id, name = known.get("id"), known.get("name")
    return OddTask(
        id=task_id if isinstance(task_id, str) and task_id else None,
        name=name if isinstance(name, str) else "",
        complaint=complaint,
    )
