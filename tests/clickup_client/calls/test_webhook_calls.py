import pytest

from clickup_client import BadRequestError

TEAM_URL = "https://api.clickup.com/api/v2/team/108/webhook"
WEBHOOK_URL = "https://api.clickup.com/api/v2/webhook/4b67ac88"
ENDPOINT = "https://bot.example/webhooks/clickup"


def test_webhooks_are_listed(client, answers, sample):
    answers.get(TEAM_URL, json={"webhooks": [sample("webhook")["webhook"]]})

    (webhook,) = client.get_webhooks("108")

    assert (webhook.id, webhook.endpoint) == ("4b67ac88-e506-4a29-9d42-26e504e3435e", ENDPOINT)
    assert webhook.events == ("taskCreated", "taskUpdated")


def test_a_webhook_is_created_for_every_event_of_the_workspace(client, answers, sample, sent):
    answers.post(TEAM_URL, json=sample("webhook"))

    webhook = client.create_webhook("108", endpoint=ENDPOINT)

    assert sent() == {"endpoint": ENDPOINT, "events": ["*"]}
    assert webhook.secret.get_secret_value() == "the-signing-secret"


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ({"list_id": "901"}, {"list_id": 901}),
        ({"folder_id": "456"}, {"folder_id": 456}),
        ({"space_id": "789"}, {"space_id": 789}),
        ({"task_id": "86cx1k2ab"}, {"task_id": "86cx1k2ab"}),
        ({"list_id": "not-a-number"}, {"list_id": "not-a-number"}),
    ],
)
def test_a_webhook_is_created_for_a_place(client, answers, sample, sent, place, body):
    answers.post(TEAM_URL, json=sample("webhook"))

    client.create_webhook("108", endpoint=ENDPOINT, events=("taskUpdated",), **place)

    assert sent() == {"endpoint": ENDPOINT, "events": ["taskUpdated"]} | body


def test_the_same_webhook_twice_is_told_by_its_code(client, answers):
    answers.post(
        TEAM_URL, status=400, json={"err": "Webhook configuration already exists", "ECODE": "OAUTH_171"}
    )

    with pytest.raises(BadRequestError) as caught:
        client.create_webhook("108", endpoint=ENDPOINT)

    assert caught.value.code == "OAUTH_171"


@pytest.mark.parametrize(
    ("events", "sent_events"),
    [(("*",), "*"), (("taskCreated", "taskUpdated"), ["taskCreated", "taskUpdated"])],
)
def test_a_suspended_webhook_is_woken(client, answers, sample, sent, events, sent_events):
    answers.put(WEBHOOK_URL, json=sample("webhook"))

    webhook = client.update_webhook("4b67ac88", endpoint=ENDPOINT, events=events)

    assert sent() == {"endpoint": ENDPOINT, "events": sent_events, "status": "active"}
    assert webhook.health.status == "active"


def test_a_webhook_is_removed(client, answers):
    answers.delete(WEBHOOK_URL, json={})

    client.delete_webhook("4b67ac88")
