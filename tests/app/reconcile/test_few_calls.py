"""Many tickets at once with few calls left in the minute: all are put back before anyone is told why."""

from datetime import timedelta

import pytest

from app.reconcile import ticket as reconcile_ticket
from app.store import api_budget
from app.workspace.call_budget import CallBudget
from app.workspace.reader import Reader
from clickup_client.client import ClickUpClient
from clickup_client.errors import RateLimitedError
from clickup_client.models import Budget

pytestmark = pytest.mark.usefixtures("one_by_one")

TICKETS = 4


@pytest.fixture
def calls_left(workspace, engine):
    """Let the bot count its calls, and give it a new minute with so many."""
    with ClickUpClient(
        "pk_sandbox", api_url=f"{workspace.url}/api", before_send=CallBudget(engine, "bot").before_send
    ) as client:
        found = workspace.bot.directory
        reader = Reader(engine, client, found.tickets_list, found.bot_user_id, sleep=lambda _seconds: None)
        workspace.use(client=client, reader=reader)

        def calls_left(number):
            with engine.begin() as connection:
                now = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
                connection.execute(api_budget.api_budget.delete())
                minute = Budget(limit=20, remaining=number, resets_at=now + timedelta(seconds=59))
                api_budget.learn(connection, "bot", minute)

        yield calls_left


def look_at_each(workspace, tickets):
    """A job for each ticket; those that have to wait for calls."""
    waiting = []
    for ticket in tickets:
        try:
            reconcile_ticket.reconcile_ticket(workspace.bot, ticket)
        except RateLimitedError:
            waiting.append(ticket)
    return waiting


def test_all_put_backs_come_first_and_then_each_comment_once(workspace, ready, calls_left):
    tickets = [ready("validating", Severity=None) for _ in range(TICKETS)]
    for ticket in tickets:
        workspace.drag(ticket, "replicating")
    calls_left(2 * TICKETS)  # to read and put back each

    waiting = look_at_each(workspace, tickets)

    assert {workspace.status(ticket) for ticket in tickets} == {"validating"}
    assert waiting == tickets

    calls_left(20)  # the next minute
    assert look_at_each(workspace, waiting) == []
    assert [len(workspace.comments(ticket)) for ticket in tickets] == [1] * TICKETS
