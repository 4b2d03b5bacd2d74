"""Tickets and judged moves go along when stages change."""

from datetime import UTC, datetime

import pytest

from app.process import running
from app.process.migrate import migrate
from app.store import moves, tickets
from rules.decision import Decision
from rules.ticket import Move

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def adopt(engine):
    def adopt(task_id, stage, status):
        row = {"task_id": task_id, "list_id": "901", "stage": stage, "status": status, "entered_at": NOW}
        with engine.begin() as connection:
            tickets.adopt(connection, row)

    return adopt


def changed(process, **stages):
    """The process with other stages: name: another name, or None for one that is gone."""
    kept = [each for each in process.stages if stages.get(each.name, "") is not None]
    return process.model_copy(
        update={
            "stages": tuple(
                each.model_copy(update={"name": stages.get(each.name, each.name)}) for each in kept
            )
        }
    )


def test_tickets_of_a_renamed_stage_follow_it(engine, shipped_process, adopt):
    adopt("86a", "Replicating", "replicating")
    move = Move(from_stage="Validating", to_stage="Replicating")
    with engine.begin() as connection:
        migrate(connection, shipped_process)
        decision = Decision(task_id="86a", move=move, findings=(), ends_in="Replicating")
        moves.record(connection, decision, delivery_id=1, mover_id=1, mover_name="Olivia", at=NOW)

        found = migrate(connection, changed(shipped_process, Replicating="Reproducing"))

        assert found.tickets == {"Replicating": ["86a"]}
        assert tickets.get(connection, "86a").stage == "Reproducing"
        assert moves.latest(connection, "86a", most=1)[0]["to_stage"] == "Reproducing"
        again = migrate(connection, changed(shipped_process, Replicating="Reproducing"))
        assert again.changes.moved == {}


def test_tickets_of_a_removed_stage_count_as_in_the_one_before(engine, shipped_process, adopt):
    adopt("86a", "Estimating", "estimating")
    adopt("86b", "Fixing", "fixing")
    with engine.begin() as connection:
        migrate(connection, shipped_process)

        found = migrate(connection, changed(shipped_process, Estimating=None))

        assert (found.changes.removed, found.tickets) == (
            {"Estimating": "Replicating"},
            {"Estimating": ["86a"]},
        )
        assert tickets.get(connection, "86a").stage == "Replicating"
        assert tickets.get(connection, "86b").stage == "Fixing"


def test_a_look_changes_nothing(engine, shipped_process, adopt):
    adopt("86a", "Estimating", "estimating")
    with engine.begin() as connection:
        migrate(connection, shipped_process)
        for _ in range(2):
            found = migrate(connection, changed(shipped_process, Estimating=None), only_look=True)
            assert found.tickets == {"Estimating": ["86a"]}
        assert tickets.get(connection, "86a").stage == "Estimating"


def test_after_an_older_version_tickets_are_found_by_their_status(engine, shipped_process, adopt):
    adopt("86a", "Reproducing", "replicating")
    adopt("86b", "Waiting", "waiting")
    with engine.begin() as connection:
        migrate(connection, shipped_process)

        assert tickets.get(connection, "86a").stage == "Replicating"
        assert tickets.get(connection, "86b").stage == "Validating"


def test_which_process_runs_is_known(engine, shipped_process):
    with engine.begin() as connection:
        assert running.is_running(connection, shipped_process) is None
        running.keep(connection, shipped_process)
        assert running.is_running(connection, shipped_process) is True
        assert running.is_running(connection, changed(shipped_process, Estimating=None)) is False
