"""What is kept with jobs in databases: a new version still runs the jobs that waited for the last one."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from app.queue.defer import Urgency, defer, defer_poll, defer_reconcile, reconcile_jobs
from app.queue.kinds import (
    CARD,
    CLIENT_REPORT,
    CLOCK,
    COMMAND,
    FILL,
    KINDS,
    NOTICE,
    PERIODIC,
    RECONCILE,
    RELAY,
    kind_of,
)
from app.store.receive import Arrival, receive

SOON = datetime(2030, 1, 1, tzinfo=UTC)


def kept(connection):
    row = connection.execute(
        text("SELECT task_name, lock, queueing_lock, priority, args FROM procrastinate_jobs")
    ).one()
    return tuple(row)


@pytest.mark.parametrize(
    ("kind", "task_id", "name", "lock", "queueing_lock", "rank"),
    [
        (FILL, "86a", "fill", "task:86a", "fill:86a", 8),
        (COMMAND, "86a", "command", "task:86a", "command:86a", 7),
        (RECONCILE, "86a", "reconcile", "task:86a", "again:86a", 6),
        (NOTICE, "86a", "notice", "task:86a", "notice:86a", 5),
        (CLOCK, "86a", "clock", "task:86a", "clock:86a", 2),
        (RELAY, "86a", "relay", "relay:86a", "relay:86a", 2),
        (
            CLIENT_REPORT,
            "client_report:7KQ2",
            "client_report",
            "task:client_report:7KQ2",
            "client_report:7KQ2",
            0,
        ),
        (CARD, "86a", "card", "card:86a", "card:86a", -10),
    ],
    ids=[kind.name for kind in (FILL, COMMAND, RECONCILE, NOTICE, CLOCK, RELAY, CLIENT_REPORT, CARD)],
)
def test_a_job_is_kept_as_it_always_was(connection, kind, task_id, name, lock, queueing_lock, rank):
    defer(connection, kind, task_id, attempt=2)

    assert kept(connection) == (name, lock, queueing_lock, rank, {"task_id": task_id, "attempt": 2})


@pytest.mark.parametrize(
    ("kind", "queueing_lock"),
    [(RECONCILE, "again:86a"), (COMMAND, "command:86a"), (NOTICE, "notice:86a"), (CLOCK, "clock:86a")],
)
def test_what_waits_for_its_time_has_no_lock_that_others_have(connection, kind, queueing_lock):
    defer(connection, kind, "86a", at=SOON, attempt=2)

    args = {"task_id": "86a", "attempt": 2, "later": True}
    assert kept(connection) == (kind.name, None, queueing_lock, kind.rank, args)


@pytest.mark.parametrize("kind", [RELAY, CARD])
def test_what_has_a_lock_of_its_own_waits_with_it(connection, kind):
    defer(connection, kind, "86a", at=SOON)

    assert kept(connection)[1] == f"{kind.name}:86a"


def test_a_repetition_keeps_which_code_hosts_it_waits_for(connection):
    defer(connection, RECONCILE, "86a", at=SOON, attempt=2, hosts=["GitHub"])

    assert kept(connection)[-1] == {"task_id": "86a", "attempt": 2, "later": True, "hosts": ["GitHub"]}


@pytest.mark.parametrize(
    ("urgency", "queueing_lock", "rank"),
    [(Urgency.MOVE, "move:86a", 100), (Urgency.EDIT, "edit:86a", 10)],
    ids=["move", "edit"],
)
def test_a_move_and_an_edit_are_kept_as_they_always_were(connection, urgency, queueing_lock, rank):
    defer_reconcile(connection, "86a", urgency)

    assert kept(connection) == ("reconcile", "task:86a", queueing_lock, rank, {"task_id": "86a"})


@pytest.mark.parametrize(("moves", "urgency"), [(True, Urgency.MOVE), (False, Urgency.EDIT)])
def test_what_a_delivery_queues_is_what_is_queued_elsewhere(connection, moves, urgency):
    told = {"webhook_id": "w", "event": "taskUpdated", "task_id": "86a", "body": b"{}", "moves": moves}
    receive(connection, Arrival(key="k", jobs=reconcile_jobs("86a"), **told))
    by_delivery = kept(connection)
    connection.execute(text("DELETE FROM procrastinate_jobs"))
    defer_reconcile(connection, "86a", urgency)

    assert kept(connection) == by_delivery


def test_a_poll_is_kept_as_it_always_was(connection):
    defer_poll(connection)

    assert kept(connection) == ("poll", "poll", "poll", 0, {"timestamp": 0})


def test_no_two_entries_have_a_name_in_common():
    names = [entry.name for entry in (*KINDS, *PERIODIC)]

    assert sorted(names) == sorted(set(names))


def test_the_table_is_in_the_order_of_its_ranks():
    ranks = [kind.rank for kind in KINDS]

    assert ranks == sorted(ranks, reverse=True)


def test_a_report_is_told_from_a_ticket():
    assert kind_of(CLIENT_REPORT.id_of("7KQ2")) is CLIENT_REPORT
    assert CLIENT_REPORT.subject_of(CLIENT_REPORT.id_of("7KQ2")) == "7KQ2"
    assert [kind_of(task_id) for task_id in ("86a", "client_report:", "notice:86a")] == [None, None, None]
