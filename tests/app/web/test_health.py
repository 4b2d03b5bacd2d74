from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.queue.defer import Urgency, defer_reconcile
from app.store import dead_letters, oddities, revision, webhooks
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


@pytest.fixture
def live(engine):
    """Have a worker say that it lives."""

    def live(*, silent_for=0):
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - :silence)"),
                {"silence": timedelta(seconds=silent_for)},
            )

    return live


def test_with_a_webhook_and_an_empty_queue_all_is_well(ready, register, live):
    register("wh", "s3cret")
    live()

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
                    "workers": 1,
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
                "tickets": {"status": "ok", "reasons": [], "left_alone": 0},
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
    assert queue["reasons"] == ["no worker is alive", "jobs are waiting and no worker takes them"]


def test_without_a_worker_it_warns_also_with_an_empty_queue(ready):
    queue = ready()[1]["checks"]["queue"]

    assert (queue["status"], queue["workers"]) == ("warn", 0)
    assert queue["reasons"] == ["no worker is alive"]


def test_a_worker_that_fell_silent_is_told_beside_one_that_lives(ready, live):
    live()
    live(silent_for=20)

    queue = ready()[1]["checks"]["queue"]
    assert (queue["status"], queue["workers"]) == ("warn", 1)
    assert queue["reasons"] == ["a worker fell silent"]


def test_a_wrong_end_of_the_minute_is_told_for_a_while(ready, engine, live):
    live()
    with engine.begin() as connection:
        oddities.note(connection, oddities.WRONG_MINUTE)
    assert ready()[1]["checks"]["queue"]["reasons"] == ["ClickUp names a wrong end of its minute"]

    with engine.begin() as connection:
        connection.execute(text("UPDATE kept SET kept_at = now() - interval '11 minutes'"))
    assert ready()[1]["checks"]["queue"]["reasons"] == []


def test_when_tickets_were_given_up_it_warns(ready, connection, live):
    live()
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
