"""One webhook a list, each with its own secret."""

import pytest

from app.store import webhooks as store
from app.webhooks import ensure as ensure_webhooks

HERE = "https://bot.example.com"


def registered(bot):
    return bot.client.get_webhooks(bot.directory.workspace_id)


def known(bot):
    with bot.engine.begin() as connection:
        return store.every(connection)


def test_each_list_gets_a_webhook_with_its_own_secret(bot):
    ensure_webhooks.ensure(bot, HERE)

    assert {hook.list_id for hook in registered(bot)} == {"901200000001", "901200000002", "901200000003"}
    assert {hook.endpoint for hook in registered(bot)} == {"https://bot.example.com/webhooks/clickup"}
    assert len({hook.secret for hook in known(bot)}) == 3


def test_the_first_level_gets_none_where_no_ticket_comes_from_it(workspace):
    workspace.change_process(elevation=None)

    ensure_webhooks.ensure(workspace.bot, HERE)

    assert {hook.list_id for hook in registered(workspace.bot)} == {"901200000001", "901200000003"}


def test_a_second_start_changes_nothing_in_one_call(workspace, bot):
    ensure_webhooks.ensure(bot, HERE)
    before = workspace.calls()["total"]
    ensure_webhooks.ensure(bot, HERE)

    assert workspace.calls()["total"] - before == 1


def test_a_webhook_whose_secret_is_unknown_is_replaced(bot):
    bot.client.create_webhook(
        bot.directory.workspace_id,
        endpoint=f"{HERE}/webhooks/clickup",
        events=ensure_webhooks.EVENTS,
        list_id="901200000001",
    )

    ensure_webhooks.ensure(bot, HERE)

    assert {hook.id for hook in registered(bot)} == {hook.webhook_id for hook in known(bot)}


def test_someone_elses_webhook_is_left_alone(bot):
    other = bot.client.create_webhook(
        bot.directory.workspace_id,
        endpoint="https://other.example.com/",
        events=("taskCreated",),
        list_id="901200000001",
    )

    ensure_webhooks.ensure(bot, HERE)

    assert other.id in {hook.id for hook in registered(bot)}


def test_a_deleted_webhook_is_made_again(bot):
    ensure_webhooks.ensure(bot, HERE)
    bot.client.delete_webhook(registered(bot)[0].id)

    ensure_webhooks.ensure(bot, HERE)

    assert len(registered(bot)) == 3


@pytest.mark.parametrize(
    "change",
    [{"endpoint": "https://old.example.com/"}, {"events": ("taskDeleted",)}, {"status": "suspended"}],
)
def test_a_webhook_that_was_changed_is_repaired_and_keeps_its_secret(bot, change):
    ensure_webhooks.ensure(bot, HERE)
    hook = registered(bot)[0]
    how = {"endpoint": hook.endpoint, "events": hook.events, "status": "active"} | change
    bot.client.update_webhook(hook.id, **how)
    before = {hook.webhook_id: hook.secret for hook in known(bot)}

    ensure_webhooks.ensure(bot, HERE)

    repaired = next(now for now in registered(bot) if now.id == hook.id)
    assert repaired.endpoint == f"{HERE}/webhooks/clickup"
    assert repaired.health.status == "active"
    assert set(ensure_webhooks.EVENTS) <= set(repaired.events)
    assert {hook.webhook_id: hook.secret for hook in known(bot)} == before
