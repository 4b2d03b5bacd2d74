"""``/sandbox``: look at everything, make things go wrong, start over. No token needed, nothing ClickUp's."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from pydantic import ValidationError

from clickup_client.sandbox.access.context import Answer, sandbox, sent
from clickup_client.sandbox.changes.creation import new_task
from clickup_client.sandbox.changes.history import announce_creation
from clickup_client.sandbox.changes.whereabouts import bring_back, hide, purge, trash
from clickup_client.sandbox.control.overview import emails_overview, overview
from clickup_client.sandbox.faults.faults import Rule, kind_of_rule
from clickup_client.sandbox.refusal import bad_request, malformed, not_found
from clickup_client.sandbox.workspace.directory import CLICKBOT_USER, FORM_AGENT

control = Blueprint("control", __name__, url_prefix="/sandbox")


@control.get("/state")
def get_state() -> Answer:
    """Everything at once, with ``?part=calls&part=webhooks`` only these; see :func:`.overview.overview`."""
    with sandbox().lock:
        return overview(sandbox(), request.args.getlist("part"))


@control.get("/emails")
def get_emails() -> Answer:
    """The mails that Automations would have sent, oldest first: ``{"emails": [...]}``."""
    with sandbox().lock:
        return {"emails": emails_overview(sandbox())}


@control.get("/faults")
def get_faults() -> Answer:
    """The rules in force: ``{"faults": [...]}``."""
    return {"faults": sandbox().faults.snapshot()}


@control.post("/faults")
def add_faults() -> Answer:
    """
    Add one rule or several (``{"rules": [...]}``); answers with all.

    A rule is about requests (:class:`.FaultRule`), with ``event`` about deliveries
    (:class:`.DeliveryRule`), with ``automation`` about Automations (:class:`.AutomationRule`).
    """
    body = sent()
    given = body.get("rules", [body])
    if not isinstance(given, list):
        raise bad_request("rules must be an array", "SANDBOX_001")
    rules = [_rule(each) for each in given]
    for rule in rules:
        sandbox().faults.add(rule)
    return get_faults()


@control.delete("/faults")
def clear_faults() -> Answer:
    """Nothing goes wrong any more; deliveries that were held back are made."""
    sandbox().clear_faults()
    return get_faults()


@control.post("/reset")
def reset() -> Answer:
    """Back to the data file; registered webhooks stay."""
    sandbox().reset()
    return {
        "reset": [
            "tasks",
            "comments",
            "emails",
            "pull requests",
            "automations",
            "fields",
            "calls",
            "rate limits",
            "faults",
            "behaviours",
        ],
        "kept": ["webhooks"],
        "note": "Webhooks stay registered and are active again, so that a running bot keeps hearing. The "
        "demo's bot forgets the tickets as they were, too.",
    }


@control.delete("/calls")
def clear_calls() -> Answer:
    """Set the counters of calls to zero."""
    sandbox().calls.clear()
    return sandbox().calls.snapshot()


@control.post("/automations")
def switch_automations() -> Answer:
    """``{"enabled": false}`` stops the Automations, as a person can in ClickUp."""
    enabled = sent().get("enabled")
    if not isinstance(enabled, bool):
        raise bad_request("enabled must be true or false", "SANDBOX_002")
    with sandbox().lock:
        sandbox().memory.automations_enabled = enabled
        sandbox().touch()
    return {"enabled": enabled}


@control.post("/rate-limit")
def set_rate_limit() -> Answer:
    """``{"limit": 1000}`` for all tokens, or with ``"token"`` for one. Takes effect at once."""
    body = sent()
    limit, token = body.get("limit"), body.get("token")
    if (
        isinstance(limit, bool)
        or not isinstance(limit, int)
        or limit < 0
        or not isinstance(token, str | None)
    ):
        raise bad_request("limit must be a number of requests a minute, token a string", "SANDBOX_003")
    sandbox().limits.set_limit(limit, token)
    return {"limit": limit, "token": token}


@control.post("/fields/<field_id>")
def rename_field(field_id: str) -> Answer:
    """``{"name": "..."}``: rename a custom field, which no call of ClickUp does. Until the next start."""
    name = sent().get("name")
    if not isinstance(name, str) or not name:
        raise bad_request("name must be a text", "SANDBOX_004")
    with sandbox().lock:
        sandbox().directory.rename_field(field_id, name)
    return {"id": field_id, "name": name}


@control.post("/lists/<list_id>/statuses/<name>")
def rename_status(list_id: str, name: str) -> Answer:
    """``{"name": "..."}``: rename a status, which no call of ClickUp does. Until the next start."""
    new = sent().get("name")
    if not isinstance(new, str) or not new:
        raise bad_request("name must be a text", "SANDBOX_004")
    with sandbox().lock:
        old = sandbox().directory.rename_status(list_id, name, new)
        for task in sandbox().memory.tasks.values():
            if task.list_id == list_id and task.status == old.status:
                task.status = new
        sandbox().touch()
    return {"list": list_id, "name": new}


@control.delete("/lists/<list_id>")
def delete_list(list_id: str) -> Answer:
    """Put a List and its tickets into the trash, as a person can. The List comes back at the next start."""
    with sandbox().lock:
        sandbox().directory.deleted_lists.add(sandbox().directory.place(list_id).list.id)
        for task in list(sandbox().memory.tasks.values()):
            if task.list_id == list_id:
                trash(sandbox(), task)
    return "", HTTPStatus.NO_CONTENT


@control.delete("/fields/<field_id>")
def delete_field(field_id: str) -> Answer:
    """Remove a custom field, as a person can in ClickUp and no API call does. Until the next start."""
    with sandbox().lock:
        sandbox().directory.drop_field(field_id)
    return "", HTTPStatus.NO_CONTENT


@control.post("/forms/<list_id>")
def submit_form(list_id: str) -> Answer:
    """
    What a ClickUp Form of a List does when someone sends it: a task is made, by ``form_creator``.

    The body is that of ClickUp's call that creates a task; the answer has the new task's ``id``.
    """
    body = sent()
    with sandbox().lock:
        who = sandbox().behaviours.form_creator
        people = {"agent": FORM_AGENT, "owner": sandbox().directory.owner()}
        user = people.get(who, CLICKBOT_USER)
        task = new_task(sandbox(), list_id, body, user)
        if who == "nobody":
            task.creator = None
        sandbox().memory.tasks[task.id] = task
        sandbox().touch()
        announce_creation(sandbox(), task, user, via="form")
    return {"id": task.id}


@control.post("/tasks/<task_id>")
def place_task(task_id: str) -> Answer:
    """
    Take a task away, or bring it back, as people do in ClickUp; its subtasks go along.

    ``{"is": "trashed"}`` as ``DELETE /task/{id}`` does, ``"purged"`` for good, ``"hidden"`` from those whose
    ids are in ``users``, ``"back"`` from the trash and shown to everyone. Webhooks hear of the trash only.
    """
    body = sent()
    place, users = body.get("is"), body.get("users")
    known = sandbox().directory.users
    if place == "hidden" and not (isinstance(users, list) and users and all(each in known for each in users)):
        raise bad_request("users must be an array of users' ids", "SANDBOX_010")
    with sandbox().lock:
        task = sandbox().memory.tasks.get(task_id)
        if task is None:
            raise not_found("Task not found", "SANDBOX_007")
        match place:
            case "trashed":
                trash(sandbox(), task)
            case "purged":
                purge(sandbox(), task)
            case "hidden":
                hide(sandbox(), task, users or ())
            case "back":
                bring_back(sandbox(), task)
            case _:
                raise bad_request("is must be trashed, purged, hidden or back", "SANDBOX_011")
    return {"id": task_id, "is": place}


def _rule(data: Any) -> Rule:
    try:
        rule = kind_of_rule(data).model_validate(data)
    except ValidationError as error:
        raise malformed(error, "SANDBOX_001") from error
    if not rule.does_something:
        raise bad_request("a rule needs what goes wrong, such as status, drop or latency_ms", "SANDBOX_001")
    return rule
