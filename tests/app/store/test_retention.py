"""What is settled and old goes, everything else stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.store import retention

NOW = datetime(2030, 1, 31, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)
OLD, YOUNG = NOW - timedelta(days=31), NOW - timedelta(days=29)


@pytest.fixture
def put(engine):
    """Insert rows of a table, given as dictionaries."""

    def put(table, *rows):
        with engine.begin() as connection:
            for row in rows:
                columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
                connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)  # noqa: S608

    return put


@pytest.fixture
def left(engine):
    """Read one column of a table."""

    def left(table, column):
        with engine.connect() as connection:
            return connection.scalars(text(f"SELECT {column} FROM {table} ORDER BY {column}")).all()  # noqa: S608

    return left


def delivery(key, received_at, handled_at):
    return {
        "key": key,
        "webhook_id": "wh",
        "event": "taskUpdated",
        "body": b"{}",
        "received_at": received_at,
        "handled_at": handled_at,
    }


def comment(key, state, created_at, done_at=None):
    return {
        "task_id": "86a",
        "kind": "gate",
        "key": key,
        "state": state,
        "content": "[]",
        "created_at": created_at,
        "done_at": done_at,
    }


def notice(cause, state, settled_at):
    return {
        "task_id": "86a",
        "kind": "estimated",
        "cause": cause,
        "state": state,
        "not_before": OLD,
        "settled_at": settled_at,
    }


def webhook(webhook_id, retired_at):
    return {
        "webhook_id": webhook_id,
        "workspace_id": "1",
        "endpoint": "https://x",
        "secret": "s",
        "created_at": OLD,
        "retired_at": retired_at,
    }


def test_a_delivery_goes_when_it_is_handled_and_old(engine, put, left):
    put(
        "deliveries",
        delivery("old", OLD, OLD),
        delivery("young", YOUNG, YOUNG),
        delivery("waiting", OLD, None),
    )

    assert retention.prune(engine, BEFORE)["deliveries"] == 1
    assert left("deliveries", "key") == ["waiting", "young"]


def test_a_comment_goes_when_nothing_of_it_stands_or_is_due(engine, put, left):
    put(
        "comments",
        comment("cancelled", "cancelled", OLD),
        comment("resolved", "resolved", OLD, OLD),
        comment("edited lately", "resolved", OLD, YOUNG),
        comment("standing", "done", OLD, OLD),
        comment("unsaid", "pending", OLD),
        comment("to be resolved", "settling", OLD, OLD),
    )

    assert retention.prune(engine, BEFORE)["comments"] == 2
    assert left("comments", "key") == ["edited lately", "standing", "to be resolved", "unsaid"]


def test_a_command_goes_with_its_answer_when_it_is_handled_and_old(engine, put, left):
    asked = {"task_id": "86a", "user_id": 7, "text": "/why", "at": OLD}
    put(
        "commands",
        asked | {"comment_id": "old", "received_at": OLD, "handled_at": OLD},
        asked | {"comment_id": "young", "received_at": YOUNG, "handled_at": YOUNG},
        asked | {"comment_id": "waiting", "received_at": OLD, "handled_at": None},
    )
    put(
        "comments",
        comment("answered", "done", OLD, OLD) | {"kind": "answer"},
        comment("unanswered", "pending", OLD) | {"kind": "answer"},
    )

    pruned = retention.prune(engine, BEFORE)

    assert (pruned["commands"], pruned["comments"]) == (1, 1)
    assert left("commands", "comment_id") == ["waiting", "young"]
    assert left("comments", "key") == ["unanswered"]


def test_a_notice_goes_when_it_was_settled_long_ago(engine, put, left):
    put(
        "notices",
        notice("received", "received", OLD),
        notice("dropped", "dropped", OLD),
        notice("settled lately", "received", YOUNG),
        notice("owed", "owed", None),
        notice("sent", "sent", None),
    )

    assert retention.prune(engine, BEFORE)["notices"] == 2
    assert left("notices", "cause") == ["owed", "sent", "settled lately"]


def test_what_a_first_level_ticket_was_owed_goes_when_it_was_settled_long_ago(engine, put, left):
    about = {"task_id": "86a", "kind": "day"}
    put(
        "relays",
        about | {"cause": "old", "state": "done", "settled_at": OLD},
        about | {"cause": "young", "state": "done", "settled_at": YOUNG},
        about | {"cause": "owed", "state": "owed", "settled_at": None},
    )

    assert retention.prune(engine, BEFORE)["relays"] == 1
    assert left("relays", "cause") == ["owed", "young"]


def test_a_webhook_goes_when_it_was_replaced_long_ago(engine, put, left):
    put("webhooks", webhook("old", OLD), webhook("young", YOUNG), webhook("in use", None))

    assert retention.prune(engine, BEFORE)["webhooks"] == 1
    assert left("webhooks", "webhook_id") == ["in use", "young"]


def test_tickets_and_moves_stay(engine, put, left):
    ticket = {"task_id": "86a", "list_id": "l", "stage": "Fixing", "status": "fixing", "entered_at": OLD}
    move = {"task_id": "86a", "to_stage": "Fixing", "verdict": "allowed", "findings": "[]", "at": OLD}
    put("tickets", ticket)
    put("moves", move | {"delivery_id": 1})

    retention.prune(engine, BEFORE)

    assert left("tickets", "task_id") == left("moves", "task_id") == ["86a"]


def test_it_deletes_in_small_steps_until_nothing_is_left(engine, put, left):
    put("deliveries", *(delivery(str(number), OLD, OLD) for number in range(5)))

    assert retention.prune(engine, BEFORE, batch=2)["deliveries"] == 5
    assert left("deliveries", "key") == []


def test_a_row_that_someone_holds_makes_no_one_wait(engine, put, left):
    put("deliveries", delivery("held", OLD, OLD), delivery("free", OLD, OLD))
    with engine.begin() as other:
        other.execute(text("SELECT * FROM deliveries WHERE key = 'held' FOR UPDATE"))

        assert retention.prune(engine, BEFORE)["deliveries"] == 1

    assert left("deliveries", "key") == ["held"]


def test_reports_go_with_their_files_once_their_tickets_have_had_all_of_it_for_long(put, left, engine):
    def report(reference, state, done_at):
        key = {"source": "api:a", "idempotency_key": reference, "digest": "d"}
        return {"reference": reference, "state": state, "done_at": done_at, "received_at": OLD, **key}

    put(
        "client_reports",
        report("old", "done", OLD),
        report("young", "done", YOUNG),
        report("open", "created", None),
    )
    file = {"content_type": "text/plain", "size": 1, "state": "sent"}
    put("client_report_files", *({"reference": of, "name": of, **file} for of in ("old", "young", "open")))
    put("rate_counts", *({"name": str(at), "began_at": at, "hits": 1} for at in (OLD, YOUNG)))

    retention.prune(engine, BEFORE)

    assert left("client_reports", "reference") == ["open", "young"]
    assert left("client_report_files", "name") == ["open", "young"]
    assert left("rate_counts", "name") == [str(YOUNG)]
