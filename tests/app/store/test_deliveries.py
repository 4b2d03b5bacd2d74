import pytest
from psycopg.errors import LockNotAvailable
from sqlalchemy import text

from app.store import deliveries


@pytest.fixture
def keep(connection):
    def keep(key, *, task_id="86a", needs_handling=True, body=b"{}"):
        return deliveries.add(
            connection,
            key=key,
            webhook_id="wh",
            event="taskUpdated",
            task_id=task_id,
            body=body,
            needs_handling=needs_handling,
        )

    return keep


def ids(kept):
    return [delivery.delivery_id for delivery in kept]


def test_a_kept_delivery_is_the_same_bytes(connection, keep):
    delivery_id = keep("wh:1", body=b'\xff\x00{"a": 1}')

    (kept,) = deliveries.waiting(connection, "86a")
    assert (kept.delivery_id, kept.event, kept.body) == (delivery_id, "taskUpdated", b'\xff\x00{"a": 1}')


def test_the_same_delivery_again_is_not_kept_again(connection, keep):
    first = keep("wh:1")

    assert keep("wh:1") is None
    assert ids(deliveries.waiting(connection, "86a")) == [first]


def test_waiting_deliveries_come_in_the_order_of_arrival_and_of_one_ticket_only(connection, keep):
    first, _, third = keep("wh:1"), keep("wh:2", task_id="other"), keep("wh:3")

    assert ids(deliveries.waiting(connection, "86a")) == [first, third]


def test_one_that_needs_no_handling_does_not_wait(connection, keep):
    keep("wh:1", needs_handling=False)

    assert deliveries.waiting(connection, "86a") == []


def test_what_arrived_meanwhile_is_not_marked_handled(connection, keep):
    first = keep("wh:1")
    second = keep("wh:2")

    deliveries.mark_handled(connection, [first])

    assert ids(deliveries.waiting(connection, "86a")) == [second]


def test_marking_nothing_handled_is_allowed(connection):
    deliveries.mark_handled(connection, [])


def test_the_newest_arrival_is_known(connection, keep):
    assert deliveries.newest_at(connection) is None
    keep("wh:1")

    assert deliveries.newest_at(connection) == connection.scalar(text("SELECT now()"))


def test_reading_a_ticket_waits_for_a_delivery_that_is_being_received(engine):
    """Otherwise a job could read just before the commit, and the delivery would wait for no one."""
    with engine.begin() as receiving, engine.begin() as reading:
        deliveries.lock_ticket(receiving, "86a")
        reading.execute(text("SET LOCAL lock_timeout = '50ms'"))
        with pytest.raises(LockNotAvailable, match="lock timeout"):
            deliveries.waiting(reading, "86a")
        reading.rollback()


def test_tickets_do_not_wait_for_each_other(engine):
    with engine.begin() as receiving, engine.begin() as reading:
        deliveries.lock_ticket(receiving, "86a")
        reading.execute(text("SET LOCAL lock_timeout = '50ms'"))

        assert deliveries.waiting(reading, "other") == []
