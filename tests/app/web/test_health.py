from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.queue.defer import Urgency, defer_reconcile
from app.store import dead_letters, revision, webhooks
from app.store.engine import connect
from app.web.factory import create_app


@pytest.fixture
def ready(engine):
    """Ask for readiness: (status code, body)."""

    def ready(later=timedelta(0)):
        answer = create_app(engine, now=lambda: datetime.now(UTC) + later).test_client().get("/readyz")
        return answer.status_code, answer.json

    return ready


@pytest.fixture
def nowhere():
    engine = connect("postgresql://postgres@/stagegate?host=/nonexistent")
    yield create_app(engine).test_client()
    engine.dispose()


def test_a_process_that_answers_is_healthy_whatever_the_database_does(nowhere):
    answer = nowhere.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_with_a_webhook_and_an_empty_queue_all_is_well(ready, register):
    register("wh", "s3cret")

    assert ready() == (
        200,
        {
            "status": "ok",
            "checks": {
                "database": {"status": "ok"},
                "migrations": {"status": "ok", "at": revision.HEAD, "needs": revision.HEAD},
                "queue": {
                    "status": "ok",
                    "reasons": [],
                    "waiting": 0,
                    "oldest_waiting_seconds": 0.0,
                    "dead_letters": 0,
                },
                "webhooks": {
                    "status": "ok",
                    "reasons": [],
                    "registered": {
                        "wh": {
                            "list": "l2",
                            "list_name": None,
                            "endpoint": "https://stagegate.example/webhooks/clickup",
                            "retired": False,
                            "health": None,
                            "fail_count": None,
                        }
                    },
                    "seconds_since_last_delivery": None,
                },
                "workspace": {"status": "ok", "reasons": []},
            },
        },
    )


def test_without_the_database_it_is_not_ready(nowhere):
    answer = nowhere.get("/readyz")

    assert answer.status_code == 503
    assert answer.json == {
        "status": "down",
        "checks": {"database": {"status": "down", "error": "OperationalError"}},
    }


def test_without_migrations_it_is_not_ready(empty_database_url):
    engine = connect(empty_database_url)
    answer = create_app(engine).test_client().get("/readyz")
    engine.dispose()

    assert answer.status_code == 503
    assert answer.json["checks"]["migrations"] == {"status": "down", "at": None, "needs": revision.HEAD}


def test_without_a_webhook_it_warns(ready):
    status, body = ready()

    assert (status, body["status"]) == (200, "warn")
    assert body["checks"]["webhooks"]["reasons"] == ["no webhook is registered"]


def test_a_retired_webhook_is_none(ready, register, connection):
    register("wh", "s3cret")
    webhooks.retire(connection, "wh")
    connection.commit()

    assert ready()[1]["checks"]["webhooks"]["status"] == "warn"


def test_when_no_worker_takes_the_jobs_it_warns(ready, connection):
    defer_reconcile(connection, "86a", Urgency.MOVE)
    connection.execute(text("UPDATE procrastinate_events SET at = at - interval '61 seconds'"))
    connection.commit()

    queue = ready()[1]["checks"]["queue"]
    assert (queue["status"], queue["waiting"]) == ("warn", 1)
    assert queue["reasons"] == ["jobs are waiting and no worker takes them"]


def test_when_tickets_were_given_up_it_warns(ready, connection):
    dead_letters.bury(connection, task_id="86a", error="KeyError: 'stage'", attempts=5)
    connection.commit()

    queue = ready()[1]["checks"]["queue"]
    assert (queue["status"], queue["dead_letters"]) == ("warn", 1)
    assert queue["reasons"] == ["tickets were given up"]


def test_the_time_since_the_last_delivery_is_told(ready, post, delivery):
    post(delivery())

    _, body = ready(later=timedelta(minutes=10))
    assert 600 <= body["checks"]["webhooks"]["seconds_since_last_delivery"] < 660


def test_no_secret_shows(ready, register):
    register("wh", "s3cret")

    assert "s3cret" not in str(ready())
