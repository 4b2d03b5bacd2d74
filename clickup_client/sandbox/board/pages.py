"""Pages for a person who wants to see what happened: all tickets, and one ticket. Read only."""

from datetime import UTC, datetime

from flask import Blueprint, render_template

from clickup_client.sandbox.access.context import Answer, sandbox
from clickup_client.sandbox.board.comment_html import rendered_comment
from clickup_client.sandbox.control.overview import emails_overview, iso, task_overview
from clickup_client.sandbox.refusal import not_found
from clickup_client.sandbox.shapes.places import JSON
from clickup_client.sandbox.workspace.definition import Status, TaskList

pages = Blueprint("pages", __name__, template_folder="templates")


@pages.app_template_filter("moment")
def moment_in_words(text: str) -> str:
    """``25 November 2026, 04:00 UTC`` for an ISO moment; anything else stays as it is."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return text
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


@pages.app_template_filter("day")
def day_in_words(text: str) -> str:
    """``25 Nov 2026`` for an ISO moment, as ``moment`` does."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return text
    return f"{moment.day} {moment:%b %Y}"


@pages.get("/")
def index() -> Answer:
    """Every List with its tickets by status, the newest change first."""
    with sandbox().lock:
        tasks = [t for t in sandbox().memory.tasks.values() if not t.deleted]
        tasks.sort(key=lambda task: task.updated, reverse=True)
        shown = [task_overview(sandbox(), task) for task in tasks]
        emails = emails_overview(sandbox())
        lists = [_list(place.list, shown) for place in sandbox().directory.places.values()]
    return render_template("index.html", workspace=sandbox().workspace, lists=lists, emails=emails[::-1])


def _list(a_list: TaskList, tasks: list[JSON]) -> tuple[TaskList, int, list[tuple[Status, list[JSON]]]]:
    """A List, how many tickets it has, and which in each status."""
    here = [task for task in tasks if task["list_id"] == a_list.id]
    groups = [(status, [t for t in here if t["status"] == status.status]) for status in a_list.statuses]
    return a_list, len(here), groups


@pages.get("/t/<task_id>")
def ticket(task_id: str) -> Answer:
    """One ticket: its fields, its comments, the mails about it."""
    with sandbox().lock:
        if task_id not in sandbox().memory.tasks:
            raise not_found("Task not found", "SANDBOX_007")
        task = sandbox().task(task_id)
        place = sandbox().directory.places[task.list_id]
        comments = sorted(
            (c for c in sandbox().memory.comments.values() if c.task_id == task.id),
            key=lambda c: (c.at, int(c.id)),
        )
        return render_template(
            "ticket.html",
            workspace=sandbox().workspace,
            task=task_overview(sandbox(), task),
            description=task.description,
            status=sandbox().directory.status(task.list_id, task.status),
            fields=sandbox().directory.fields(place.list.id),
            linked=[sandbox().memory.tasks[link.task_id] for link in task.links],
            comments=[
                {
                    "by": sandbox().directory.user(comment.user).username,
                    "at": iso(comment.at),
                    "resolved": comment.resolved,
                    "reply": comment.parent is not None,
                    "assignee": sandbox().directory.user(comment.assignee).username
                    if comment.assignee
                    else None,
                    "html": rendered_comment(comment.runs),
                }
                for comment in comments
            ],
            emails=[email for email in emails_overview(sandbox()) if email["task_id"] == task.id],
        )
