from app.store import webhooks


def register(connection, webhook_id, *, secret):
    webhooks.add(
        connection,
        webhook_id=webhook_id,
        workspace_id="9001",
        list_id="l2",
        endpoint="https://stagegate.example/webhooks/clickup",
        secret=secret,
    )


def test_an_unknown_webhook_is_none(connection):
    assert webhooks.get(connection, "wh") is None


def test_a_webhook_is_kept_with_its_secret(connection):
    register(connection, "wh", secret="s3cret")

    webhook = webhooks.get(connection, "wh")
    assert (webhook.secret, webhook.workspace_id, webhook.list_id) == ("s3cret", "9001", "l2")
    assert webhook.retired_at is None


def test_a_secret_does_not_show_when_a_webhook_is_printed(connection):
    register(connection, "wh", secret="s3cret")

    assert "s3cret" not in repr(webhooks.get(connection, "wh"))


def test_a_retired_webhook_keeps_its_secret_until_it_is_removed(connection):
    register(connection, "wh", secret="s3cret")

    webhooks.retire(connection, "wh")
    retired = webhooks.get(connection, "wh")
    webhooks.remove(connection, "wh")

    assert retired.secret == "s3cret"
    assert retired.retired_at is not None
    assert webhooks.get(connection, "wh") is None


def test_registering_again_replaces_the_secret(connection):
    register(connection, "wh", secret="s3cret")
    webhooks.retire(connection, "wh")
    register(connection, "wh", secret="n3w")

    webhook = webhooks.get(connection, "wh")
    assert (webhook.secret, webhook.retired_at) == ("n3w", None)


def test_every_webhook_is_listed(connection):
    register(connection, "b", secret="s3cret")
    register(connection, "a", secret="s3cret")

    assert [webhook.webhook_id for webhook in webhooks.every(connection)] == ["a", "b"]
