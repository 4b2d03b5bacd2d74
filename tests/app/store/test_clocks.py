from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.store import clocks, tickets

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ticket(connection):
    """Keeps a ticket: `ticket("t1", sla_next_at=...)`."""

    def keep(task_id, **columns):
        row = {"stage": "Fixing", "sla_next_at": None, "sla_shown": "[]", "gone_at": None} | columns
        connection.execute(
            text(
                "INSERT INTO tickets"
                " (task_id, list_id, stage, status, entered_at, sla_next_at, sla_shown, gone_at) VALUES"
                " (:id, 'l', :stage, 'fixing', now(), :sla_next_at, cast(:sla_shown AS jsonb), :gone_at)"
            ),
            {"id": task_id} | row,
        )

    return keep


def due(connection, **how):
    return [row["task_id"] for row in clocks.due(connection, NOON, **({"most": 10} | how))]


def next_of(connection, task_id):
    return connection.scalar(text("SELECT sla_next_at FROM tickets WHERE task_id = :id"), {"id": task_id})


def test_the_longest_due_come_first_and_others_not_at_all(connection, ticket):
    ticket("later", sla_next_at=NOON + MINUTE)
    ticket("now", sla_next_at=NOON)
    ticket("before", sla_next_at=NOON - MINUTE)
    ticket("never")
    ticket("gone", sla_next_at=NOON - MINUTE, gone_at=NOON)

    assert due(connection) == ["before", "now"]
    assert due(connection, most=1) == ["before"]


def test_what_someone_else_looks_at_is_left_out(engine):
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO tickets (task_id, list_id, stage, status, entered_at, sla_next_at)"
                " VALUES ('t1', 'l', 'Fixing', 'fixing', now(), :at)"
            ),
            {"at": NOON},
        )

    with engine.begin() as one, engine.begin() as other:
        assert due(one) == ["t1"]
        assert due(other) == []


def test_only_those_that_are_due_are_read(connection, ticket):
    """Of a hundred thousand tickets a scan reads the few that an index names."""
    connection.execute(
        text(
            "INSERT INTO tickets (task_id, list_id, stage, status, entered_at, sla_next_at)"
            " SELECT n::text, 'l', 'Fixing', 'fixing', now(), now() + n * interval '1 hour'"
            " FROM generate_series(1, 20000) AS n"
        )
    )
    ticket("due", sla_next_at=NOON - 1000 * MINUTE)
    connection.execute(text("ANALYZE tickets"))
    connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
    plan = "\n".join(
        connection.execute(
            text(
                "EXPLAIN SELECT * FROM tickets WHERE sla_next_at IS NOT NULL AND gone_at IS NULL"
                " AND sla_next_at <= :now ORDER BY sla_next_at LIMIT 100 FOR UPDATE SKIP LOCKED"
            ),
            {"now": NOON},
        ).scalars()
    )

    assert "ix_tickets_sla_next_at" in plan


def test_all_are_looked_at_but_closed_ones_without_marks(connection, ticket):
    ticket("open")
    ticket("closed", stage="Closed")
    ticket("marked", stage="Closed", sla_shown='["sla: ok"]')
    ticket("gone", gone_at=NOON)

    assert clocks.schedule_all(connection, ["Fixing"]) == 2
    assert due(connection) == ["open", "marked"]


def test_what_was_promised_once_stays(connection, ticket):
    ticket("t1", sla_next_at=NOON)
    for promised in ("1 day", "2 days"):
        clocks.record_check(
            connection, "t1", sla=promised, level="ok", told="ok", next_at=NOON + MINUTE, shown=["b", "a"]
        )

    known = tickets.get(connection, "t1")
    assert (known.sla, known.sla_told, known.sla_shown) == ("1 day", "ok", ["a", "b"])
    assert next_of(connection, "t1") == NOON + MINUTE
    clocks.record_check(connection, "t1", sla="1 day", level="ok", told="ok", next_at=None)
    assert (tickets.get(connection, "t1").sla_shown, next_of(connection, "t1")) == (["a", "b"], None)


def test_own_writes_are_added_to_those_there_are(connection, ticket):
    ticket("t1")
    tickets.add_own_writes(connection, "t1", {"due_date": "1"})
    tickets.add_own_writes(connection, "t1", {"field:1": "a"})

    assert tickets.get(connection, "t1").own_writes == {"due_date": "1", "field:1": "a"}
