"""`stagegate webhooks` on a real ClickUp (simulated) and a real database."""

import json
from datetime import UTC, datetime

import pytest
import requests
from sqlalchemy import text

from app.messages.admin.failures import IN_A_MINUTE, NOT_LET
from app.store import deliveries
from app.store import webhooks as store

pytest_plugins = ["tests.app.program"]

HERE = "https://bot.example.com"


@pytest.fixture(autouse=True)
def settings(settings):
    settings.setenv("STAGEGATE_PUBLIC_URL", HERE)
    settings.setenv("COLUMNS", "250")


@pytest.fixture
def webhooks(stagegate):
    """Call `stagegate webhooks ...`: (exit code, what it printed)."""

    def webhooks(*arguments):
        code, output = stagegate("webhooks", *arguments)
        return code, [line for line in output.splitlines() if "action=" not in line]

    return webhooks


@pytest.fixture
def inside(sandbox):
    """The sandbox's own records of the webhooks."""
    return sandbox.sandbox.memory.webhooks


def test_before_the_first_start_there_is_none(webhooks):
    assert webhooks("list") == (0, ["No webhook is registered. The worker registers them when it starts."])


def test_repair_registers_what_is_missing_and_says_so(webhooks, inside):
    assert webhooks("repair") == (
        0,
        [
            "Level 2 Support: a webhook was registered.",
            "Companies: a webhook was registered.",
            "Client Support: a webhook was registered.",
            "Checked the lists for changes that were not reported in the meantime.",
        ],
    )
    assert len(inside) == 3


def test_repair_says_when_all_is_well(webhooks):
    webhooks("repair")

    assert webhooks("repair") == (0, ["Nothing to do: every list has a working webhook."])


def test_repair_wakes_a_suspended_webhook_and_looks_for_what_it_did_not_tell(
    webhooks, inside, workspace, clock, engine
):
    webhooks("repair")
    for hook in inside.values():
        hook.status, hook.fail_count = "suspended", 100
    clock.now = datetime.now(UTC)  # the command's own
    workspace.api("PUT", "/task/86c1va102", status="replicating")

    _, said = webhooks("repair")

    assert said[0] == "Level 2 Support: the webhook was suspended after 100 lost events; it is active again."
    with engine.connect() as connection:
        found = connection.scalars(text("SELECT task_id FROM deliveries WHERE handled_at IS NULL")).all()
    assert found == ["86c1va102"]


def test_rotate_says_what_becomes_of_the_old_ones(webhooks, inside):
    webhooks("repair")

    code, said = webhooks("rotate")

    assert code == 0
    assert said[:-1] == [
        f"{name}: a new webhook with a new secret was registered; the old one works for a while."
        for name in ("Level 2 Support", "Companies", "Client Support")
    ]
    assert said[-1] == (
        "The worker removes the old webhooks from ClickUp in 10 minutes. "
        "Their deliveries are refused after 1 hour."
    )
    assert len(inside) == 6


def test_the_list_shows_each_with_what_the_last_look_found(webhooks, inside, engine):
    webhooks("repair")
    first = next(hook for hook in inside.values() if hook.list_id == "901200000001")
    first.status, first.fail_count = "failing", 3
    webhooks("repair")
    with engine.begin() as connection:
        deliveries.add(
            connection,
            key="k",
            webhook_id=first.id,
            event="taskUpdated",
            task_id="86a",
            body=b"{}",
            needs_handling=False,
        )

    rows = {row["webhook_id"]: row for row in json.loads("\n".join(webhooks("list", "--json")[1]))}

    assert len(rows) == 3
    row = rows[first.id]
    assert (row["list"], row["health"], row["fail_count"]) == ("Level 2 Support", "failing", 3)
    assert row["endpoint"] == f"{HERE}/webhooks/clickup"
    assert row["last_delivery"] is not None
    assert row["retired"] is None


def test_people_see_each_webhook_in_lines_and_no_secret(webhooks, inside):
    webhooks("repair")
    first = next(hook for hook in inside.values() if hook.list_id == "901200000001")
    first.status, first.fail_count = "failing", 3
    webhooks("repair")

    _, said = webhooks("list")

    at = said.index("Level 2 Support: failing, 3 events lost")
    assert said[at + 1] == f"  {first.id} delivers to {HERE}/webhooks/clickup"
    assert said[at + 2].startswith("  last delivery -, checked 20")
    assert "Companies: active" in said
    assert not any(hook.secret in "\n".join(said) for hook in inside.values())


def test_a_replaced_webhook_is_told_as_such(webhooks):
    webhooks("repair")
    webhooks("rotate")

    _, said = webhooks("list")

    assert said.count("Companies: replaced") == 1
    assert said[said.index("Companies: replaced") + 3].startswith("  replaced 20")
    assert said[said.index("Companies: replaced") + 3].endswith(
        "; its deliveries are still accepted for a while"
    )


def test_a_refusal_of_clickup_ends_it_without_a_traceback(webhooks, sandbox):
    rule = {"path": "/api/v2/team/*/webhook", "status": 403, "body": {"err": "No", "ECODE": "OAUTH_027"}}
    requests.post(f"{sandbox.url}/sandbox/faults", json=rule, timeout=120).raise_for_status()

    code, said = webhooks("repair")

    assert code == 1
    assert said[-1].startswith(f"Error: {NOT_LET} GET /v2/team/")
    assert "/webhook: 403 OAUTH_027 No. In ClickUp, share" in said[-1]


def test_two_do_not_repair_at_once(webhooks, engine):
    with store.alone(engine):
        assert webhooks("repair") == (
            1,
            [f"Error: Another process is working on the webhooks right now. {IN_A_MINUTE}"],
        )


def test_without_the_public_address_it_says_what_is_missing(webhooks, monkeypatch):
    monkeypatch.delenv("STAGEGATE_PUBLIC_URL")

    code, said = webhooks("rotate")

    assert code == 1
    assert said[0].startswith("Error: STAGEGATE_PUBLIC_URL is not set.")
