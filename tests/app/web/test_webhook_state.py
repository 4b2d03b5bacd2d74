"""What `/readyz` says about the webhooks."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.store import webhook_checks, webhooks
from app.web.factory import create_app


@pytest.fixture
def ask(engine):
    """Ask for readiness: (status of the whole, reasons of the webhooks' check)."""

    def ask(later=timedelta(0)):
        with engine.begin() as connection:  # a worker lives
            connection.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
        web = create_app(engine, now=lambda: datetime.now(UTC) + later).test_client()
        body = web.get("/readyz").json
        return body["status"], body["checks"]["webhooks"]["reasons"]

    return ask


@pytest.fixture
def found(engine, register):
    """The last look found the webhook `wh` like this."""

    def found(health, fail_count=0):
        register("wh", "s3cret")
        with engine.begin() as connection:
            webhooks.note(connection, "wh", list_name="Level 2 Support", health=health, fail_count=fail_count)

    return found


def test_an_active_webhook_is_fine(ask, found):
    found("active")

    assert ask() == ("ok", [])


@pytest.mark.parametrize("health", ["failing", "suspended"])
def test_one_that_does_not_deliver_is_named(ask, found, health):
    found(health, 7)

    assert ask() == ("warn", [f"Level 2 Support: the webhook is {health}, 7 events were lost"])


def test_a_retired_one_may_be_as_it_likes(ask, found, register, connection):
    found("suspended", 100)
    webhooks.retire(connection, "wh")
    connection.commit()
    register("new", "n3w")

    assert ask() == ("ok", [])


def test_a_look_that_failed_is_told_until_one_succeeds(ask, found, engine):
    found("active")
    with engine.begin() as connection:
        webhook_checks.failed(connection, "GET /v2/team/9001/webhook: 503 Service Unavailable")
    told = ask()
    with engine.begin() as connection:
        webhook_checks.succeeded(connection, [])

    assert told == (
        "warn",
        ["the webhooks could not be checked: GET /v2/team/9001/webhook: 503 Service Unavailable"],
    )
    assert ask() == ("ok", [])


def test_a_trouble_that_was_ended_is_news_for_an_hour(ask, found, engine):
    found("active")
    sentence = "Level 2 Support: the webhook was suspended after 100 lost events; it is active again."
    with engine.begin() as connection:
        webhook_checks.succeeded(connection, [sentence])
        webhook_checks.succeeded(connection, [])  # the next look finds nothing

    assert ask() == ("warn", [sentence])
    assert sentence not in ask(later=timedelta(minutes=61))[1]


def test_a_worker_that_does_not_look_is_told(ask, found):
    found("active")

    assert ask(later=timedelta(minutes=9)) == ("ok", [])
    assert ask(later=timedelta(minutes=12)) == (
        "warn",
        ["no worker has checked the webhooks for 12 minutes"],
    )
