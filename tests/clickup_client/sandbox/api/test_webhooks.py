"""Registering webhooks, and which of them hears what."""

import pytest

URL = "https://bot.example/webhooks/clickup"


@pytest.fixture
def register(call):
    def register(status=200, **body):
        return call(
            "POST", "/api/v2/team/9011/webhook", {"endpoint": URL, "events": ["*"], **body}, status=status
        )

    return register


@pytest.fixture
def told(sandbox):
    """The ids of the webhooks that were told something."""
    ids = []
    sandbox.deliveries.send = lambda parcel: ids.append(parcel.webhook_id)
    return ids


def test_the_secret_comes_with_the_creation(register):
    answer = register(list_id=1000, events=["taskStatusUpdated"])

    webhook = answer["webhook"]
    assert answer["id"] == webhook["id"]
    assert len(webhook["secret"]) == 64
    assert webhook["health"] == {"status": "active", "fail_count": 0}
    assert (webhook["userid"], webhook["team_id"], webhook["list_id"]) == (2, 9011, "1000")
    assert webhook["events"] == ["taskStatusUpdated"]


def test_the_same_webhook_twice_is_refused(register):
    register(events=["taskCreated", "taskDeleted"])

    assert register(events=["taskDeleted", "taskCreated"], status=400) == {
        "err": "Webhook configuration already exists",
        "ECODE": "OAUTH_171",
    }
    register(events=["taskCreated"])
    register(events=["taskCreated", "taskDeleted"], list_id=1000)


@pytest.mark.parametrize(
    "body",
    [
        {"endpoint": "bot.example"},
        {"endpoint": "ftp://bot.example"},
        {"endpoint": None},
        {"events": []},
        {"events": ["taskExploded"]},
        {"events": None},
    ],
)
def test_an_impossible_webhook_is_refused(register, body):
    register(**body, status=400)


@pytest.mark.parametrize("place", [{"list_id": 7}, {"folder_id": 7}, {"space_id": 7}])
def test_a_webhook_for_a_place_that_is_not_there_is_refused(register, place):
    register(**place, status=401)


def test_a_webhook_for_a_task_that_is_not_there_is_refused(register):
    register(task_id="t7", status=401)


def test_everybody_sees_their_own_webhooks(register, call, bot):
    webhook_id = register()["id"]

    assert [each["id"] for each in call("GET", "/api/v2/team/9011/webhook")["webhooks"]] == [webhook_id]
    assert bot("GET", "/api/v2/team/9011/webhook")["webhooks"] == []


def test_an_update_changes_endpoint_and_events(register, call):
    webhook_id = register()["id"]

    answer = call("PUT", f"/api/v2/webhook/{webhook_id}", {"endpoint": URL + "/2", "events": ["taskMoved"]})

    assert (answer["webhook"]["endpoint"], answer["webhook"]["events"]) == (URL + "/2", ["taskMoved"])


def test_an_update_to_active_wakes_a_suspended_webhook(register, call, sandbox):
    webhook_id = register()["id"]
    webhook = sandbox.memory.webhooks[webhook_id]
    webhook.status, webhook.fail_count = "suspended", 100

    answer = call(
        "PUT", f"/api/v2/webhook/{webhook_id}", {"endpoint": URL, "events": "*", "status": "active"}
    )

    assert answer["webhook"]["health"] == {"status": "active", "fail_count": 0}


def test_an_unknown_state_is_refused(register, call):
    webhook_id = register()["id"]

    call("PUT", f"/api/v2/webhook/{webhook_id}", {"status": "sleeping"}, status=400)


def test_a_removed_webhook_is_gone(register, call, told):
    webhook_id = register()["id"]
    assert call("DELETE", f"/api/v2/webhook/{webhook_id}") == {}

    call("PUT", "/api/v2/task/t1", {"status": "Doing"})

    assert told == []
    call("DELETE", f"/api/v2/webhook/{webhook_id}", status=404)


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"space_id": 901},
        {"list_id": 1000},
        {"task_id": "t1"},
        {"space_id": 901, "list_id": 1000},
        {"folder_id": 902, "task_id": "t1"},
    ],
)
def test_a_webhook_hears_of_its_place_the_most_specific_one_counting(register, call, told, place):
    webhook_id = register(**place, events=["taskStatusUpdated"])["id"]

    call("PUT", "/api/v2/task/t1", {"status": "Doing"})

    assert told == [webhook_id]


@pytest.mark.parametrize(
    "place", [{"list_id": 1001}, {"folder_id": 902}, {"task_id": "t2"}, {"space_id": 901, "list_id": 1001}]
)
def test_a_webhook_does_not_hear_of_other_places(register, call, told, place):
    register(**place)

    call("PUT", "/api/v2/task/t1", {"status": "Doing"})

    assert told == []


def test_a_folders_webhook_hears_of_its_lists(register, call, told):
    webhook_id = register(folder_id=902, events=["taskCreated"])["id"]

    call("POST", "/api/v2/list/1002/task", {"name": "x"})

    assert told == [webhook_id]


def test_a_webhook_hears_only_the_events_it_asked_for(register, call, told):
    register(events=["taskPriorityUpdated"])

    call("PUT", "/api/v2/task/t1", {"status": "Doing"})

    assert told == []


def test_a_suspended_webhook_hears_nothing(register, call, told, sandbox):
    sandbox.memory.webhooks[register()["id"]].status = "suspended"

    call("PUT", "/api/v2/task/t1", {"status": "Doing"})

    assert told == []
