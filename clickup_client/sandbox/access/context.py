"""What a request handler works with: the sandbox, who calls, and the body that was sent."""

from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

from clickup_client.sandbox.memory.records import Task
from clickup_client.sandbox.refusal import bad_request
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.people import User

if TYPE_CHECKING:
    from clickup_client.sandbox.faults.request_faults import FaultRule

EXTENSION = "clickup_sandbox"

#: What every view of the sandbox returns.
Answer = ResponseReturnValue


def sandbox() -> Sandbox:
    """The sandbox that this Flask app serves."""
    return cast("Sandbox", current_app.extensions[EXTENSION])


def caller() -> User:
    """Whose token the request carries."""
    return cast("User", g.caller)


def sent() -> dict[str, Any]:
    """
    The JSON object that was sent; an empty body is an empty object. Keys that a fault ignores are left out.

    Raises:
        Refused: 400, the body is not JSON or not an object.
    """
    if not request.get_data(cache=True):
        return {}
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise bad_request("Request body is not a JSON object", "APP_003")
    return {key: value for key, value in body.items() if not is_ignored(key)}


def is_ignored(key: str) -> bool:
    """Whether a fault drops this key of the body in silence."""
    rule: FaultRule | None = g.get("fault")
    return rule is not None and key in rule.ignore


def flag(name: str, *, default: bool = False) -> bool:
    """A true/false parameter of the query."""
    value = request.args.get(name)
    return default if value is None else value.lower() in ("true", "1")


def number_arg(name: str) -> int | None:
    """
    A whole number of the query.

    Raises:
        Refused: 400, it is something else.
    """
    value = request.args.get(name)
    if value is None or value == "":
        return None
    try:
        return int(value)
    except ValueError:
        raise bad_request(f"{name} must be a number", "INPUT_002") from None


def task_asked_for(task_id: str) -> Task:
    """
    The task of a path; by its custom id with ``custom_task_ids=true``.

    Raises:
        Refused: It is not there for this caller; see :meth:`.state.Sandbox.task`.
    """
    if flag("custom_task_ids"):
        sandbox().directory.check_workspace(request.args.get("team_id", ""))
        return sandbox().task_by_custom_id(task_id, seen_by=caller())
    return visible_task(task_id)


def visible_task(task_id: str) -> Task:
    """A task by its own id; raises :exc:`Refused` as :func:`task_asked_for` does."""
    return sandbox().task(task_id, seen_by=caller())
