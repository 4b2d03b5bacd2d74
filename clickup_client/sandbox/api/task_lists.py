"""
Pages of tasks, by List or by Workspace, with ClickUp's filters.

Source: https://developer.clickup.com/reference/gettasks and https://developer.clickup.com/reference/getfilteredteamtasks
"""

from collections.abc import Callable, Iterable

from flask import Blueprint, request

from clickup_client.sandbox.access.context import Answer, caller, flag, number_arg, sandbox
from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.shapes.places import JSON
from clickup_client.sandbox.shapes.tasks import markdown_of, task_shape

#: Tasks in a page.
PAGE_SIZE = 100

_ORDERS: dict[str, Callable[[Task], tuple[int | str, ...]]] = {
    "id": lambda task: (task.id,),
    "created": lambda task: (task.created, task.id),
    "updated": lambda task: (task.updated, task.id),
    "due_date": lambda task: (task.due_date or 0, task.id),
}

_DATES = {"due_date": "due_date", "date_created": "created", "date_updated": "updated", "date_done": "done"}

task_lists = Blueprint("task_lists", __name__, url_prefix="/api/v2")


@task_lists.get("/list/<list_id>/task")
def get_tasks(list_id: str) -> Answer:
    """https://developer.clickup.com/reference/gettasks"""
    with sandbox().lock:
        sandbox().directory.place(list_id, seen_by=caller())
        shown_too = flag("include_timl")
        return _page(
            task
            for task in sandbox().memory.tasks.values()
            if task.list_id == list_id or (shown_too and list_id in task.locations)
        )


@task_lists.get("/team/<workspace_id>/task")
def get_workspace_tasks(workspace_id: str) -> Answer:
    """https://developer.clickup.com/reference/getfilteredteamtasks"""
    with sandbox().lock:
        sandbox().directory.check_workspace(workspace_id)
        return _page(task for task in sandbox().memory.tasks.values() if _is_in_asked_places(task))


def _is_in_asked_places(task: Task) -> bool:
    place = sandbox().directory.places[task.list_id]
    asked = (
        (_many("list_ids"), place.list.id),
        (_many("space_ids"), place.space.id),
        (_many("project_ids"), place.folder.id if place.folder else ""),
    )
    return all(not wanted or here in wanted for wanted, here in asked)


def _page(candidates: Iterable[Task]) -> JSON:
    order = _ORDERS.get(request.args.get("order_by", "created"))
    if order is None:
        raise bad_request(f"order_by must be one of {', '.join(_ORDERS)}", "INPUT_003")
    page = number_arg("page") or 0
    if page < 0:
        raise bad_request("page must not be negative", "INPUT_002")
    keep = _filter()
    found = sorted(
        (t for t in candidates if not t.deleted and keep(t)), key=order, reverse=not flag("reverse")
    )
    shown = found[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    shapes = [task_shape(sandbox(), task, base_url=request.host_url) for task in shown]
    if flag("include_markdown_description"):
        for shape, task in zip(shapes, shown, strict=True):
            shape["markdown_description"] = markdown_of(task)
    return {"tasks": shapes, "last_page": (page + 1) * PAGE_SIZE >= len(found)}


def _many(name: str) -> set[str]:
    """A parameter that may be repeated, with or without ``[]`` behind its name."""
    return {value for key in (name, f"{name}[]") for value in request.args.getlist(key)}


def _filter() -> Callable[[Task], bool]:
    """Whether a task is among those that the query asks for."""
    statuses = {status.casefold() for status in _many("statuses")}
    assignees, watchers, tags = _many("assignees"), _many("watchers"), _many("tags")
    archived, subtasks, closed = flag("archived"), flag("subtasks"), flag("include_closed")
    parent, user = request.args.get("parent"), caller()
    bounds = [
        (attribute, number_arg(f"{name}_gt"), number_arg(f"{name}_lt")) for name, attribute in _DATES.items()
    ]

    def keep(task: Task) -> bool:
        return (
            sandbox().is_visible(task, user)
            and task.archived == archived
            and (subtasks or parent is not None or task.parent is None)
            and (parent is None or task.parent == parent)
            and (task.status.casefold() in statuses if statuses else closed or task.closed is None)
            and (not assignees or not assignees.isdisjoint(map(str, task.assignees)))
            and (not watchers or not watchers.isdisjoint(map(str, task.watchers)))
            and (not tags or not tags.isdisjoint(task.tags))
            and all(_within(getattr(task, attribute), low, high) for attribute, low, high in bounds)
        )

    return keep


def _within(ms: int | None, low: int | None, high: int | None) -> bool:
    """Whether a time lies between two bounds, themselves excluded; no time lies nowhere."""
    if low is None and high is None:
        return True
    return ms is not None and (low is None or ms > low) and (high is None or ms < high)
