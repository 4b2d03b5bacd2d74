"""What each method says about itself is compared with what it does, and with ClickUp's own description."""

import inspect
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from clickup_client import ClickUpClient, ClickUpError
from clickup_client.calls.places import PlaceCalls
from clickup_client.comment import text
from clickup_client.models import CustomField

#: Every call with the least that it takes. The ids tell where in the path they are expected.
CALLS = {
    "get_user": {},
    "get_workspaces": {},
    "get_workspace_plan": {"workspace_id": "TEAM"},
    "get_groups": {"workspace_id": "TEAM"},
    "get_spaces": {"workspace_id": "TEAM"},
    "get_folders": {"space_id": "SPACE"},
    "get_folder_lists": {"folder_id": "FOLDER"},
    "get_folderless_lists": {"space_id": "SPACE"},
    "create_list": {"name": "Companies", "space_id": "SPACE"},
    "get_list": {"list_id": "LIST"},
    "get_list_fields": {"list_id": "LIST"},
    "get_task": {"task_id": "TASK"},
    "get_tasks": {"list_id": "LIST"},
    "create_task": {"list_id": "LIST", "name": "A ticket"},
    "update_task": {"task_id": "TASK", "status": "fixing"},
    "delete_task": {"task_id": "TASK"},
    "show_in_list": {"task_id": "TASK", "list_id": "LIST"},
    "move_task": {"workspace_id": "SPACES", "task_id": "TASK", "list_id": "LIST"},
    "set_field": {
        "task_id": "TASK",
        "field": CustomField(id="FIELD", type="text"),
        "value": "why",
    },
    "clear_field": {"task_id": "TASK", "field_id": "FIELD"},
    "get_shared_lists": {"workspace_id": "TEAM"},
    "get_space_tags": {"space_id": "SPACE"},
    "create_space_tag": {"space_id": "SPACE", "name": "Web"},
    "delete_space_tag": {"space_id": "SPACE", "name": "TAG"},
    "add_tag": {"task_id": "TASK", "name": "TAG"},
    "remove_tag": {"task_id": "TASK", "name": "TAG"},
    "link_tasks": {"task_id": "TASK", "other_id": "OTHER"},
    "add_comment": {"task_id": "TASK", "comment": text("Put back.")},
    "edit_comment": {"comment_id": "COMMENT", "resolved": True},
    "get_comments": {"task_id": "TASK"},
    "attach_file": {"task_id": "TASK", "name": "screen.png", "content": b"PNG"},
    "get_webhooks": {"workspace_id": "TEAM"},
    "create_webhook": {"workspace_id": "TEAM", "endpoint": "https://bot.example"},
    "update_webhook": {"webhook_id": "WEBHOOK", "endpoint": "https://bot.example"},
    "delete_webhook": {"webhook_id": "WEBHOOK"},
}
#: Not calls of their own: one goes through the pages of another, one closes the connections.
NO_CALLS = {"each_task", "close"}
#: What the paths' parameters are called in ClickUp's reference.
PARAMETERS = {
    "TEAM": "{team_id}",
    "SPACE": "{space_id}",
    "SPACES": "{workspace_id}",  # as version 3 calls what is a team in version 2
    "FOLDER": "{folder_id}",
    "LIST": "{list_id}",
    "TASK": "{task_id}",
    "FIELD": "{field_id}",
    "OTHER": "{links_to}",
    "TAG": "{tag_name}",
    "COMMENT": "{comment_id}",
    "WEBHOOK": "{webhook_id}",
}


@pytest.fixture
def called(client, answers):
    """Makes a call; tells its method and its path, with the parameters' names in place of the ids."""
    answers.assert_all_requests_are_fired = False
    for method in ("GET", "POST", "PUT", "DELETE"):
        answers.add(method, re.compile(r"https://api\.clickup\.com/.*"), json={})

    def call(name):
        with suppress(ClickUpError):  # an empty answer is not what most methods expect
            getattr(client, name)(**CALLS[name])
        request = answers.calls[-1].request
        path = urlsplit(request.url).path.removeprefix("/api").split("/")
        return request.method, "/".join(PARAMETERS.get(segment, segment) for segment in path)

    return call


def public_methods():
    return {
        name for name, _ in inspect.getmembers(ClickUpClient, inspect.isfunction) if not name.startswith("_")
    }


def documentation_of(name):
    return inspect.getdoc(getattr(ClickUpClient, name))


def test_every_public_method_is_covered_here():
    assert public_methods() == CALLS.keys() | NO_CALLS


@pytest.mark.parametrize("name", CALLS)
def test_each_method_calls_the_endpoint_that_it_names(called, name):
    method, path = re.search(
        r"^``([A-Z]+) (/v[23]/[^`?]*)\??[^`]*``$", documentation_of(name), re.MULTILINE
    ).groups()

    assert called(name) == (method, path)


@pytest.mark.parametrize("name", CALLS)
def test_each_method_gives_its_source_and_says_whether_it_is_repeated(name):
    documentation = documentation_of(name)

    assert re.search(
        r"^Source: https://developer\.clickup\.com/reference/[a-z0-9]+(;|$)", documentation, re.MULTILINE
    )
    assert re.search(r"^(Repeated|Not repeated)\b", documentation, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(CALLS.keys() - vars(PlaceCalls).keys()))
def test_each_method_names_its_errors(name):
    """Those of `PlaceCalls`, which only read, share the sentence of their class."""
    assert "\nRaises:\n" in documentation_of(name)


def test_each_endpoint_is_one_of_clickups(called):
    """ClickUp's own OpenAPI description is not ours to ship; `CLICKUP_OPENAPI` says where a copy is."""
    if not (description := os.environ.get("CLICKUP_OPENAPI")):
        pytest.skip("not here: CLICKUP_OPENAPI names no copy of ClickUp's OpenAPI description")
    paths = json.loads(Path(description).read_text())["paths"]
    known = {(method.upper(), path) for path, methods in paths.items() for method in methods}

    assert {called(name) for name in CALLS} <= known
