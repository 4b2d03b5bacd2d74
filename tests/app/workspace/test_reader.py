"""Many tickets at once are read by page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest
from sqlalchemy import insert, select

from app.errors import LaterError
from app.reconcile import ticket as reconcile_ticket
from app.store import deliveries, page_reads, tables
from app.workspace import pages
from app.workspace.pages import BURST_TICKETS
from app.workspace.reader import Reader
from clickup_client.times import to_milliseconds
from tests.app.dates import let_pass


def reads(workspace):
    by_call = workspace.calls()["by_call"]
    return by_call.get("GET /api/v2/task/{task_id}", 0), by_call.get("GET /api/v2/list/{list_id}/task", 0)


@pytest.fixture(autouse=True)
def real_time(clock):
    """Pages are asked for by when tickets were changed, and hints carry the database's time."""
    clock.now = datetime.now(UTC)


@pytest.fixture
def tickets(ready):
    return [ready("replicating", assignees=[54000004]) for _ in range(12)]


def test_a_burst_that_has_calmed_down_costs_one_page(workspace, bot, tickets):
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
    let_pass(bot.engine, 1)
    single, by_page = reads(workspace)

    for ticket in tickets:
        workspace.settle(ticket)

    assert reads(workspace) == (single, by_page + 1)
    assert {workspace.status(ticket) for ticket in tickets} == {"estimating"}


@pytest.fixture
def bulk(workspace, bot, sandbox, ready):
    """Move so many tickets at once, by rows of the database; when they were reported, and their ids."""
    workspace.drag(ready("replicating"), "estimating", by="qa")
    memory = sandbox.sandbox.memory
    [one] = (task for task in memory.tasks.values() if task.status == "estimating")
    with bot.engine.begin() as connection:
        [kept] = connection.execute(select(tables.deliveries)).mappings()
    row = {name: value for name, value in kept.items() if name not in ("delivery_id", "received_at")}

    def bulk(number, *, name="bulk"):
        moved = [f"{name}{each}" for each in range(number)]
        now = to_milliseconds(datetime.now(UTC))
        memory.tasks |= {task_id: one.model_copy(update={"id": task_id, "updated": now}) for task_id in moved}
        with bot.engine.begin() as connection:
            rows = [row | {"task_id": task_id, "key": task_id} for task_id in moved]
            connection.execute(insert(tables.deliveries), rows)
            return deliveries.newest_at(connection), moved

    return bulk


@pytest.fixture
def worker(bot):
    """Make the reader of one more worker; `meanwhile` is called while it waits."""

    def worker(meanwhile=lambda: None):
        def sleep(_seconds):
            meanwhile()
            let_pass(bot.engine, 1)

        found = bot.directory
        return Reader(bot.engine, bot.client, found.tickets_list, found.bot_user_id, sleep=sleep)

    return worker


@pytest.mark.parametrize(
    "workers",
    [pytest.param(1, id="one worker"), pytest.param(2, id="two"), pytest.param(3, id="three")],
)
def test_five_hundred_moves_at_once_cost_at_most_twelve_reads(workspace, bot, bulk, worker, workers):
    readers = cycle(worker() for _ in range(workers))
    since, moved = bulk(500)
    let_pass(bot.engine, 1)
    before = sum(reads(workspace))

    some = moved[::20]
    found = [next(readers).read(task_id, since=since, moved=True).id for task_id in some]

    assert found == some
    with bot.engine.connect() as connection:
        assert page_reads.shown_since(connection, moved, since) == set(moved) - set(some)
    assert sum(reads(workspace)) - before <= 12


def test_what_pages_have_shown_is_not_read_again_with_what_comes_later(workspace, bulk, worker):
    """However slowly the worker handles them: what was read waits, but not to be read."""
    readers = cycle([worker(), worker()])
    before = sum(reads(workspace))
    for name in ("first", "second", "third", "fourth"):
        since, moved = bulk(BURST_TICKETS, name=name)
        for task_id in moved:
            next(readers).read(task_id, since=since, moved=True)

    assert sum(reads(workspace)) - before == 4


def test_the_pages_of_a_long_burst_begin_where_the_last_ones_ended(workspace, bulk, worker, sandbox):
    reader, memory = worker(), sandbox.sandbox.memory
    before = sum(reads(workspace))
    for name in ("first", "second", "third"):
        for task in memory.tasks.values():
            task.updated -= 60_000
        since, moved = bulk(110, name=name)
        for task_id in moved[::10]:
            reader.read(task_id, since=since, moved=True)

    assert sum(reads(workspace)) - before == 6


def test_while_a_burst_comes_in_its_looks_wait_for_it(workspace, bot, tickets, worker):
    for ticket in tickets[1:]:
        workspace.drag(ticket, "estimating", by="qa")
    late = iter([tickets[0]])
    reader = worker(lambda: [workspace.drag(ticket, "estimating", by="qa") for ticket in late])
    single, by_page = reads(workspace)

    for ticket in tickets[1:] + tickets[:1]:
        reconcile_ticket.reconcile_ticket(replace(bot, reader=reader), ticket)

    assert reads(workspace) == (single, by_page + 1)


def test_while_a_burst_of_edits_comes_in_its_tickets_are_put_off_without_a_call(workspace, bot, tickets):
    for ticket in tickets:
        workspace.tell(ticket, "custom_field", after="x")
    before = reads(workspace)

    with pytest.raises(LaterError):
        reconcile_ticket.reconcile_ticket(bot, tickets[0])

    assert reads(workspace) == before


def test_of_a_burst_of_edits_not_every_ticket_counts_what_waits(workspace, bot, tickets, monkeypatch):
    found, now, counted = bot.directory, 0.0, []
    reader = Reader(bot.engine, bot.client, found.tickets_list, found.bot_user_id, clock=lambda: now)
    count = pages.backlog
    monkeypatch.setattr(pages, "backlog", lambda *args, **given: counted.append(now) or count(*args, **given))
    for ticket in tickets:
        workspace.tell(ticket, "custom_field", after="x")

    for ticket in tickets:
        now += pages.HOLDS_SECONDS / len(tickets)
        with pytest.raises(LaterError):
            reader.read(ticket, since=datetime.now(UTC))
    now += pages.HOLDS_SECONDS
    with pytest.raises(LaterError):
        reader.read(tickets[0], since=datetime.now(UTC))

    assert len(counted) == 2


@pytest.mark.parametrize(("lasted", "wait"), [(0.1, 0.5), (4, 4), (8, 2), (9.9, 0.5)])
def test_the_longer_a_burst_of_edits_lasts_the_seldomer_its_tickets_ask(
    workspace, bot, tickets, lasted, wait
):
    for ticket in tickets:
        workspace.tell(ticket, "custom_field", after="x")
    with bot.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET received_at = now() - make_interval(secs => %s) WHERE delivery_id = 1",
            (lasted,),
        )

    with pytest.raises(LaterError) as later:
        reconcile_ticket.reconcile_ticket(bot, tickets[0])

    assert later.value.wait.total_seconds() == pytest.approx(wait, abs=0.25)


def test_a_burst_that_never_calms_down_is_read_all_the_same(workspace, bot, tickets):
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
    with bot.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET received_at = received_at - interval '11 seconds' WHERE delivery_id = 1"
        )

    workspace.settle(tickets[0])

    assert workspace.status(tickets[0]) == "estimating"


def test_few_tickets_are_read_one_by_one_at_once(workspace, tickets):
    for ticket in tickets[: BURST_TICKETS - 1]:
        workspace.drag(ticket, "estimating", by="qa")
    single, by_page = reads(workspace)

    for ticket in tickets[: BURST_TICKETS - 1]:
        workspace.settle(ticket)

    assert reads(workspace) == (single + BURST_TICKETS - 1, by_page)


def test_a_ticket_that_changed_after_the_page_is_read_again(workspace, bot, tickets):
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
    let_pass(bot.engine, 1)
    workspace.settle(tickets[0])
    workspace.set_field(tickets[1], "Severity", workspace.option("Severity", "Trivial"))
    workspace.drag(tickets[1], "replicating", by="qa")
    let_pass(bot.engine, 1)
    for ticket in tickets[2:]:
        workspace.settle(ticket)

    workspace.settle(tickets[1])

    assert workspace.status(tickets[1]) == "replicating"
    assert workspace.comments(tickets[1]) == []


def test_of_a_page_only_what_waits_is_kept_and_only_until_it_is_handled(workspace, bot, tickets):
    for ticket in tickets[1:]:
        workspace.drag(ticket, "estimating", by="qa")
    let_pass(bot.engine, 1)

    kept = []
    for ticket in tickets[1:]:
        workspace.settle(ticket)
        with bot.engine.connect() as connection:
            kept.append(page_reads.shown_since(connection, tickets, bot.now() - timedelta(minutes=1)))

    assert kept[0] == set(tickets[2:])
    assert kept[-1] == set()


def test_a_ticket_that_no_page_shows_is_read_by_itself(workspace, bot, tickets):
    """It was deleted, or it lives in another list."""
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
    workspace.tell_of_move("86c1cs801", "open", "in progress")
    let_pass(bot.engine, 1)

    workspace.settle("86c1cs801")

    assert workspace.comments("86c1cs801") == []


def test_echoes_and_edits_that_wait_do_not_slow_a_drag(workspace, tickets):
    for ticket in tickets[1:]:
        workspace.tell_of_move(ticket, "estimating", "replicating", by="bot")
        workspace.tell(ticket, "custom_field", after="x")
    workspace.drag(tickets[0], "estimating", by="qa")

    workspace.settle(tickets[0])

    assert workspace.status(tickets[0]) == "estimating"


def test_many_that_no_hint_asks_for_are_read_along_with_each_other(workspace, bot, tickets):
    others = frozenset(tickets)
    single, by_page = reads(workspace)
    seen = [bot.reader.read_along(ticket, others=others).id for ticket in tickets]

    assert seen == tickets
    assert reads(workspace) == (single, by_page + 1)


def test_few_of_many_are_read_each_by_itself(workspace, bot, tickets):
    """Fewer tickets wait than the list has pages."""
    with bot.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO tickets (task_id, list_id, stage, status, entered_at)"
            " SELECT 'n' || n, 'l', 'Fixing', 'fixing', now() FROM generate_series(1, 3000) AS n"
        )
    single, by_page = reads(workspace)
    for ticket in tickets:
        bot.reader.read_along(ticket, others=frozenset(tickets))

    assert reads(workspace) == (single + len(tickets), by_page)


def test_what_no_page_shows_is_read_by_itself(workspace, bot, tickets):
    bot.reader.read_along(tickets[0], others=frozenset(tickets))
    new = workspace.create("validating")
    single, by_page = reads(workspace)

    assert bot.reader.read_along(new, others=frozenset(tickets)).id == new
    assert reads(workspace) == (single + 1, by_page)


def test_a_page_shows_what_a_read_shows_except_what_pages_leave_out(workspace, bot, ready):
    """What a page showed is kept as JSON, which PostgreSQL stores whatever people write."""
    ticket = ready("replicating", assignees=[54000004])
    workspace.api("PUT", f"/task/{ticket}", by="qa", name='\0 \U0001f600 "')
    others = frozenset(ready("replicating") for _ in range(BURST_TICKETS))

    shown = bot.reader.read_along(ticket, others=others)

    alone = bot.client.get_task(ticket)
    assert shown == alone.model_copy(update={"markdown": None, "attachments": ()})
