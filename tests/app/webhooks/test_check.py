"""A webhook that was silenced is noticed, wakened, and made up for."""

import time
from dataclasses import replace

import pytest
import requests
from sqlalchemy import text

from app.messages.admin.failures import address_refused
from app.reconcile import poll
from app.store import counters, webhook_checks
from app.store import webhooks as store
from app.webhooks import check as check_webhooks
from app.webhooks import ensure as ensure_webhooks
from app.worker.functions import find
from app.worker.tasks import Tasks
from clickup_client.errors import BadRequestError, NotAuthorisedError, RateLimitedError

HERE = "https://bot.example.com"
TICKETS, CLIENTS, COMPANIES = "901200000001", "901200000002", "901200000003"
TICKET = "86c1va102"


@pytest.fixture
def bot(bot):
    """The bot as a worker has it after its start: it hears, and knows every ticket."""
    bot = replace(bot, public_url=HERE)
    ensure_webhooks.ensure(bot, HERE)
    poll.poll_lists(bot)
    return bot


@pytest.fixture
def inside(sandbox, bot):
    """The sandbox's own record of the webhook of the tickets."""
    return sandbox.sandbox.memory.webhooks[registered(bot)[TICKETS].id]


@pytest.fixture
def fault(sandbox):
    def fault(**rule):
        requests.post(f"{sandbox.url}/sandbox/faults", json=rule, timeout=120).raise_for_status()

    return fault


def registered(bot):
    return {hook.list_id: hook for hook in bot.client.get_webhooks(bot.directory.workspace_id)}


def known(bot):
    with bot.engine.begin() as connection:
        return store.every(connection)


def checks(bot):
    with bot.engine.begin() as connection:
        return webhook_checks.latest(connection)


def hinted(bot):
    with bot.engine.begin() as connection:
        rows = connection.execute(text("SELECT task_id FROM deliveries WHERE handled_at IS NULL"))
        return rows.scalars().all()


def test_when_all_is_well_a_look_costs_one_call_and_polls_nothing(workspace, bot):
    before = workspace.calls()["total"]

    Tasks(bot=bot, functions=find()).check_webhooks()

    assert workspace.calls()["total"] - before == 1


def test_what_a_suspended_webhook_did_not_tell_is_found_at_once(workspace, bot, clock, inside):
    inside.status, inside.fail_count = "suspended", 100
    clock.forward(minutes=3)
    workspace.api("PUT", f"/task/{TICKET}", status="replicating")

    Tasks(bot=bot, functions=find()).check_webhooks()

    assert registered(bot)[TICKETS].health.status == "active"
    assert hinted(bot) == [TICKET]
    assert checks(bot).repaired == (
        "Level 2 Support: the webhook was suspended after 100 lost events; it is active again.",
    )


def test_one_that_was_suspended_for_an_answer_lost_nothing_before(bot, inside):
    """ClickUp suspends a webhook at once whose receiver answers 401 or 410."""
    inside.status = "suspended"

    check_webhooks.check(bot)

    assert checks(bot).repaired == ("Level 2 Support: the webhook was suspended; it is active again.",)


def test_a_deleted_webhook_is_replaced_and_what_is_under_way_of_it_still_accepted(bot, inside):
    bot.client.delete_webhook(inside.id)

    assert check_webhooks.check(bot)

    assert registered(bot)[TICKETS].id != inside.id
    assert checks(bot).repaired == (
        "Level 2 Support: the webhook no longer existed in ClickUp; a new one was registered.",
    )
    old = next(row for row in known(bot) if row.webhook_id == inside.id)
    assert old.secret == inside.secret
    assert old.retired_at is not None


def test_a_webhook_that_someone_turned_elsewhere_is_turned_back(bot, inside):
    inside.endpoint, inside.events = "https://elsewhere.example/", ["taskUpdated", "taskStatusUpdated"]

    assert check_webhooks.check(bot)

    assert registered(bot)[TICKETS].endpoint == f"{HERE}/webhooks/clickup"
    assert checks(bot).repaired == (
        "Level 2 Support: the webhook delivered to https://elsewhere.example/; it delivers here again.",
        (
            "Level 2 Support: the webhook did not report taskCommentPosted, taskCreated, taskDeleted, "
            "taskMoved; it does again."
        ),
    )


def test_a_new_address_of_ours_is_no_trouble(bot):
    report = ensure_webhooks.ensure(bot, "https://new.example.com")

    assert {hook.endpoint for hook in registered(bot).values()} == {
        "https://new.example.com/webhooks/clickup"
    }
    assert report.repairs[0].sentence == (
        f"Level 2 Support: the webhook delivered to {HERE}/webhooks/clickup; "
        "it now delivers to the new address."
    )
    assert report.missed
    assert checks(bot).repaired == ()
    assert not ensure_webhooks.ensure(bot, "https://new.example.com").missed


def test_a_failing_webhook_goes_on_and_each_lost_event_is_looked_for_once(bot, inside):
    """To wake it would set its count to zero, and no one would see that it is about to be suspended."""
    inside.status, inside.fail_count = "failing", 7

    assert check_webhooks.check(bot)
    assert not check_webhooks.check(bot)

    assert (inside.status, inside.fail_count) == ("failing", 7)
    row = next(row for row in known(bot) if row.webhook_id == inside.id)
    assert (row.list_name, row.health, row.fail_count) == ("Level 2 Support", "failing", 7)


def test_a_first_registration_is_no_trouble(bot):
    with bot.engine.begin() as connection:
        counted = {t.labels["kind"]: t.total for t in counters.every(connection)}

    assert counted == {"registered": 3}
    assert checks(bot).repaired == ()


def test_a_look_that_fails_is_kept_until_one_succeeds(bot, fault):
    fault(path="/api/v2/team/*/webhook", count=1, status=403, body={"err": "No", "ECODE": "OAUTH_027"})
    with pytest.raises(NotAuthorisedError):
        check_webhooks.check(bot)
    failed = checks(bot).error

    check_webhooks.check(bot)

    assert failed == f"GET /v2/team/{bot.directory.workspace_id}/webhook: 403 OAUTH_027 No"
    assert checks(bot).error is None


def test_an_address_that_clickup_refuses_is_said_with_what_to_do(sandbox, bot):
    answers = {"local_webhook_addresses": False}
    requests.post(f"{sandbox.url}/sandbox/behaviours", json=answers, timeout=120).raise_for_status()

    with pytest.raises(BadRequestError):
        check_webhooks.check(replace(bot, public_url="http://127.0.0.1:9"))

    assert checks(bot).error == str(address_refused())


def test_calls_that_are_kept_for_others_are_no_failure(bot, fault):
    reset = str(int(time.time()) + 60)
    fault(path="/api/v2/team/*/webhook", count=1, status=429, headers={"X-RateLimit-Reset": reset})

    with pytest.raises(RateLimitedError):
        check_webhooks.check(bot)

    assert checks(bot).error is None


def test_a_webhook_that_cannot_be_repaired_does_not_keep_another_one_from_it(bot, sandbox, inside, fault):
    for hook in sandbox.sandbox.memory.webhooks.values():
        hook.status = "suspended"
    fault(path=f"/api/v2/webhook/{inside.id}", method="PUT", status=400, body={"err": "No", "ECODE": "X_1"})

    with pytest.raises(BadRequestError):
        check_webhooks.check(bot)

    states = {list_id: hook.health.status for list_id, hook in registered(bot).items()}
    assert states == {TICKETS: "suspended", COMPANIES: "active", CLIENTS: "active"}
    assert checks(bot).error == f"PUT /v2/webhook/{inside.id}: 400 X_1 No"


def test_two_do_not_look_at_once(bot, inside):
    inside.status = "suspended"
    with store.alone(bot.engine):
        assert not check_webhooks.check(bot)
        with pytest.raises(store.BusyError):
            ensure_webhooks.ensure(bot, HERE)

    assert inside.status == "suspended"
    assert check_webhooks.check(bot)


def test_a_webhook_that_clickup_has_and_does_not_show_is_no_obstacle(bot, inside, fault):
    """Perhaps another user's token made it: ClickUp says that it exists, and lists only one's own."""
    bot.client.delete_webhook(inside.id)
    fault(
        path="/api/v2/team/*/webhook",
        method="POST",
        count=1,
        status=400,
        body={"err": "Webhook configuration already exists", "ECODE": "OAUTH_171"},
    )

    check_webhooks.check(bot)

    assert registered(bot)[TICKETS].endpoint == f"{HERE}/webhooks/clickup?rotation=1"
    assert not check_webhooks.check(bot)


def test_without_a_public_address_no_one_looks(bot, workspace):
    before = workspace.calls()["total"]

    assert not check_webhooks.check(replace(bot, public_url=None))
    assert workspace.calls()["total"] == before
