"""Tickets whose home is another list, and that are shown in the list of tickets as well."""

from copy import deepcopy
from datetime import timedelta

import pytest

from app.messages.comments.gate import shown_only
from app.reconcile import poll
from app.store import tickets
from tests.app.deliveries_waiting import waiting
from tests.app.faults import clear_faults, fault
from tests.app.people import LIST

ELSEWHERE = {"id": "901200000099", "name": "Hotline", "access": True}
TOLD = f"{shown_only('Level 2 Support', 'Hotline').plain()}Stagegate, reference 1"


def as_guest(workspace, ticket, **more):
    here = {"id": LIST, "name": "Level 2 Support"}
    return workspace.task(ticket) | {"list": ELSEWHERE, "locations": [here]} | more


@pytest.fixture(scope="module")
def workspace_data(workspace_data):
    """With the list elsewhere, which has the same statuses and fields."""
    data = deepcopy(workspace_data)
    lists = data["spaces"][0]["lists"]
    lists.append({**lists[0], "id": ELSEWHERE["id"], "name": ELSEWHERE["name"], "tasks": []})
    return data


@pytest.fixture
def elsewhere(workspace):
    """Make a ticket at home in the list elsewhere that is shown in the list of tickets as well."""

    def elsewhere():
        made = workspace.api("POST", f"/list/{ELSEWHERE['id']}/task", name="A call", status="validating")
        workspace.api("POST", f"/list/{LIST}/task/{made['id']}")
        return made["id"]

    return elsewhere


@pytest.fixture
def guest(workspace):
    """A ticket that ClickUp shows in the list of tickets, and at home elsewhere."""
    ticket = workspace.create("validating")

    def serve():
        clear_faults(workspace)
        how = {"method": "GET", "token": "pk_sandbox", "status": 200}
        fault(workspace, path=f"/api/v2/task/{ticket}", body=as_guest(workspace, ticket), **how)

    serve()
    return ticket, serve


def test_a_guest_is_told_once_that_it_is_not_checked(workspace, guest):
    ticket, serve = guest
    for status in ("replicating", "fixing"):
        workspace.drag(ticket, status)
        serve()
        workspace.settle(ticket)

    assert workspace.status(ticket) == "fixing"
    assert workspace.texts(ticket) == [TOLD]


def test_a_guest_is_checked_where_the_process_file_says_so(workspace, guest):
    lists = workspace.bot.process.lists.model_copy(update={"shown_here": "gate"})
    workspace.change_process(lists=lists)
    ticket, serve = guest
    workspace.tell_of_creation(ticket, "validating")
    workspace.settle(ticket)
    workspace.drag(ticket, "fixing")
    serve()

    workspace.settle(ticket)

    assert workspace.status(ticket) == "validating"


def test_a_guest_at_home_in_a_list_that_we_serve_is_told_nothing(workspace, bot):
    ticket = workspace.create("validating")
    there = {"id": bot.directory.first_level_list, "name": "Client Support"}
    body = as_guest(workspace, ticket, list=there)
    fault(workspace, path=f"/api/v2/task/{ticket}", method="GET", token="pk_sandbox", status=200, body=body)
    workspace.drag(ticket, "fixing")

    workspace.settle(ticket)

    assert workspace.texts(ticket) == []


@pytest.mark.parametrize("told", [True, False], ids=["webhooks tell of it", "only the poll finds it"])
@pytest.mark.parametrize(("shown_here", "rests_in"), [("tell", "fixing"), ("gate", "validating")])
def test_one_that_clickup_shows_here_is_treated_as_the_process_file_says(
    workspace, elsewhere, told, shown_here, rests_in
):
    """Whether the webhooks of a list tell of tasks that are shown in it was never recorded."""
    lists = workspace.bot.process.lists.model_copy(update={"shown_here": shown_here})
    workspace.change_process(lists=lists)
    poll.poll_lists(workspace.bot)
    ticket = elsewhere()
    poll.poll_lists(workspace.bot)
    workspace.settle(ticket)

    workspace.clock.now += timedelta(minutes=1)
    if told:
        workspace.drag(ticket, "fixing")
    else:
        workspace.api("PUT", f"/task/{ticket}", status="fixing")
    poll.poll_lists(workspace.bot)
    poll.poll_lists(workspace.bot)
    workspace.settle(ticket)

    assert workspace.status(ticket) == rests_in
    assert (workspace.texts(ticket) == [TOLD]) is (shown_here == "tell")


def test_the_poll_finds_a_guest_that_no_webhook_told_of(workspace, bot, guest):
    ticket, _ = guest
    poll.poll_lists(bot)
    page = {"tasks": [as_guest(workspace, ticket)], "last_page": True}
    fault(workspace, path=f"/api/v2/list/{LIST}/task", token="pk_sandbox", status=200, body=page, count=2)

    poll.poll_lists(bot)
    poll.poll_lists(bot)

    assert waiting(bot) == [ticket]
    workspace.settle(ticket)
    assert workspace.texts(ticket) == [TOLD]


def test_the_first_poll_adopts_no_guest_and_tells_none(workspace, bot, guest):
    ticket, _ = guest
    page = {"tasks": [as_guest(workspace, ticket)], "last_page": True}
    fault(workspace, path=f"/api/v2/list/{LIST}/task", token="pk_sandbox", status=200, body=page, count=1)

    poll.poll_lists(bot)

    assert waiting(bot) == []
    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket) is None
