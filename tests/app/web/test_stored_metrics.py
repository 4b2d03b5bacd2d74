"""What the database knows, as Prometheus reads it."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, text

from app.store import api_budget, counters, webhooks
from app.store.api_budget import Budget


@pytest.fixture
def scrape(web):
    """Read /metrics: {(name, label values by the labels' names ...): value}."""

    def scrape():
        told = web.get("/metrics").get_data(as_text=True)
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(told)
            for sample in family.samples
        }

    return scrape


def test_verdicts_and_what_was_missing_are_told(scrape, connection):
    counters.add(connection, verdicts=[{"stage": "Fixing", "verdict": "rejected"}] * 2)
    counters.add(connection, findings=[{"code": "datum:Severity", "outcome": "unmet"}])
    connection.commit()

    seen = scrape()
    assert seen["stagegate_verdicts_total", "Fixing", "rejected"] == 2
    assert seen["stagegate_findings_total", "datum:Severity", "unmet"] == 1


def test_notices_are_told_by_kind_and_state(scrape, connection):
    counters.add(connection, notices=[{"kind": "estimated", "state": "sent"}] * 3)
    counters.add(connection, notices=[{"kind": "estimated", "state": "received"}] * 2)
    connection.exec_driver_sql(
        "INSERT INTO notices (task_id, kind, cause, state, not_before) VALUES"
        " ('86a', 'closed', '1', 'owed', now()), ('86a', 'estimated', '2', 'sent', now()),"
        " ('86a', 'estimated', '3', 'received', now())"
    )
    connection.commit()

    seen = scrape()
    assert seen["stagegate_notices_total", "estimated", "received"] == 2
    assert seen["stagegate_notices_open", "owed"] == 1
    assert seen["stagegate_notices_open", "sent"] == 1


def test_tickets_are_told_by_how_well_they_keep_their_sla(scrape, connection):
    connection.exec_driver_sql(
        "INSERT INTO tickets (task_id, list_id, stage, status, entered_at, sla_level, gone_at) VALUES"
        " ('1', 'l', 'Fixing', 'fixing', now(), 'ok', NULL),"
        " ('2', 'l', 'Fixing', 'fixing', now(), 'ok', NULL),"
        " ('3', 'l', 'Fixing', 'fixing', now(), 'at risk', NULL),"
        " ('4', 'l', 'Fixing', 'fixing', now(), 'at risk', now()),"
        " ('5', 'l', 'Closed (Resolved)', 'in production', now(), 'none', NULL)"
    )
    connection.commit()

    seen = scrape()
    assert {key[1:]: value for key, value in seen.items() if key[0] == "stagegate_tickets"} == {
        ("ok", "Fixing"): 2,
        ("at risk", "Fixing"): 1,
    }


def test_calls_are_told(scrape, connection):
    soon = datetime.now(UTC) + timedelta(seconds=40)
    api_budget.learn(connection, "bot", Budget(limit=100, remaining=60, resets_at=soon))
    api_budget.take(connection, "bot", keep=0)
    api_budget.count_refusal(connection, "bot")
    connection.commit()

    seen = scrape()
    assert seen["stagegate_calls_limit",] == 100
    assert seen["stagegate_calls_left",] == 59
    assert seen["stagegate_calls_total",] == 2
    assert seen["stagegate_calls_refused_total",] == 1


def test_when_a_minute_is_over_all_calls_are_left_again(scrape, connection):
    ago = datetime.now(UTC) - timedelta(seconds=1)
    api_budget.learn(connection, "bot", Budget(limit=100, remaining=3, resets_at=ago))
    connection.commit()

    assert scrape()["stagegate_calls_left",] == 100


def test_a_token_that_was_replaced_or_only_tried_does_not_count(scrape, connection):
    now = datetime.now(UTC)
    told = {
        "replaced": (Budget(limit=100, remaining=3, resets_at=now - timedelta(hours=2)), 50),
        "used": (Budget(limit=1000, remaining=990, resets_at=now + timedelta(seconds=30)), 5),
        "tried": (Budget(limit=200, remaining=199, resets_at=now + timedelta(seconds=40)), 0),
    }
    for name, (budget, calls) in told.items():
        api_budget.learn(connection, name, budget)
        for _ in range(calls):
            api_budget.take(connection, name, keep=0)
        if name == "replaced":
            connection.execute(text("UPDATE api_budget SET resets_at = now() - interval '2 hours'"))
    connection.commit()

    assert scrape()["stagegate_calls_limit",] == 1000


def test_before_the_first_call_nothing_is_said_about_calls(scrape):
    assert ("stagegate_calls_limit",) not in scrape()


@pytest.mark.parametrize(("health", "active"), [("active", 1), ("failing", 0), ("suspended", 0)])
def test_the_state_of_each_webhook_in_use_is_told(scrape, register, connection, health, active):
    for webhook_id in ("wh", "retired", "not looked at"):
        register(webhook_id, "s3cret")
    for webhook_id in ("wh", "retired"):
        webhooks.note(connection, webhook_id, list_name="Companies", health=health, fail_count=4)
    webhooks.retire(connection, "retired")
    connection.commit()

    seen = scrape()
    assert {name: value for name, value in seen.items() if name[0] == "stagegate_webhook_active"} == {
        ("stagegate_webhook_active", "Companies", "wh"): active
    }
    assert seen["stagegate_webhook_fail_count", "Companies", "wh"] == 4
    assert seen["stagegate_webhook_checked_timestamp_seconds", "Companies", "wh"] > 0


def test_repairs_are_told(scrape, connection):
    counters.add(connection, webhook_repairs=[{"kind": "reactivated"}])
    connection.commit()

    assert scrape()["stagegate_webhook_repairs_total", "reactivated"] == 1


def test_a_scrape_never_reads_what_grows_for_ever(scrape, engine):
    """Of the tickets only those that have a limit to keep or are left alone, by an index."""
    statements = []

    def note(*args):
        statements.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    scrape()
    event.remove(engine, "before_cursor_execute", note)

    assert statements
    assert not any(name in one for one in statements for name in ("moves", "deliveries"))
    of_tickets = [one for one in statements if "FROM tickets" in one]
    assert all("sla_level <> 'none'" in one or "left_alone_at IS NOT NULL" in one for one in of_tickets)


def test_no_secret_shows(web, register, connection):
    register("wh", "s3cret")
    webhooks.note(connection, "wh", list_name="Companies", health="active", fail_count=0)
    connection.commit()

    assert "s3cret" not in web.get("/metrics").get_data(as_text=True)
