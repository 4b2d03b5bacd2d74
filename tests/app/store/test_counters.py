"""Counters that are exact, whatever is repeated or rolled back."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from app.store import counters, moves, notices
from app.store.migrations.versions import v0004_what_metrics_need
from rules.decision import Decision, Finding, Outcome
from rules.ticket import Move

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def told(connection):
    """Read the counters: {(name, labels ...): total}."""
    return lambda: {(t.name, *sorted(t.labels.items())): t.total for t in counters.every(connection)}


def finding(code, outcome):
    return Finding(code=code, outcome=outcome, required="r", observed="o", remedy="d")


def record(connection, *findings, delivery_id=1):
    decision = Decision(
        task_id="86a",
        move=Move(from_stage="Validating", to_stage="Replicating"),
        findings=findings,
        ends_in="Validating",
        asks=(),
    )
    moves.record(connection, decision, delivery_id=delivery_id, mover_id=1, mover_name="Olivia", at=NOW)


def verdict(name):
    return ("verdicts", ("stage", "Replicating"), ("verdict", name))


def test_the_same_labels_are_one_counter(connection, told):
    counters.add(connection, things=[{"a": "1", "b": "2"}, {"b": "2", "a": "1"}])
    counters.add(connection, things=[{"a": "1", "b": "2"}])

    assert told() == {("things", ("a", "1"), ("b", "2")): 3}


def test_several_counters_are_counted_at_once(connection, told):
    counters.add(connection, things=[{"a": "1"}], others=[{"a": "1"}, {"a": "2"}])

    assert told() == {("things", ("a", "1")): 1, ("others", ("a", "1")): 1, ("others", ("a", "2")): 1}


def test_nothing_to_count_is_nothing(connection, told):
    counters.add(connection, things=[])

    assert told() == {}


def test_a_rejected_move_is_counted_with_everything_that_was_missing(connection, told):
    record(
        connection,
        finding("datum:Severity", Outcome.UNMET),
        finding("datum:Company", Outcome.UNKNOWN),
        finding("order", Outcome.MET),
    )

    assert told() == {
        verdict("rejected"): 1,
        ("findings", ("code", "datum:Severity"), ("outcome", "unmet")): 1,
        ("findings", ("code", "datum:Company"), ("outcome", "unknown")): 1,
    }


def test_a_judgement_that_is_made_again_after_a_crash_is_counted_once(connection, told):
    record(connection, finding("order", Outcome.MET))
    record(connection, finding("order", Outcome.MET))
    record(connection, finding("order", Outcome.MET), delivery_id=2)

    assert told() == {verdict("allowed"): 2}


def test_what_is_rolled_back_was_never_counted(connection, told):
    with connection.begin_nested() as savepoint:
        record(connection, finding("order", Outcome.MET))
        savepoint.rollback()

    assert told() == {}


def test_a_notice_is_counted_once_for_each_state_it_comes_to(connection, told):
    notices.owe(connection, task_id="86a", kind="estimated", cause="c", day=date(2030, 1, 2), not_before=NOW)
    (notice,) = notices.open_of(connection, "86a")
    notices.change(connection, notice.notice_id, day=date(2030, 1, 3))
    notices.change(connection, notice.notice_id, state="sent")
    notices.change(connection, notice.notice_id, state="sent")
    notices.change(connection, notice.notice_id, state="received")

    assert told() == {
        ("notices", ("kind", "estimated"), ("state", "sent")): 1,
        ("notices", ("kind", "estimated"), ("state", "received")): 1,
    }


def test_the_migration_counts_what_happened_before_it(connection, told):
    record(connection, finding("datum:Severity", Outcome.UNMET), finding("order", Outcome.MET))
    record(connection, finding("order", Outcome.MET), delivery_id=2)
    notices.owe(connection, task_id="86a", kind="closed", cause="c", day=None, not_before=NOW)
    (notice,) = notices.open_of(connection, "86a")
    notices.change(connection, notice.notice_id, state="dropped")
    before = told()
    connection.execute(text("DELETE FROM tallies"))

    for statement in v0004_what_metrics_need._COUNT_THE_PAST:
        connection.execute(text(statement))

    assert told() == before


def test_no_one_waits_for_what_a_frozen_process_was_counting(engine):
    """Each takes a row that no other one holds; what both counted is one total."""
    for _ in range(2):
        with engine.connect() as frozen, engine.connect() as other:
            counters.add(frozen, things=[{"a": "1"}])
            counters.add(other, things=[{"a": "1"}, {"a": "2"}])
            other.commit()
            frozen.commit()

    with engine.connect() as connection:
        assert {(t.name, *t.labels.items()): t.total for t in counters.every(connection)} == {
            ("things", ("a", "1")): 4,
            ("things", ("a", "2")): 2,
        }
        assert connection.scalar(text("SELECT count(*) FROM tallies")) == 3  # no more than wrote at once
