"""What goes wrong while the bot works: it ends in the middle, or ClickUp fails."""

from contextlib import contextmanager
from unittest import mock

from app.notices import send as send_notices
from app.reconcile import ticket as reconcile_ticket
from app.reconcile import write
from app.store import comments as stored_comments
from app.store import deliveries, moves, notices, tickets
from clickup_client.client import ClickUpClient

#: Where the process ends in the middle of a look: a function, and whether before or after its work.
CRASHES = [
    (place, name, when)
    for place, name in (
        (reconcile_ticket, "_read"),
        (moves, "record"),
        (write, "write"),
        (ClickUpClient, "update_task"),
        (ClickUpClient, "set_field"),
        (tickets, "note"),
        (tickets, "accept"),
        (deliveries, "mark_handled"),
        (stored_comments, "owe"),
        (stored_comments, "attempt"),
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
