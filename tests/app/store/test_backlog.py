"""What counts as a burst of tickets that wait to be read."""

import pytest
from sqlalchemy import text

from app.queue.defer import defer
from app.queue.kinds import RECONCILE
from app.store.backlog import backlog
from app.store.receive import Arrival, receive


@pytest.fixture
def two_wait(connection):
    for task_id in ("86a", "86b"):
        receive(
            connection,
            Arrival(key=task_id, webhook_id="wh", event="taskUpdated", task_id=task_id, body=b"{}"),
        )


@pytest.mark.usefixtures("two_wait")
def test_what_waits_counts(connection):
    assert backlog(connection, bot_user_id=1, moves_only=False).tickets == 2


@pytest.mark.usefixtures("two_wait")
def test_what_has_waited_for_long_is_no_burst(connection):
    """It waits for something else than to be read; other tickets are read one by one as ever."""
    connection.execute(
        text("UPDATE deliveries SET received_at = now() - interval '11 minutes' WHERE task_id = '86a'")
    )

    assert backlog(connection, bot_user_id=1, moves_only=False).tickets == 1


@pytest.mark.usefixtures("two_wait")
def test_what_waits_for_a_code_host_is_no_burst(connection):
    defer(connection, RECONCILE, "86a", attempt=1, hosts=["GitHub"])
    defer(connection, RECONCILE, "86b", attempt=1)

    assert backlog(connection, bot_user_id=1, moves_only=False).tickets == 1
