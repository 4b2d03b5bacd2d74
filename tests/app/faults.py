"""What goes wrong while the bot works: it ends in the middle, ClickUp fails, things are taken away."""

from contextlib import contextmanager
from unittest import mock

import pytest
import requests

from app.notices import send as send_notices
from app.reconcile import ticket as reconcile_ticket
from app.reconcile import write
from app.store import bulk, deliveries, moves, notices, tickets
from app.store import comments as stored_comments
from clickup_client.client import ClickUpClient

#: Where the process ends in the middle of a look: a function, and whether before or after its work.
CRASHES = [
    (place, name, when)
    for place, name in (
        (reconcile_ticket, "_read"),
        (moves, "record"),
        (moves, "keep"),
        (deliveries, "run_if_only"),
        (write, "write_ticket"),
        (ClickUpClient, "update_task"),
        (ClickUpClient, "set_field"),
        (tickets, "note"),
        (tickets, "accept"),
        (deliveries, "mark_handled"),
        (stored_comments, "owe"),
        (stored_comments, "attempt"),
        (bulk, "begin_alone"),
        (ClickUpClient, "add_comment"),
        (ClickUpClient, "edit_comment"),
        (stored_comments, "done"),
        (stored_comments, "resolved"),
    )
    for when in ("before", "after")
]
NOTICE_CRASHES = [
    (place, name, when)
    for place, name in ((ClickUpClient, "set_field"), (notices, "change"), (send_notices, "_note_sent"))
    for when in ("before", "after")
]
#: What ClickUp does not answer, or answers with an error, before or after it did what was asked.
FAULTS = [
    {"method": method, "after": after, **how}
    for method in ("GET", "PUT", "POST")
    for after in (False, True)
    for how in ({"status": 502}, {"drop": True})
]


@contextmanager
def dying_at(place, name, when):
    original = getattr(place, name)

    def doomed(*args, **kwargs):
        if when == "after":
            original(*args, **kwargs)
        raise KeyboardInterrupt

    with mock.patch.object(place, name, doomed):
        yield


def die(*_args, **_kwargs):
    """End the process; it takes the place of a function."""
    raise KeyboardInterrupt


def crash(workspace, ticket):
    """Let the bot look at a ticket and end in the middle."""
    with pytest.raises(KeyboardInterrupt):
        workspace.settle(ticket)


def crash_at(workspace, ticket, where):
    """The same at a call of ClickUp, such as `move_task`, or a function of the store: `comments.done`."""
    place, _, name = where.rpartition(".")
    with pytest.MonkeyPatch.context() as patched:
        if place:
            patched.setattr(f"app.store.{where}", die)
        else:
            patched.setattr(type(workspace.bot.client), name, die)
        crash(workspace, ticket)


def fault(clickup, **rule):
    """Let ClickUp fail as a rule of the sandbox says; `clickup` is whatever has its `url`."""
    requests.post(f"{clickup.url}/sandbox/faults", json=rule, timeout=120).raise_for_status()


def clear_faults(clickup):
    """Let ClickUp work again."""
    requests.delete(f"{clickup.url}/sandbox/faults", timeout=120).raise_for_status()


def delete(workspace, ticket):
    """Take a task out of ClickUp."""
    workspace.api("DELETE", f"/task/{ticket}", by="admin")


def rename_field(workspace, name, to):
    field = workspace.fields[name].id
    workspace.sandbox("POST", f"fields/{field}", name=to)
