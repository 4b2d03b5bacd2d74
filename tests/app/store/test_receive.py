"""Deliveries, their places in time and their jobs: one statement."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.store.deliveries import lock_ticket
from app.store.engine import single
from app.store.receive import Arrival, Job, receive, receive_free

MOVE = Job(name="reconcile", rank=100, lock="task:86a", queueing_lock="move:86a", task_id="86a")
EDIT = replace(MOVE, rank=10, queueing_lock="edit:86a")


@pytest.fixture
def tell(engine):
    """Receive a delivery of ticket 86a, committed at once."""

    def tell(key, **how):
        told = {"webhook_id": "w", "event": "taskUpdated", "task_id": "86a", "body": b"{}"}
        with single(engine) as connection:
            return receive(connection, Arrival(key=key, **{"jobs": (MOVE, EDIT), **told, **how}))

    return tell


@pytest.fixture
def accepted(engine):
    """Note the status that the ticket was last accepted in."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO tickets (task_id, list_id, stage, status, entered_at)"
                " VALUES ('86a', 'l2', 'Fixing', 'Fixing', now())"
            )
        )


def waiting(engine):
    with engine.connect() as connection:
        return set(connection.scalars(text("SELECT queueing_lock FROM procrastinate_jobs")))


def test_it_is_kept_and_its_job_is_queued(tell, engine):
    received = tell("k")

    assert (received.moves, received.queued) == (True, True)
    assert waiting(engine) == {"move:86a"}


def test_the_same_one_again_is_none(tell):
    tell("k")

    assert tell("k") is None


@pytest.mark.usefixtures("accepted")
def test_a_move_to_where_the_ticket_rests_is_an_edit_in_whatever_letters(tell, engine):
    received = tell("k", resting=["FIXING"])

    assert (received.moves, received.queued) == (False, True)
    assert waiting(engine) == {"edit:86a"}


def test_of_a_ticket_never_seen_no_status_is_one_in_which_it_rests(tell):
    assert tell("k", resting=["Fixing"]).moves


@pytest.mark.parametrize(
    ("first", "second", "jobs"),
    [
        (True, True, {"move:86a"}),
        (True, False, {"move:86a"}),
        (False, False, {"edit:86a"}),
        (False, True, {"move:86a", "edit:86a"}),
    ],
    ids=["two moves", "a move and an edit", "two edits", "an edit and a move"],
)
def test_no_job_is_added_where_one_waits_that_sees_as_much(tell, engine, first, second, jobs):
    tell("a", moves=first)
    tell("b", moves=second)

    assert waiting(engine) == jobs


def test_one_that_is_begun_does_not_count(tell, engine):
    tell("a")
    with engine.begin() as connection:
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))

    assert tell("b").queued


def test_it_can_be_kept_without_a_job(tell, engine):
    assert not tell("k", jobs=None).queued
    assert waiting(engine) == set()


def arrival(key, task_id):
    return Arrival(key=key, webhook_id="w", event="taskUpdated", task_id=task_id, body=key.encode())


def bodies(engine):
    with engine.connect() as connection:
        return dict(connection.execute(text("SELECT task_id, body FROM deliveries")).all())


def test_several_are_kept_together_each_with_its_own_body(engine):
    with single(engine) as connection:
        found = receive_free(connection, [arrival("a", "86a"), arrival("b", "86b"), arrival("a", "86a")])

    assert [found[place] is None for place in range(3)] == [False, False, True]
    assert bodies(engine) == {"86a": b"a", "86b": b"b"}


def test_a_ticket_that_someone_is_busy_with_keeps_no_other_one_waiting(engine):
    with engine.begin() as busy:
        lock_ticket(busy, "86a")
        with single(engine) as connection:
            found = receive_free(connection, [arrival("a", "86a"), arrival("b", "86b")])

    assert list(found) == [1]
    assert bodies(engine) == {"86b": b"b"}
