"""Records that are not as documented: one warning names the ticket, and everything else goes on."""

import json
from contextlib import suppress
from typing import get_args

import pytest
from structlog.testing import capture_logs

from app.errors import LaterError
from app.reconcile import poll
from app.store import deliveries, tickets
from app.web import inbox
from clickup_client.sandbox.faults.odd_records import Oddity
from tests.app.deliveries_waiting import waiting
from tests.app.faults import clear_faults, fault
from tests.app.people import LIST, PEOPLE

#: What a ticket cannot do without.
UNREADABLE = {
    "no list": {"list": None},
    "no status": {"status": None},
    "a status without a name": {"status": {"id": "s"}},
    "no date": {"due_date": {"ms": 1}},
    "fields that are no list": {"custom_fields": "none"},
}
#: What it goes on without.
LEFT_OUT = {
    "an assignee who is null": {"assignees": [None]},
    "no creator": {"creator": None},
    "no date of change": {"date_updated": None},
    "a creator without an id": {"creator": {"id": None, "username": None}},
    "a field without an id": {"custom_fields": [{"name": "Severity", "type": "drop_down"}]},
    "an odd date of change": {"date_updated": "yesterday"},
}
#: What is nothing odd.
HARMLESS = {
    "an unknown type of field": {"custom_fields": [{"id": "f", "type": "hologram", "value": 1}]},
}


def record(workspace, ticket, **odd):
    return workspace.task(ticket) | odd


def serve_page(workspace, *records, list_id=LIST):
    """Let the list show these records, once."""
    fault(
        workspace,
        path=f"/api/v2/list/{list_id}/task",
        token="pk_sandbox",
        status=200,
        body={"tasks": list(records), "last_page": True},
        count=1,
    )


def odd_warnings(logs):
    return [line for line in logs if line.get("action") == "odd_record" and line["log_level"] == "warning"]


@pytest.mark.parametrize("odd", [*UNREADABLE.values(), *LEFT_OUT.values()], ids=[*UNREADABLE, *LEFT_OUT])
def test_an_odd_record_in_a_page_is_named_and_the_others_are_judged(workspace, ready, bot, odd):
    poll.poll_lists(bot)
    strange, other = ready("validating", Severity=None), ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{other}", status="replicating")
    serve_page(workspace, record(workspace, strange, **odd), None, record(workspace, other))

    with capture_logs() as logs:
        poll.poll_lists(bot)

    assert [line["task_id"] for line in odd_warnings(logs)] == [strange, None]
    workspace.settle(other)
    assert workspace.status(other) == "validating"


@pytest.mark.parametrize("odd", HARMLESS.values(), ids=HARMLESS)
def test_what_clickup_may_leave_out_is_nothing_odd(workspace, ready, bot, odd):
    poll.poll_lists(bot)
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", status="replicating")
    serve_page(workspace, record(workspace, ticket, **odd))

    with capture_logs() as logs:
        poll.poll_lists(bot)

    assert odd_warnings(logs) == []
    assert waiting(bot) == [ticket]


def test_a_ticket_that_is_odd_in_the_page_is_read_by_itself(workspace, ready, bot):
    poll.poll_lists(bot)
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", status="replicating")
    serve_page(workspace, record(workspace, ticket, list=None))
    poll.poll_lists(bot)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"


@pytest.mark.parametrize("odd", UNREADABLE.values(), ids=UNREADABLE)
def test_a_ticket_that_cannot_be_read_is_set_aside_with_one_warning(workspace, ready, odd):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    fault(
        workspace,
        path=f"/api/v2/task/{ticket}",
        token="pk_sandbox",
        status=200,
        body=record(workspace, ticket, **odd),
    )

    with capture_logs() as logs:
        for _ in range(3):
            with pytest.raises(LaterError):
                workspace.settle(ticket)

    assert [line["task_id"] for line in odd_warnings(logs)] == [ticket]
    clear_faults(workspace)
    workspace.settle(ticket)
    assert workspace.status(ticket) == "validating"
    assert workspace.texts(ticket)[0].startswith(
        "@Olivia Ops moved this ticket from Validating to Replicating"
    )


@pytest.mark.parametrize("odd", LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_ticket_is_judged_without_the_part_that_cannot_be_read(workspace, ready, odd):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    fault(
        workspace,
        path=f"/api/v2/task/{ticket}",
        method="GET",
        token="pk_sandbox",
        status=200,
        body=record(workspace, ticket, **odd),
    )

    with capture_logs() as logs:
        workspace.settle(ticket)

    assert [line["task_id"] for line in odd_warnings(logs)] == [ticket]


@pytest.mark.parametrize(
    "answer",
    [{"body": "<html>Sorry</html>"}, {"body": {"err": "Oops", "ECODE": "APP_001"}}, {"body": [1]}],
    ids=["HTML", "an error", "a list"],
)
def test_a_ticket_whose_answer_is_none_is_set_aside_and_read_again(workspace, ready, answer):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")
    fault(workspace, path=f"/api/v2/task/{ticket}", method="GET", token="pk_sandbox", status=200, **answer)

    with capture_logs() as logs, pytest.raises(LaterError):
        workspace.settle(ticket)

    assert [line["task_id"] for line in odd_warnings(logs)] == [ticket]
    clear_faults(workspace)
    workspace.settle(ticket)
    assert workspace.status(ticket) == "validating"


@pytest.mark.parametrize("odd", get_args(Oddity))
def test_whatever_is_odd_about_one_ticket_start_poll_and_the_others_go_on(workspace, ready, bot, clock, odd):
    strange, other = ready("validating", Severity=None), ready("validating", Severity=None)
    fault(workspace, path="/api/v2/*", method="GET", token="pk_sandbox", odd=[odd], task=strange)
    poll.poll_lists(bot)
    clock.forward(minutes=10)
    for ticket in (strange, other):
        workspace.api("PUT", f"/task/{ticket}", status="replicating")

    poll.poll_lists(bot)
    workspace.settle(other)

    assert workspace.status(other) == "validating"
    assert set(waiting(bot)) == {strange}
    with suppress(LaterError):
        workspace.settle(strange)
    clear_faults(workspace)
    workspace.settle(strange)
    assert workspace.status(strange) == "validating"


def test_the_first_poll_adopts_all_but_the_odd_ticket(workspace, ready, bot):
    one, odd = ready("validating"), workspace.create("estimating")
    serve_page(workspace, record(workspace, odd, status=None), record(workspace, one))

    poll.poll_lists(bot)
    workspace.settle(odd)

    with bot.engine.begin() as connection:
        assert tickets.get(connection, odd).stage == "Estimating"
    assert workspace.comments(odd) == []


def test_an_odd_company_leaves_the_move_undecided_and_says_so(workspace, ready, bot):
    ticket = ready("validating", Company={"add": ["86c1co905"]})
    with bot.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM companies")
    odd = record(workspace, "86c1co905", status=None)
    fault(workspace, path="/api/v2/task/86c1co905", token="pk_sandbox", status=200, body=odd)

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "replicating"
    assert "cannot be read" in workspace.texts(ticket)[0]


def test_a_ticket_without_a_date_of_change_is_seen_at_every_drag(workspace, ready, bot, clock):
    poll.poll_lists(bot)
    ticket = ready("validating", Severity=None)
    for times in (1, 2, 3):
        clock.forward(minutes=5)
        workspace.api("PUT", f"/task/{ticket}", status="replicating")
        serve_page(workspace, record(workspace, ticket, date_updated=None))
        poll.poll_lists(bot)
        workspace.settle(ticket)

        assert workspace.status(ticket) == "validating", f"drag {times}"


def test_a_ticket_without_a_date_of_change_is_hinted_at_once_while_it_waits(workspace, ready, bot):
    poll.poll_lists(bot)
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", status="replicating")
    for _ in range(2):
        serve_page(workspace, record(workspace, ticket, date_updated=None))
        poll.poll_lists(bot)

    with bot.engine.begin() as connection:
        assert len(deliveries.waiting(connection, ticket)) == 1


ODD_ITEMS = [
    {"user": None},
    {"user": {"id": None}},
    {"user": [], "before": "validating"},
    {"before": None, "after": "replicating"},
    {"before": {"status": 5}, "after": {"status": None}},
    {"date": "yesterday"},
    {"date": None, "parent_id": 1.5},
    {"custom_field": [], "comment": "x", "data": None},
]


@pytest.mark.parametrize("odd", ODD_ITEMS, ids=map(json.dumps, ODD_ITEMS))
@pytest.mark.parametrize("field", ["status", "custom_field"])
def test_an_odd_delivery_is_a_hint_like_any_other(workspace, ready, bot, field, odd):
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", status="replicating")
    item = {"before": {"status": "validating"}, "after": {"status": "replicating"}}
    item |= {"id": "1", "field": field, "date": "1", "user": {"id": PEOPLE["ops"]}} | odd
    body = {"event": "taskUpdated", "webhook_id": "w", "task_id": ticket, "history_items": [item, None, 5]}
    inbox.keep(inbox.Inbox(bot.engine), inbox.read(inbox.parse(json.dumps(body).encode())))

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"
    assert len(workspace.comments(ticket)) == 1
    with bot.engine.begin() as connection:
        assert deliveries.waiting(connection, ticket) == []
