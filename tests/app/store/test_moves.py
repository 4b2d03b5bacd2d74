"""The audit trail."""

from datetime import UTC, datetime, timedelta

from app.store import moves
from rules.decision import Decision, Finding, Outcome
from rules.ticket import Move

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def judged(task_id="t", *, to="Replicating", outcome=Outcome.UNMET):
    finding = Finding(
        code="datum:Severity", outcome=outcome, required="r", observed="Not set.", remedy="Set it."
    )
    move = Move(from_stage="Validating", to_stage=to)
    return Decision(task_id=task_id, move=move, findings=(finding,), ends_in="Validating")


def record(connection, decision=None, *, delivery_id=1, at=NOW):
    return moves.record(
        connection,
        decision or judged(),
        delivery_id=delivery_id,
        mover_id=5,
        mover_name="Olivia",
        at=at,
    )


def test_a_judgement_is_kept_with_every_finding_and_who_moved(connection):
    assert record(connection)

    [row] = moves.latest(connection, "t")
    assert (row["from_stage"], row["to_stage"], row["verdict"]) == ("Validating", "Replicating", "rejected")
    assert (row["mover_id"], row["mover_name"], row["at"]) == (5, "Olivia", NOW)
    assert row["findings"] == [{"code": "datum:Severity", "outcome": "unmet", "sentence": "Not set. Set it."}]


def test_the_same_judgement_after_a_crash_is_the_same_row(connection):
    assert record(connection)
    assert not record(connection)

    assert len(moves.latest(connection, "t")) == 1


def test_the_same_move_heard_of_again_is_another_row(connection):
    record(connection)

    assert record(connection, delivery_id=2)


def test_the_newest_come_first_and_no_more_than_asked_for(connection):
    for number in range(25):
        when = NOW - timedelta(minutes=number)  # the time is ClickUp's; the order is ours
        record(connection, judged(to=f"Stage {number}"), delivery_id=number, at=when)

    assert [row["to_stage"] for row in moves.latest(connection, "t", most=2)] == ["Stage 24", "Stage 23"]
    assert len(moves.latest(connection, "t")) == 20


def test_each_ticket_has_a_trail_of_its_own(connection):
    record(connection)
    record(connection, judged("other"))

    assert [row["task_id"] for row in moves.latest(connection, "other")] == ["other"]
    assert moves.latest(connection, "nobody") == []


def test_an_undecided_judgement_is_recorded_as_such(connection):
    record(connection, judged(outcome=Outcome.UNKNOWN))

    assert moves.latest(connection, "t")[0]["verdict"] == "undecided"
