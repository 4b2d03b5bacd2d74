"""Puts the sandbox together: one Flask app that is ClickUp, GitHub and GitLab, with ``/sandbox`` to steer."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from clickup_client.sandbox.access.context import EXTENSION, Answer
from clickup_client.sandbox.access.context import sandbox as running
from clickup_client.sandbox.access.guard import CLICKUP, CLICKUP_V3, guard
from clickup_client.sandbox.api.code_hosts import github
from clickup_client.sandbox.api.comments import comments
from clickup_client.sandbox.api.oauth import oauth
from clickup_client.sandbox.api.places import places
from clickup_client.sandbox.api.space_tags import space_tags
from clickup_client.sandbox.api.task_lists import task_lists
from clickup_client.sandbox.api.task_parts import task_moves, task_parts
from clickup_client.sandbox.api.tasks import tasks
from clickup_client.sandbox.api.webhooks import webhooks
from clickup_client.sandbox.board.authorise import authorise
from clickup_client.sandbox.board.events import events
from clickup_client.sandbox.board.pages import pages, protect_page
from clickup_client.sandbox.board.ticket import tickets
from clickup_client.sandbox.control.behaviours import behaviours
from clickup_client.sandbox.control.guide_routes import guide_routes
from clickup_client.sandbox.control.people import people
from clickup_client.sandbox.control.routes import control
from clickup_client.sandbox.deliveries.sender import REPEAT_DELAYS_SECONDS
from clickup_client.sandbox.memory.storage import Storage
from clickup_client.sandbox.refusal import Refused
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.definition import read_workspace
from clickup_client.sandbox.workspace.plans import plan_named

#: The largest request; attachments are the only ones that come near.
MAX_BODY_BYTES = 64 * 1024 * 1024


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


def create_sandbox(
    workspace: dict[str, Any],
    *,
    data_dir: Path | None = None,
    plan: str | None = None,
    rate_limit: int | None = None,
    now: Callable[[], datetime] = utc_now,
    repeat_delays_seconds: tuple[float, ...] = REPEAT_DELAYS_SECONDS,
    on_reset: Callable[[], None] | None = None,
) -> Flask:
    """
    A sandbox as a WSGI app. Call :func:`close_sandbox` when done with it.

    Args:
        workspace: The content of a workspace data file; see :mod:`.workspace.definition`.
        data_dir: Where its state is kept from start to start; ``None`` keeps it in memory only.
        plan: The name of one of ClickUp's plans; ``None`` takes the data file's.
        rate_limit: Requests a minute for each token; ``None`` takes what the plan allows.
        now: The clock, aware.
        repeat_delays_seconds: Waits between the tries of a webhook event; ClickUp tries five times.
        on_reset: Called when everything was set back to the data file, before that is answered.

    Raises:
        WorkspaceFileError: The data file says something impossible.
        StorageError: The saved state is damaged, or the folder cannot be used.
    """
    checked = read_workspace(workspace if plan is None else {**workspace, "plan": plan})
    storage = Storage(data_dir) if data_dir else None
    sandbox = Sandbox(
        checked,
        memory=storage.load(checked) if storage else None,
        rate_limit=plan_named(checked.plan).requests_per_minute if rate_limit is None else rate_limit,
        now=now,
        storage=storage,
        repeat_delays_seconds=repeat_delays_seconds,
        on_reset=on_reset,
    )
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions[EXTENSION] = sandbox
    app.url_map.strict_slashes = False  # ClickUp does not mind a slash at the end
    guard(app)
    for blueprint in (
        oauth,
        places,
        space_tags,
        tasks,
        task_parts,
        task_moves,
        task_lists,
        comments,
        webhooks,
        github,
        control,
        people,
        behaviours,
        guide_routes,
        pages,
        tickets,
        events,
        authorise,
    ):
        app.register_blueprint(blueprint)
    app.after_request(protect_page)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    return app


def close_sandbox(app: Flask) -> None:
    """Stop the sandbox's threads and save its state a last time."""
    sandbox: Sandbox = app.extensions[EXTENSION]
    sandbox.close()


def _refused(error: Refused) -> Answer:
    """API v3 has another body than v2, except where its gateway refuses already."""
    if request.path.startswith(CLICKUP_V3) and not error.ecode.startswith(("OAUTH", "APP")):
        at = running().now_ms()
        return {"status": error.status, "message": error.err, "trace_id": None, "timestamp": at}, error.status
    return error.body, error.status


def _http_error(error: HTTPException) -> Answer:
    """What Flask itself refuses gets ClickUp's body under the API, and stays as it is elsewhere."""
    if not request.path.startswith(CLICKUP):
        return error.get_response()
    if error.code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
        return Response(
            "404 page not found\n", HTTPStatus.NOT_FOUND, content_type="text/plain"
        )  # as recorded
    return _refused(Refused(error.code or HTTPStatus.BAD_REQUEST, error.name, "APP_003"))
