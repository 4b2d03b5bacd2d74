"""
The Automations of the data file: a field changes to a value, a mail goes out, another field is set.

They run on changes through the API as well (ClickUp's help says so, and the behaviour
``automations_on_api_changes`` can say no), and act as ClickBot (user id -1).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clickup_client.sandbox.changes.fields import field_change
from clickup_client.sandbox.changes.history import Change
from clickup_client.sandbox.memory.records import SentEmail, Task
from clickup_client.sandbox.shapes.field_values import read_by_name
from clickup_client.sandbox.shapes.places import PRIORITIES
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.times import moment_of
from clickup_client.sandbox.workspace.definition import Automation, Email
from clickup_client.sandbox.workspace.directory import CLICKBOT_USER


@dataclass(frozen=True, slots=True)
class Run:
    """An Automation that a change set off, by the value that it waits for."""

    automation: Automation
    trigger: str
    email: Email | None


def set_off(sandbox: Sandbox, task: Task, change: Change) -> Iterator[Run]:
    """The Automations that ``change`` sets off."""
    field_id = change.details.get("custom_field", {}).get("id")
    if field_id is None or change.after is None or not sandbox.memory.automations_enabled:
        return
    for automation in sandbox.workspace.automations:
        field = sandbox.directory.field_named(task.list_id, automation.when_field)
        if automation.list == task.list_id and field is not None and field.id == field_id:
            value = read_by_name(field, task.values.get(field_id)) if field.options else change.after
            if str(value) in automation.emails:
                yield Run(automation, str(value), automation.emails[str(value)])


def perform(sandbox: Sandbox, task: Task, run: Run) -> list[Change]:
    """Send the mail of an Automation, if it has one; returns what it changes next."""
    if run.email is not None and not _send(sandbox, task, run.automation, run.trigger, run.email):
        return []
    return _next_changes(sandbox, task, run.automation)


def _send(sandbox: Sandbox, task: Task, automation: Automation, trigger: str, email: Email) -> bool:
    """Put the mail into the outbox; ``False`` when there is no address: then the Automation stops."""
    address_field = sandbox.directory.field_named(task.list_id, email.to_field)
    address = task.values.get(address_field.id) if address_field else None
    if not address:
        return False
    variables = _variables(sandbox, task)
    sandbox.memory.emails.append(
        SentEmail(
            id=sandbox.next_number(),
            at=sandbox.now_ms(),
            automation=automation.name,
            task_id=task.id,
            trigger=trigger,
            to=address,
            subject=_fill(email.subject, variables),
            body=_fill(email.body, variables),
        )
    )
    sandbox.touch()
    return True


def _next_changes(sandbox: Sandbox, task: Task, automation: Automation) -> list[Change]:
    changes = []
    for name, value in automation.then_set.items():
        field = sandbox.directory.field_named(task.list_id, name)
        if field is not None and (change := field_change(task, field, value)) is not None:
            changes.append(change)
    return changes


def _variables(sandbox: Sandbox, task: Task) -> dict[str, str]:
    """What ClickUp offers inside a mail: the task's name, id, status, due date, priority and assignees."""
    return {
        "task_name": task.name,
        "task_id": task.id,
        "status": task.status,
        "due_date": _day_in_words(task, _zone_of(sandbox, task)),
        "priority": PRIORITIES[task.priority][0] if task.priority else "none",
        "assignees": ", ".join(sandbox.directory.user(each).username for each in task.assignees) or "no one",
    }


def _zone_of(sandbox: Sandbox, task: Task) -> ZoneInfo:
    creator = CLICKBOT_USER if task.creator is None else sandbox.directory.user(task.creator)
    return creator.zone


def _day_in_words(task: Task, zone: ZoneInfo) -> str:
    moment = None if task.due_date is None else moment_of(task.due_date)
    if moment is None:
        return "none"
    day = moment.astimezone(zone).date()
    return f"{day.day} {day:%B %Y}"


def _fill(text: str, variables: Mapping[str, str]) -> str:
    """Replace ``{name}``; anything else in braces stays, since a ticket's text may contain it."""
    for name, value in variables.items():
        text = text.replace("{" + name + "}", value)
    return text
