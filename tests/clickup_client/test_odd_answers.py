"""Whatever stands in the place of a value of an answer, it is read or said to be odd; nothing breaks."""

import json
from functools import partial

import pytest

from clickup_client import ClickUpClient
from clickup_client.answers import understood
from clickup_client.comment import text
from clickup_client.errors import OddRecordError
from clickup_client.webhook import read_delivery
from tests.odd import ODD_ANSWERS, oddities

MEMBER = {"id": 183, "username": "Olivia Ops", "email": "ops@example.com", "role": 3, "role_key": "member"}
STATUS = {"id": "s", "status": "fixing", "orderindex": 0, "color": "#ffffff", "type": "custom"}
LIST = {
    "id": "901",
    "name": "Tickets",
    "statuses": [STATUS],
    "folder": {"id": "456", "name": "Support"},
    "space": {"id": "789", "name": "Product"},
    "archived": False,
    "deleted": False,
}
FIELD = {
    "id": "f",
    "name": "Severity",
    "type": "drop_down",
    "type_config": {"options": [{"id": "o", "name": "Major", "orderindex": 0}]},
}
ANSWERS = {
    "get_user": {"user": MEMBER | {"timezone": "Europe/Rome"}},
    "get_workspaces": {"teams": [{"id": "108", "name": "Usheru", "members": [{"user": MEMBER}]}]},
    "get_workspace_plan": {"plan_name": "Business"},
    "get_groups": {"groups": [{"id": "g", "name": "Tech", "members": [MEMBER]}]},
    "get_spaces": {"spaces": [{"id": "789", "name": "Product", "statuses": [STATUS]}]},
    "get_folders": {"folders": [{"id": "456", "name": "Support", "lists": [LIST]}]},
    "get_folder_lists": {"lists": [LIST]},
    "get_folderless_lists": {"lists": [LIST]},
    "get_shared_lists": {"shared": {"lists": [LIST]}},
    "get_list": LIST,
    "get_list_fields": {"fields": [FIELD]},
    "get_space_tags": {"tags": [{"name": "waiting", "tag_fg": "#ffffff"}]},
}
DELIVERY = {
    "event": "taskUpdated",
    "webhook_id": "w",
    "task_id": "86cx1k2ab",
    "history_items": [
        {
            "id": "1",
            "date": "1642736073330",
            "field": "custom_field",
            "parent_id": "901",
            "data": {"via": "form", "due_date_time": False},
            "user": {"id": 183, "username": "Olivia Ops"},
            "before": {"status": "validating"},
            "after": {"status": "replicating"},
            "custom_field": {"id": "f", "name": "Severity"},
            "comment": {"id": "c", "text_content": "/why"},
        }
    ],
}


#: Each call whose answer is read, with what it takes.
CALLS = {
    "get_user": (),
    "get_workspaces": (),
    "get_workspace_plan": ("108",),
    "get_groups": ("108",),
    "get_spaces": ("108",),
    "get_folders": ("789",),
    "get_folder_lists": ("456",),
    "get_folderless_lists": ("789",),
    "get_shared_lists": ("108",),
    "get_list": ("901",),
    "get_list_fields": ("901",),
    "get_space_tags": ("789",),
    "get_task": ("86cx1k2ab",),
    "get_tasks": ("901",),
    "get_comments": ("86cx1k2ab",),
    "get_webhooks": ("108",),
    "add_comment": ("86cx1k2ab", text("Put back.")),
}


@pytest.fixture
def reading(client, monkeypatch):
    """Reads an answer as a call of the client does."""

    def reading(call):
        kept = []
        monkeypatch.setattr(ClickUpClient, "_call", lambda *_args, read, **_how: kept.append(read))
        getattr(client, call)(*CALLS[call])
        return partial(understood, kept[0], method="GET", path="/v2", status=200)

    return reading


@pytest.fixture
def answer(sample):
    """What ClickUp answers to a call."""

    def answer(call):
        task = sample("task")
        of_tasks = {
            "get_task": task,
            "get_tasks": {"tasks": [task], "last_page": True},
            "get_comments": sample("comments"),
            "get_webhooks": {"webhooks": [sample("webhook")["webhook"]]},
            "add_comment": {"id": 458, "hist_id": "h", "date": 1568036964079},
        }
        return (ANSWERS | of_tasks)[call]

    return answer


def broken_by(read, cases, expected):
    """The cases at which reading breaks, with how: `expected` says that something is odd."""
    found = []
    for what, odd in cases:
        try:
            read(odd)
        except expected:
            pass
        except Exception as error:  # noqa: BLE001 - that is what it looks for
            found.append(f"{what}: {error!r}")
    return found


@pytest.mark.parametrize("call", CALLS)
def test_an_answer_is_read_or_said_to_be_odd(reading, answer, call):
    read, right = reading(call), answer(call)
    read(right)

    assert broken_by(read, ODD_ANSWERS.items(), OddRecordError) == []
    assert broken_by(read, oddities(right, deep=3), OddRecordError) == []


def test_a_delivery_is_read_whatever_is_odd_in_it():
    def read(delivery):
        read_delivery(json.dumps(delivery).encode())

    odd = [each for each in oddities(DELIVERY, deep=4) if not each[0].startswith("webhook_id")]
    assert broken_by(read, odd, ()) == []
