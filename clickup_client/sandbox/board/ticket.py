"""One ticket with everything in it."""

from flask import Blueprint, render_template

from clickup_client.sandbox.access.context import Answer, sandbox
from clickup_client.sandbox.board.comment_html import rendered_comment
from clickup_client.sandbox.board.look import Look
from clickup_client.sandbox.board.pages import common_of, protect
from clickup_client.sandbox.board.people import looking
from clickup_client.sandbox.control.overview import task_overview
from clickup_client.sandbox.refusal import not_found

tickets = Blueprint("tickets", __name__)
tickets.after_request(protect)


@tickets.get("/t/<task_id>")
def ticket(task_id: str) -> Answer:
    """One ticket: its fields, its comments, the mails about it."""
    person = looking()
    with sandbox().lock:
        if task_id not in sandbox().memory.tasks:
            raise not_found("Task not found", "SANDBOX_007")
        task = sandbox().task(task_id)
        place = sandbox().directory.places[task.list_id]
        look = Look(person.zone, sandbox().now())
        comments = sorted(
            (c for c in sandbox().memory.comments.values() if c.task_id == task.id),
            key=lambda c: (c.at, int(c.id)),
        )
        return render_template(
            "ticket.html",
            task=task_overview(sandbox(), task),
            description=task.description,
            status=sandbox().directory.status(task.list_id, task.status),
            look=look,
            due=task.due_date,
            fields=sandbox().directory.fields(place.list.id),
            values=task.values,
            linked=[sandbox().memory.tasks[link.task_id] for link in task.links],
            comments=[
                {
                    "by": sandbox().directory.user(comment.user).username,
                    "at": look.moment(comment.at),
                    "resolved": comment.resolved,
                    "reply": comment.parent is not None,
                    "assignee": sandbox().directory.user(comment.assignee).username
                    if comment.assignee
                    else None,
                    "html": rendered_comment(comment.runs),
                }
                for comment in comments
            ],
            emails=[email for email in sandbox().memory.emails if email.task_id == task.id],
            **common_of(sandbox(), place.list),
        )
