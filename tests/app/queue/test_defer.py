from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.queue.defer import (
    Urgency,
    defer,
    defer_reconcile,
    forget_again,
    forget_edits_asked,
    tickets_waiting,
)
from app.queue.kinds import CARD, CLOCK, COMMAND, NOTICE, RECONCILE, RELAY
from app.queue.state import Outlook, QueueState, outlook, state
from app.store import deliveries
from app.store.prepared import together

SOON = datetime(2030, 1, 1, tzinfo=UTC)
LATER = SOON + timedelta(hours=1)
PAST = datetime(2020, 1, 1, tzinfo=UTC)


def waiting(connection):
    """(queueing lock, attempt) of the waiting jobs."""
    rows = connection.execute(
        text("SELECT queueing_lock, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
    )
    return [(row.queueing_lock, row.args.get("attempt", 0)) for row in rows]


def begin(connection):
    """What a worker does; the queueing lock of the job it gets, or None."""
    return connection.scalar(text("SELECT (procrastinate_fetch_job_v2(NULL, NULL)).queueing_lock"))


def test_a_move_can_begin_at_once(connection):
    assert defer_reconcile(connection, "86a", Urgency.MOVE)

    assert begin(connection) == "move:86a"


def test_an_edit_waits_a_moment_for_more_edits(connection):
    assert defer_reconcile(connection, "86a", Urgency.EDIT)

    assert begin(connection) is None
    delay = connection.scalar(text("SELECT scheduled_at - now() FROM procrastinate_jobs"))
    assert timedelta(seconds=1) < delay < timedelta(seconds=2)


def test_what_no_rule_looks_at_adds_no_job(connection):
    assert not defer_reconcile(connection, "86a", Urgency.NONE)

    assert waiting(connection) == []


@pytest.mark.parametrize("urgency", [Urgency.MOVE, Urgency.EDIT])
def test_a_burst_is_one_job(connection, urgency):
    assert [defer_reconcile(connection, "86a", urgency) for _ in range(3)] == [True, False, False]

    assert len(waiting(connection)) == 1


def test_an_edit_adds_nothing_to_a_waiting_move(connection):
    defer_reconcile(connection, "86a", Urgency.MOVE)

    assert not defer_reconcile(connection, "86a", Urgency.EDIT)


def test_a_move_begins_at_once_although_an_edit_of_the_ticket_is_scheduled(connection):
    """A future job holds back later ones with its lock, unless they outrank it."""
    defer_reconcile(connection, "86a", Urgency.EDIT)
    defer_reconcile(connection, "86a", Urgency.MOVE)

    assert begin(connection) == "move:86a"


def test_a_move_begins_at_once_although_a_repetition_and_a_notice_are_scheduled(connection):
    defer(connection, RECONCILE, "86a", at=SOON, attempt=3)
    defer(connection, NOTICE, "86a", at=SOON)
    defer_reconcile(connection, "86a", Urgency.MOVE)

    assert begin(connection) == "move:86a"


def test_an_edit_is_not_held_back_by_a_scheduled_notice(connection):
    defer(connection, NOTICE, "86a", at=SOON)
    defer_reconcile(connection, "86a", Urgency.EDIT)
    connection.execute(
        text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE queueing_lock = 'edit:86a'")
    )

    assert begin(connection) == "edit:86a"


def test_a_move_that_comes_while_one_runs_is_another_job_and_waits_for_it(connection):
    defer_reconcile(connection, "86a", Urgency.MOVE)
    begin(connection)

    assert defer_reconcile(connection, "86a", Urgency.MOVE)
    assert begin(connection) is None


def test_tickets_do_not_wait_for_each_other(connection):
    defer_reconcile(connection, "86a", Urgency.MOVE)
    defer_reconcile(connection, "86b", Urgency.MOVE)

    assert [begin(connection), begin(connection)] == ["move:86a", "move:86b"]


def test_a_repetition_remembers_how_often_it_failed(connection):
    assert defer(connection, RECONCILE, "86a", at=SOON, attempt=3)

    assert waiting(connection) == [("again:86a", 3)]


@pytest.mark.parametrize("kind", [RECONCILE, NOTICE, CLOCK])
def test_what_waits_for_its_time_holds_back_nothing_of_its_ticket(connection, kind):
    """Neither a command nor an edit, nor what has a lower rank."""
    defer(connection, kind, "86a", at=SOON, attempt=3)
    for other in (COMMAND, RECONCILE, NOTICE, CLOCK):
        if other is not kind:
            defer(connection, other, "86a")
            assert begin(connection) == other.queueing_lock("86a")
            connection.execute(text("DELETE FROM procrastinate_jobs WHERE status = 'doing'"))
    defer_reconcile(connection, "86a", Urgency.EDIT)
    connection.execute(
        text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE queueing_lock = 'edit:86a'")
    )

    assert begin(connection) == "edit:86a"


def test_a_due_repetition_comes_after_what_is_new(connection):
    defer(connection, RECONCILE, "86a", attempt=3)
    defer(connection, COMMAND, "86a")
    defer_reconcile(connection, "86b", Urgency.MOVE)

    assert [begin(connection), begin(connection)] == ["move:86b", "command:86a"]


def test_a_second_repetition_is_the_first_one(connection):
    defer(connection, RECONCILE, "86a", at=SOON, attempt=3)

    assert not defer(connection, RECONCILE, "86a", at=LATER, attempt=4)
    assert waiting(connection) == [("again:86a", 3)]


def test_a_failure_of_something_new_counts_from_the_beginning(connection):
    defer(connection, RECONCILE, "86a", at=LATER, attempt=9)

    assert defer(connection, RECONCILE, "86a", at=SOON, attempt=1)
    assert waiting(connection) == [("again:86a", 1)]
    assert connection.scalar(text("SELECT scheduled_at FROM procrastinate_jobs")) == SOON


def test_a_failure_of_something_new_does_not_put_off_what_waits(connection):
    defer(connection, RECONCILE, "86a", at=SOON, attempt=9)

    assert defer(connection, RECONCILE, "86a", at=LATER, attempt=1)
    assert waiting(connection) == [("again:86a", 1)]
    assert connection.scalar(text("SELECT scheduled_at FROM procrastinate_jobs")) == SOON


def test_a_needless_repetition_is_forgotten_and_nothing_else(connection):
    defer(connection, RECONCILE, "86a", at=SOON, attempt=3)
    defer(connection, RECONCILE, "86b", at=SOON, attempt=1)
    defer_reconcile(connection, "86a", Urgency.EDIT)

    forget_again(connection, "86a")

    assert waiting(connection) == [("again:86b", 1), ("edit:86a", 0)]


def heard(connection, task_id):
    return deliveries.add(
        connection, key="w:1", webhook_id="w", event="e", task_id=task_id, body=b"{}", needs_handling=True
    )


def test_the_look_because_of_edits_is_forgotten_where_no_delivery_waits_and_no_other_one(connection):
    defer_reconcile(connection, "86a", Urgency.EDIT)
    defer_reconcile(connection, "86b", Urgency.EDIT)
    defer(connection, RECONCILE, "86a", at=SOON, attempt=1)

    together(connection, forget_edits_asked("86a"))

    assert waiting(connection) == [("edit:86b", 0), ("again:86a", 1)]


def test_the_look_because_of_edits_stays_while_a_delivery_waits(connection):
    defer_reconcile(connection, "86a", Urgency.EDIT)
    delivery = heard(connection, "86a")

    together(connection, forget_edits_asked("86a"))
    assert waiting(connection) == [("edit:86a", 0)]

    deliveries.mark_handled(connection, [delivery])
    together(connection, forget_edits_asked("86a"))
    assert waiting(connection) == []


def notice_at(connection):
    return connection.scalar(
        text("SELECT scheduled_at FROM procrastinate_jobs WHERE queueing_lock = 'notice:86a'")
    )


def test_a_notice_that_waits_for_an_earlier_time_serves_a_later_one(connection):
    assert defer(connection, NOTICE, "86a", at=SOON)
    assert not defer(connection, NOTICE, "86a", at=LATER)

    assert notice_at(connection) == SOON


def test_a_notice_that_waits_for_a_later_time_is_brought_forward(connection):
    assert defer(connection, NOTICE, "86a", at=LATER, attempt=2)
    assert defer(connection, NOTICE, "86a", at=SOON)

    assert notice_at(connection) == SOON
    assert waiting(connection) == [("notice:86a", 0)]


def test_what_a_clock_asks_for_waits_once_and_for_the_earlier_time(connection):
    assert defer(connection, CLOCK, "86a", at=LATER, attempt=2)
    assert defer(connection, CLOCK, "86a", at=SOON)
    assert not defer(connection, CLOCK, "86a", at=LATER)

    assert waiting(connection) == [("clock:86a", 0)]
    assert tickets_waiting(connection, CLOCK) == {"86a"}


def test_nothing_waits_for_a_clock(connection):
    defer(connection, CLOCK, "86a", at=SOON)
    defer(connection, NOTICE, "86a", at=SOON)
    connection.execute(
        text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE queueing_lock = 'notice:86a'")
    )

    assert begin(connection) == "notice:86a"


def test_looking_first_keeps_collapsed_bursts_out_of_the_database_s_log(connection):
    """A unique violation writes an error line each time, and there would be one for most events."""
    defer_reconcile(connection, "86a", Urgency.MOVE)
    before = connection.scalar(text("SELECT last_value FROM procrastinate_jobs_id_seq"))

    defer_reconcile(connection, "86a", Urgency.MOVE)

    assert connection.scalar(text("SELECT last_value FROM procrastinate_jobs_id_seq")) == before


def test_when_someone_else_was_faster_the_caller_s_own_rows_stay(engine):
    """The unique violation would abort the whole transaction; the savepoint keeps it to the job."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as slow:
        slow.execute(text("INSERT INTO kept (name, value) VALUES ('mine', '1')"))
        with engine.begin() as fast:  # what slow cannot see any more
            defer_reconcile(fast, "86a", Urgency.MOVE)

        assert not defer_reconcile(slow, "86a", Urgency.MOVE)
        slow.commit()

    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM kept WHERE name = 'mine'")) == 1
        assert waiting(connection) == [("move:86a", 0)]


def test_a_job_of_a_transaction_that_fails_is_not_queued(engine):
    with engine.connect() as connection:
        defer_reconcile(connection, "86a", Urgency.MOVE)
        connection.rollback()

        assert waiting(connection) == []


def test_an_empty_queue_waits_for_nothing(connection):
    assert state(connection) == QueueState(waiting=0, oldest_seconds=0.0)


def test_only_jobs_whose_time_has_come_count_as_waiting(connection):
    defer(connection, NOTICE, "86a", at=SOON)
    defer_reconcile(connection, "86b", Urgency.MOVE)
    connection.execute(
        text("UPDATE procrastinate_events SET at = at - interval '90 seconds' WHERE type = 'deferred'")
    )

    now = state(connection)
    assert now.waiting == 1
    assert 90 <= now.oldest_seconds < 100


def test_a_scheduled_job_waits_since_its_time_and_not_since_it_was_queued(connection):
    defer(connection, NOTICE, "86a", at=SOON)
    connection.execute(
        text("UPDATE procrastinate_events SET at = at - interval '1 day' WHERE type = 'deferred'")
    )
    connection.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '5 seconds'"))

    assert 5 <= state(connection).oldest_seconds < 15


def test_a_waiting_card_holds_nothing_back(connection):
    """Not even a notice, which has the lowest rank of the work that shares the ticket's lock."""
    defer(connection, CARD, "86a", at=SOON)
    defer(connection, NOTICE, "86a", at=PAST)

    assert begin(connection) == "notice:86a"


def test_a_card_waits_for_nothing_but_its_time(connection):
    defer(connection, NOTICE, "86a", at=SOON)
    defer(connection, CARD, "86a", at=PAST)

    assert begin(connection) == "card:86a"


def test_nothing_waits_for_what_goes_back_to_the_first_level(connection):
    defer(connection, RELAY, "86a", at=SOON)
    defer(connection, NOTICE, "86a", at=PAST)

    assert begin(connection) == "notice:86a"


def test_what_goes_back_to_the_first_level_is_not_held_back_by_a_scheduled_notice(connection):
    defer(connection, NOTICE, "86a", at=SOON)
    defer(connection, RELAY, "86a", at=PAST)
    defer(connection, RELAY, "86a", at=PAST)

    assert begin(connection) == "relay:86a"


def test_a_card_comes_after_all_other_work(connection):
    defer(connection, CARD, "86a", at=PAST)
    defer(connection, NOTICE, "86b", at=PAST)

    assert [begin(connection), begin(connection)] == ["notice:86b", "card:86a"]


def test_one_card_waits_at_a_time(connection):
    assert [defer(connection, CARD, "86a", at=LATER, attempt=1), defer(connection, CARD, "86a", at=SOON)] == [
        True,
        False,
    ]
    assert waiting(connection) == [("card:86a", 1)]


def test_what_is_put_off_is_in_sight_but_does_not_wait(connection):
    defer(connection, NOTICE, "86a", at=SOON)
    defer_reconcile(connection, "86b", Urgency.EDIT)

    assert state(connection).waiting == 0
    ahead = outlook(connection)
    assert ahead.running == 0
    assert 1 < ahead.next_seconds["reconcile"] < 60 < ahead.next_seconds["notice"]


def test_what_was_begun_runs(connection):
    defer_reconcile(connection, "86a", Urgency.MOVE)
    begin(connection)

    assert outlook(connection) == Outlook(running=1, next_seconds={})


def test_a_command_waits_for_moves_and_edits_but_not_for_notices(connection):
    defer(connection, NOTICE, "86a", at=PAST)
    defer(connection, COMMAND, "86a")
    defer_reconcile(connection, "86a", Urgency.MOVE)

    assert begin(connection) == "move:86a"
    connection.execute(text("DELETE FROM procrastinate_jobs WHERE status = 'doing'"))
    assert begin(connection) == "command:86a"


def test_one_job_handles_all_commands(connection):
    assert [defer(connection, COMMAND, "86a"), defer(connection, COMMAND, "86a")] == [True, False]


def test_a_new_command_does_not_wait_for_another_attempt_at_the_last_one(connection):
    defer(connection, COMMAND, "86a", at=SOON, attempt=2)

    assert defer(connection, COMMAND, "86a")
    assert waiting(connection) == [("command:86a", 0)]


def test_another_attempt_is_left_to_a_command_that_waits_already(connection):
    defer(connection, COMMAND, "86a")

    assert not defer(connection, COMMAND, "86a", at=SOON, attempt=1)
