from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from app.store import pauses
from app.store.clocks import AT_ONCE

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_pause_is_open_until_it_is_ended(connection):
    assert pauses.begin(connection, "t1", "command", NOON, reason="They are on holiday.", by="Olivia Ops")

    [pause] = pauses.standing(connection, "t1")
    assert (pause.cause, pause.reason, pause.by) == ("command", "They are on holiday.", "Olivia Ops")
    assert (pause.began_at, pause.ended_at) == (NOON, None)

    assert pauses.end(connection, "t1", "command", NOON + HOUR).ended_at == NOON + HOUR
    assert pauses.standing(connection, "t1") == []


def test_the_same_cause_pauses_a_clock_once(connection):
    assert pauses.begin(connection, "t1", "mark", NOON)
    assert not pauses.begin(connection, "t1", "mark", NOON + HOUR)

    assert [pause.began_at for pause in pauses.standing(connection, "t1")] == [NOON]


def test_two_causes_are_two_pauses(connection):
    pauses.begin(connection, "t1", "mark", NOON)
    pauses.begin(connection, "t1", "command", NOON + HOUR)
    pauses.end(connection, "t1", "mark", NOON + 2 * HOUR)

    assert [pause.cause for pause in pauses.standing(connection, "t1")] == ["command"]


def test_what_does_not_stand_cannot_be_ended(connection):
    pauses.begin(connection, "t1", "mark", NOON)

    assert pauses.end(connection, "t1", "command", NOON) is None
    assert pauses.end(connection, "t2", "mark", NOON) is None


def test_a_ticket_can_be_paused_again(connection):
    for hours in (0, 2):
        pauses.begin(connection, "t1", "mark", NOON + hours * HOUR)
        pauses.end(connection, "t1", "mark", NOON + (hours + 1) * HOUR)

    assert len(pauses.of(connection, "t1", since=NOON)) == 2
    assert len(pauses.of(connection, "t1", since=NOON + HOUR)) == 1


def test_an_open_pause_that_began_before_counts_still(connection):
    pauses.begin(connection, "t1", "mark", NOON)

    assert [pause.ended_at for pause in pauses.of(connection, "t1", since=NOON + 5 * HOUR)] == [None]


def test_the_clock_is_looked_at_again_after_each_change(connection):
    connection.execute(
        text(
            "INSERT INTO tickets (task_id, list_id, stage, status, entered_at)"
            " VALUES ('t1', 'l', 'Validating', 'validating', now())"
        )
    )

    pauses.begin(connection, "t1", "mark", NOON)

    next_at = "SELECT sla_next_at FROM tickets WHERE task_id = 't1'"
    assert connection.scalar(text(next_at)) == AT_ONCE
    connection.execute(text("UPDATE tickets SET sla_next_at = NULL"))
    pauses.end(connection, "t1", "mark", NOON + HOUR)
    assert connection.scalar(text(next_at)) == AT_ONCE
