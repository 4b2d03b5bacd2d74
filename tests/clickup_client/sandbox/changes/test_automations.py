"""Automations: a field changes, a mail goes out, another field is set."""

import pytest

from clickup_client.sandbox.application import create_sandbox


@pytest.fixture
def emails(call):
    def emails():
        return call("GET", "/sandbox/emails")["emails"]

    return emails


@pytest.fixture
def notice(call):
    def notice(option):
        call("POST", "/api/v2/task/t1/field/f-notice", {"value": option})

    return notice


@pytest.fixture
def address(call):
    call("POST", "/api/v2/task/t1/field/f-email", {"value": "client@example.com"})


@pytest.mark.usefixtures("address")
def test_a_notice_is_mailed_and_ticked(call, notice, emails, field_of):
    call("PUT", "/api/v2/task/t1", {"due_date": 1774008000000, "priority": 2, "assignees": {"add": [3]}})

    notice("o-ready")

    (email,) = emails()
    assert email == {
        "id": email["id"],
        "at": "2026-03-10T12:00:00Z",
        "automation": "Client notice",
        "task_id": "t1",
        "trigger": "ready",
        "to": "client@example.com",
        "subject": "Login fails is ready",
        "body": "t1 to do 20 March 2026 high Theo Tech",
    }
    assert field_of("f-sent")["value"] == "true"


@pytest.mark.usefixtures("address")
def test_the_tick_is_clickbots(notice, events):
    notice("o-ready")

    by_olivia, by_clickbot = (event["history_items"][0] for event in events)
    assert (by_olivia["user"]["id"], by_olivia["custom_field"]["name"]) == (2, "Notice")
    assert (by_clickbot["user"]["id"], by_clickbot["user"]["username"]) == (-1, "ClickBot")
    assert (by_clickbot["custom_field"]["name"], by_clickbot["after"]) == ("Notice sent", "true")


def test_nothing_is_mailed_or_ticked_without_an_address(notice, emails, field_of):
    notice("o-ready")

    assert emails() == []
    assert "value" not in field_of("f-sent")


@pytest.mark.usefixtures("address")
def test_a_value_without_a_mail_does_nothing(notice, emails):
    notice("o-late")

    assert emails() == []


@pytest.mark.usefixtures("address")
def test_the_same_value_again_is_no_change(notice, emails):
    notice("o-ready")
    notice("o-ready")

    assert len(emails()) == 1


@pytest.mark.usefixtures("address")
def test_clearing_and_setting_again_mails_again(call, notice, emails):
    notice("o-ready")
    call("DELETE", "/api/v2/task/t1/field/f-notice")
    notice("o-ready")

    assert len(emails()) == 2


def test_a_task_of_another_list_is_left_alone(call, emails):
    call("POST", "/api/v2/list/1001/task", {"name": "x"})

    assert emails() == []


@pytest.mark.usefixtures("address")
def test_switched_off_they_do_nothing_until_switched_on(call, notice, emails, field_of):
    call("POST", "/sandbox/automations", {"enabled": False})
    notice("o-ready")
    assert emails() == []
    assert "value" not in field_of("f-sent")

    call("POST", "/sandbox/automations", {"enabled": True})
    notice("o-late")
    notice("o-ready")
    assert len(emails()) == 1


@pytest.mark.usefixtures("address")
def test_braces_in_a_tickets_name_are_only_text(call, notice, emails):
    call("PUT", "/api/v2/task/t1", {"name": "{task.__class__} {0}"})

    notice("o-ready")

    assert emails()[0]["subject"] == "{task.__class__} {0} is ready"


def test_a_button_sets_one_off_every_time_it_is_pressed(workspace, clock):
    tickets = workspace["spaces"][0]["lists"][0]
    tickets["fields"].append({"id": "f-button", "name": "Tell the client", "type": "button"})
    mail = {"to_field": "Client email", "subject": "Hello", "body": ""}
    workspace["automations"].append(
        {"name": "Button", "list": "1000", "when_field": "Tell the client", "emails": {"true": mail}}
    )
    client = create_sandbox(workspace, now=clock).test_client()
    headers = {"Authorization": "pk_ops"}
    client.post("/api/v2/task/t1/field/f-email", json={"value": "client@example.com"}, headers=headers)

    for _ in range(2):
        client.post("/api/v2/task/t1/field/f-button", json={"value": True}, headers=headers)

    assert len(client.get("/sandbox/emails").get_json()["emails"]) == 2


def test_one_without_a_mail_only_sets_its_field(workspace, clock):
    tickets = workspace["spaces"][0]["lists"][0]
    tickets["fields"] += [
        {"id": "f-a", "name": "A", "type": "checkbox"},
        {"id": "f-b", "name": "B", "type": "checkbox"},
    ]
    workspace["automations"].append(
        {
            "name": "Answer",
            "list": "1000",
            "when_field": "A",
            "emails": {"true": None},
            "then_set": {"B": True},
        }
    )
    client = create_sandbox(workspace, now=clock).test_client()
    headers = {"Authorization": "pk_ops"}

    client.post("/api/v2/task/t1/field/f-a", json={"value": True}, headers=headers)

    shown = client.get("/api/v2/task/t1", headers=headers).get_json()["custom_fields"]
    assert {field["name"]: field.get("value") for field in shown if field["name"] in "AB"} == {
        "A": "true",
        "B": "true",
    }
