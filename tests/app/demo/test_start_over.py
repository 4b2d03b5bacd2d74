"""A reset of the simulated ClickUp: its bot forgets what it knew of the tickets, and nothing else."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text

from app.demo.start_over import forget_tickets, start_over
from app.queue.defer import Urgency, defer, defer_poll, defer_reconcile
from app.queue.kinds import NOTICE
from app.store import counters, key_values, notices, tickets, webhooks
from app.store.receive import Arrival, receive
from app.store.tables import metadata

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def worked(engine):
    """A database that a bot has worked with."""
    with engine.begin() as connection:
        webhooks.add(
            connection,
            webhook_id="w",
            workspace_id="1",
            list_id="2",
            endpoint="http://127.0.0.1:8000/webhooks/clickup",
            secret="s",
        )
        receive(connection, Arrival(key="k", webhook_id="w", event="taskUpdated", task_id="86a", body=b"{}"))
        seen = {"list_id": "2", "stage": "Fixing", "status": "fixing", "entered_at": NOW}
        tickets.adopt(connection, {"task_id": "86a", **seen})
        notices.owe(connection, task_id="86a", kind="estimated", cause="c", day=None, not_before=NOW)
        counters.add(connection, verdicts=[{"verdict": "allowed"}])
        key_values.put(connection, "poll:2", NOW.isoformat())
        key_values.put(connection, "something else", 1)
        defer_reconcile(connection, "86a", Urgency.MOVE)
        defer(connection, NOTICE, "86a", at=NOW)
    return engine


def jobs(engine):
    with engine.begin() as connection:
        return list(connection.scalars(text("SELECT task_name FROM procrastinate_jobs ORDER BY id")))


def test_tickets_and_all_that_belongs_to_them_are_forgotten(worked):
    with worked.begin() as connection:
        forget_tickets(connection)

        left = {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in metadata.tables.items()
        }
        assert {name for name, rows in left.items() if rows} == {"webhooks", "tallies", "kept"}
        assert (key_values.get(connection, "poll:2"), key_values.get(connection, "something else")) == (
            None,
            1,
        )


def test_what_waits_for_old_tickets_is_dropped_and_the_new_ones_are_to_be_polled(worked):
    with worked.begin() as connection:
        forget_tickets(connection)

    assert jobs(worked) == ["poll"]


def test_one_poll_is_enough(worked):
    with worked.begin() as connection:
        defer_poll(connection)
        forget_tickets(connection)

    assert jobs(worked) == ["poll"]


def test_without_a_worker_it_does_not_wait_for_ever(worked, database_url):
    start_over(database_url, patience_seconds=0.1)

    assert jobs(worked) == ["poll"]


def test_without_a_database_a_reset_is_answered_all_the_same():
    start_over("postgresql://127.0.0.1:1/nobody", patience_seconds=0.1)
