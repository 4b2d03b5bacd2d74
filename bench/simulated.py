"""
Serves the simulated ClickUp from memory: `python simulated.py PORT`.

What `stagegate sandbox` saves to the disk after every change would be measured as if it were ours.  It also
says when the comments of a ticket were written, to those who wait for one: to ask again and again would take
the processor, and ClickUp's attention, from the bot that is measured.
"""

import sys
import threading
import time
from collections import defaultdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from served import Served

from app.demo import WORKSPACE_FILE
from clickup_client.sandbox.access.context import EXTENSION
from clickup_client.sandbox.application import close_sandbox, create_sandbox
from clickup_client.sandbox.live.feed import MOST_FOLLOWERS
from clickup_client.sandbox.server import THREADS
from clickup_client.sandbox.workspace.data_file import load_workspace_file

if TYPE_CHECKING:
    from clickup_client.sandbox.state import Sandbox

#: Calls a minute: none of the measurements but one is about the limit, and that one sets its own.
RATE_LIMIT = 100_000_000
#: How long an answer about a comment waits for it.
WAIT_SECONDS = 5.0


def simulated() -> Flask:
    """The sandbox, with `GET /bench/comments/<ticket>` in addition."""
    app = create_sandbox(load_workspace_file(WORKSPACE_FILE), rate_limit=RATE_LIMIT)
    sandbox: Sandbox = app.extensions[EXTENSION]
    written: dict[str, list[float]] = defaultdict(list)
    changed = threading.Condition()

    @app.after_request
    def note(response: Response) -> Response:
        """Note when a comment is posted or edited, once it can be seen."""
        if response.status_code < HTTPStatus.BAD_REQUEST and (ticket := _commented(sandbox)) is not None:
            with changed:
                written[ticket].append(time.perf_counter())
                changed.notify_all()
        return response

    @app.get("/bench/comments/<ticket>")
    def comments(ticket: str) -> dict[str, Any]:
        """How many were written, edits included; with `?after=N` also when the one after N was, or null."""
        after = request.args.get("after", type=int)
        with changed:
            if after is None:
                return {"number": len(written[ticket])}
            changed.wait_for(lambda: len(written[ticket]) > after, WAIT_SECONDS)
            at = written[ticket][after] if len(written[ticket]) > after else None
            return {"number": len(written[ticket]), "at": at}

    return app


def _commented(sandbox: "Sandbox") -> str | None:
    """The ticket that this request wrote a comment to."""
    given = request.view_args or {}
    match request.endpoint:
        case "comments.post_comment":
            return str(given["task_id"])
        case "comments.edit_comment":
            return sandbox.memory.comments[given["comment_id"]].task_id
        case _:
            return None


if __name__ == "__main__":
    # As many threads as those of `stagegate sandbox`.
    threads = THREADS + MOST_FOLLOWERS
    Served(simulated, port=int(sys.argv[1]), threads=threads, close=close_sandbox).run()
