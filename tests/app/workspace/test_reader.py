"""Many tickets at once are read by page."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from app.errors import LaterError
from app.reconcile import ticket as reconcile_ticket
from app.store import tables
from app.workspace.reader import BURST_TICKETS


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


def age_deliveries(bot):
    with bot.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET received_at = received_at - interval '1 second'")


def test_a_burst_that_has_calmed_down_costs_one_page(workspace, bot, tickets):
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
    age_deliveries(bot)
    single, pages = reads(workspace)

    for ticket in tickets:
        workspace.settle(ticket)

    assert reads(workspace) == (single, pages + 1)
    assert {workspace.status(ticket) for ticket in tickets} == {"estimating"}


def test_five_hundred_moves_at_once_cost_at_most_twelve_reads(workspace, bot, sandbox, ready):
    workspace.drag(ready("replicating"), "estimating", by="qa")
    memory = sandbox.sandbox.memory
    [one] = (task for task in memory.tasks.values() if task.status == "estimating")
    moved = [f"bulk{number}" for number in range(500)]
    memory.tasks |= {task_id: one.model_copy(update={"id": task_id}) for task_id in moved}
    with bot.engine.begin() as connection:
        [kept] = connection.execute(select(tables.deliveries)).mappings()
        values = {name: value for name, value in kept.items() if name != "delivery_id"}
        rows = [values | {"task_id": task_id, "key": task_id} for task_id in moved]
        connection.execute(insert(tables.deliveries), rows)
    age_deliveries(bot)
    before = sum(reads(workspace))

    found = {bot.reader.read(task_id, since=kept["received_at"], moved=True).id for task_id in moved}

    assert found == set(moved)
    assert sum(reads(workspace)) - before <= 12


def test_while_a_burst_comes_in_its_tickets_are_put_off_without_a_call(workspace, bot, tickets):
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
    before = reads(workspace)

    with pytest.raises(LaterError):
        reconcile_ticket.reconcile_ticket(bot, tickets[0])

    assert reads(workspace) == before


@pytest.mark.parametrize(("lasted", "wait"), [(0.1, 0.5), (4, 2), (8, 2), (9.9, 0.5)])
def test_the_longer_a_burst_lasts_the_seldomer_its_tickets_ask(workspace, bot, tickets, lasted, wait):
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
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
    single, pages = reads(workspace)

    for ticket in tickets[: BURST_TICKETS - 1]:
        workspace.settle(ticket)

    assert reads(workspace) == (single + BURST_TICKETS - 1, pages)


def test_a_ticket_that_changed_after_the_page_is_read_again(workspace, bot, tickets):
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
    age_deliveries(bot)
    workspace.settle(tickets[0])
    workspace.set_field(tickets[1], "Severity", workspace.option("Severity", "Trivial"))
    workspace.drag(tickets[1], "replicating", by="qa")
    age_deliveries(bot)
    for ticket in tickets[2:]:
        workspace.settle(ticket)

    workspace.settle(tickets[1])

    assert workspace.status(tickets[1]) == "replicating"
    assert workspace.comments(tickets[1]) == []


def test_of_a_page_only_what_waits_is_kept_and_only_until_it_is_handled(workspace, bot, tickets):
    for ticket in tickets[1:]:
        workspace.drag(ticket, "estimating", by="qa")
    age_deliveries(bot)

    kept = []
    for ticket in tickets[1:]:
        workspace.settle(ticket)
        kept.append(set(bot.reader._seen))

    assert kept[0] == set(tickets[2:])
    assert kept[-1] == set()


def test_a_ticket_that_no_page_shows_is_read_by_itself(workspace, bot, tickets):
    """It was deleted, or it lives in another list."""
    for ticket in tickets:
        workspace.drag(ticket, "estimating", by="qa")
    workspace.tell_of_move("86c1cs801", "open", "in progress")
    age_deliveries(bot)

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
    single, pages = reads(workspace)
    seen = [bot.reader.read_along(ticket, others=others).id for ticket in tickets]

    assert seen == tickets
    assert reads(workspace) == (single, pages + 1)


def test_few_of_many_are_read_each_by_itself(workspace, bot, tickets):
    """Fewer tickets wait than the list has pages."""
    with bot.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO tickets (task_id, list_id, stage, status, entered_at)"
            " SELECT 'n' || n, 'l', 'Fixing', 'fixing', now() FROM generate_series(1, 3000) AS n"
        )
    single, pages = reads(workspace)
    for ticket in tickets:
        bot.reader.read_along(ticket, others=frozenset(tickets))

    assert reads(workspace) == (single + len(tickets), pages)


def test_what_no_page_shows_is_read_by_itself(workspace, bot, tickets):
    bot.reader.read_along(tickets[0], others=frozenset(tickets))
    new = workspace.create("validating")
    single, pages = reads(workspace)

    assert bot.reader.read_along(new, others=frozenset(tickets)).id == new
    assert reads(workspace) == (single + 1, pages)
