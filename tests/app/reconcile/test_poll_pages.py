"""A list may be too long for the calls of one minute: what was read of it is not read again."""

import pytest

from app.reconcile import poll
from app.store import backlog as store_backlog
from app.store import dead_letters, key_values, tickets
from clickup_client.errors import RateLimitedError
from clickup_client.models import TaskPage
from tests.app.people import BOT

PAGE = 5
TICKETS = "901200000001"


@pytest.fixture(scope="module")
def workspace_data(demo_data):
    """With all tickets of the demo, which are many pages."""
    return demo_data


@pytest.fixture
def pages(bot, monkeypatch):
    """Pages of five tickets; `refuse` is the number of the page at which the calls run out."""
    whole = type(bot.client).get_tasks
    asked = []

    def get_tasks(client, list_id, *, page=0, **how):
        if list_id == TICKETS:
            asked.append(page)
            if page == get_tasks.refuse:
                raise RateLimitedError("used up", method="GET", path="/v2/list")
        tasks = whole(client, list_id, page=0, **how).tasks
        begin = page * PAGE
        return TaskPage(tasks=tasks[begin : begin + PAGE], last_page=begin + PAGE >= len(tasks))

    get_tasks.refuse, get_tasks.asked = None, asked
    get_tasks.all = len(whole(bot.client, TICKETS).tasks)
    monkeypatch.setattr(type(bot.client), "get_tasks", get_tasks)
    return get_tasks


def known(bot):
    with bot.engine.begin() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM tickets").scalar_one()


def backlog(connection):
    return store_backlog.backlog(connection, bot_user_id=BOT, moves_only=False)


def cut_off(bot, pages, *, at):
    pages.refuse = at
    with pytest.raises(RateLimitedError):
        poll.poll_lists(bot)
    pages.refuse = None
    pages.asked.clear()


def test_a_first_poll_that_was_cut_off_goes_on_at_the_page_it_had_come_to(bot, pages):
    cut_off(bot, pages, at=2)
    assert known(bot) == 10

    poll.poll_lists(bot)

    assert pages.asked[0] == 2
    assert known(bot) == pages.all


def test_the_next_poll_begins_where_the_one_that_was_cut_off_began(bot, pages, clock):
    """What changed while it was cut off was perhaps on a page that it had read already."""
    began = clock.now.isoformat()
    cut_off(bot, pages, at=1)
    clock.forward(minutes=20)
    poll.poll_lists(bot)

    with bot.engine.begin() as connection:
        assert key_values.get(connection, f"poll:{TICKETS}") == began
        assert key_values.get(connection, f"poll:{TICKETS}:unfinished") is None


def test_tickets_of_later_pages_are_adopted_and_not_judged_although_time_has_passed(bot, pages, clock):
    cut_off(bot, pages, at=1)
    clock.forward(hours=1)
    poll.poll_lists(bot)

    with bot.engine.begin() as connection:
        assert backlog(connection).tickets == 0


def test_what_was_given_up_is_no_burst(workspace, ready, bot):
    """Its deliveries stay unhandled for good, and would have every later move read pages back to them."""
    given_up, waiting = ready("validating"), ready("validating")
    for ticket in (given_up, waiting):
        workspace.tell(ticket, "name", after="x")
    with bot.engine.begin() as connection:
        dead_letters.bury(connection, task_id=given_up, error="x", attempts=5)
    with bot.engine.begin() as connection:
        assert backlog(connection).tickets == 1

    workspace.tell(given_up, "name", after="y")
    with bot.engine.begin() as connection:
        assert backlog(connection).tickets == 2


def test_a_ticket_never_seen_that_is_put_back_keeps_its_people(workspace, bot):
    """It did not enter the stage that it goes back to; it was there before."""
    ticket = workspace.create("validating")
    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"
    assert workspace.task(ticket)["assignees"] == []
    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket).stage == "Validating"
