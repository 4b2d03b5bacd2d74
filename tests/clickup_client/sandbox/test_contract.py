"""
Every answer of the sandbox against ClickUp's own OpenAPI description.

The description is ClickUp's and is not part of this project: CLICKUP_OPENAPI says where a copy lies. It has
its own defects; each is named in PATCHES, with how that is known, and a patch that is not needed fails.
"""

import io
import json
import os
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import request
from jsonschema import Draft202012Validator

NO_CONTENT = 204
DESCRIPTION = os.environ.get("CLICKUP_OPENAPI")

pytestmark = pytest.mark.skipif(
    not DESCRIPTION, reason="not here: CLICKUP_OPENAPI does not name a copy of ClickUp's OpenAPI description"
)

USER = {
    "type": "object",
    "required": ["id", "username", "email", "color", "profilePicture"],
    "properties": {"id": {"type": "integer"}, "username": {"type": "string"}, "email": {"type": "string"}},
}
PRIORITY = {
    "type": ["object", "null"],
    "required": ["id", "priority", "color", "orderindex"],
    "properties": {name: {"type": "string"} for name in ("id", "priority", "color", "orderindex")},
}
TAG = {"type": "object", "required": ["name", "tag_fg", "tag_bg"]}
GROUP = {"type": "object", "required": ["id", "name"]}
LINK = {
    "type": "object",
    "required": ["task_id", "link_id", "date_created", "userid"],
    "properties": {name: {"type": "string"} for name in ("task_id", "link_id", "date_created", "userid")},
}
A_LIST = {
    "type": "object",
    "required": ["id", "name", "orderindex", "task_count", "folder", "space", "archived"],
}
A_FOLDER = {
    "type": "object",
    "required": ["id", "name", "orderindex", "hidden", "space", "task_count", "lists"],
}
FIELD = {
    "type": "object",
    "required": ["id", "name", "type", "type_config", "date_created", "hide_from_guests"],
}
VALUE = {
    "anyOf": [
        {"type": ["string", "integer", "null"]},
        {"type": "array", "items": {"type": ["string", "object"]}},
        {"type": "object"},
    ]
}
NUMBER = {"type": ["number", "null"]}
TEXT = {"type": ["string", "null"]}


def or_null(schema):
    """The described schema, or nothing."""
    return {"anyOf": [schema, {"type": "null"}]}


def any_of(schema):
    """Alternatives of which several may fit."""
    return {"anyOf": schema["oneOf"]}


def may_lack(*keys):
    """The described schema, but these keys may be missing."""
    return lambda schema: {**schema, "required": [key for key in schema["required"] if key not in keys]}


#: The end of a property's path (``[]`` is an array's entry), what it really is, and how that is known.
PATCHES = [
    ("profilePicture", TEXT, "people without a picture; GET /group says string or null"),
    ("teams/[]/avatar", TEXT, "a Workspace without a picture"),
    ("spaces/[]/avatar", TEXT, "a Space without a picture"),
    ("assignees/[]", USER, "said to be text; the description of GET /team/{id}/task has the object"),
    ("watchers/[]", USER, "as assignees"),
    ("group_assignees/[]", GROUP, "said to be text; as assignees"),
    ("tags/[]", TAG, "said to be text; the description of GET /team/{id}/task has the object"),
    ("linked_tasks/[]", LINK, "said to be text; the description of POST /task/{id}/link has the object"),
    ("priority", PRIORITY, "said to be a number, a text or never null; GET /task has the object"),
    ("points", NUMBER, "a task without points"),
    ("time_estimate", NUMBER, "said to be a text; GET /team/{id}/task says number, and none is null"),
    ("parent", TEXT, "a task that is no subtask; GET /task says string or null"),
    ("due_date", TEXT, "a task or List without one; GET /task says string or null"),
    ("tasks/[]/start_date", TEXT, "as due_date"),
    ("date_closed", TEXT, "an open task; GET /task says string or null"),
    ("task", may_lack("time_spent"), "recorded answers: a task without tracked time lacks it"),
    ("lists/[]/task_count", NUMBER, "recorded answers: a number"),
    ("GET /v2/list/{} 200/task_count", NUMBER, "recorded answers: a number"),
    ("POST /v2/space/{}/list 200/task_count", NUMBER, "as when it is read"),
    ("reply_count", {"type": "integer"}, "recorded answers: a number"),
    ("POST /v2/task/{}/comment 200/id", {"type": "integer"}, "recorded answers: a number"),
    ("assignee", or_null, "a comment or List that is no one's"),
    ("comments/[]", may_lack("resolved", "assigned_by"), "recorded answers: unassigned comments lack both"),
    ("custom_fields/[]/value", VALUE, "described for people fields only"),
    (
        "GET /v2/list/{}/task 200/tasks/[]/custom_fields",
        {"type": "array", "items": FIELD},
        "said to be one object",
    ),
    ("GET /v2/space/{}/folder 200/folders", {"type": "array", "items": A_FOLDER}, "said to be one object"),
    ("GET /v2/folder/{} 200/lists/[]", A_LIST, "said to be text"),
    ("GET /v2/space/{}/list 200/lists/[]/status", any_of, "null fits two alternatives of exactly one"),
    ("GET /v2/folder/{}/list 200/lists/[]/status", any_of, "null fits two alternatives of exactly one"),
    ("GET /v2/list/{} 200/status", or_null, "a List without a colour"),
    ("POST /v2/space/{}/list 200/status", or_null, "a List without a colour"),
    ("trace_id", or_null, "nullable is a word of OpenAPI 3.0, the description is 3.1"),
]


class Description:
    """ClickUp's description, patched."""

    def __init__(self, path, *, without=None):
        self._patches = [patch for patch in PATCHES if patch != without]
        self.schemas = {}
        for template, operations in json.loads(Path(path).read_text())["paths"].items():
            for method in operations.keys() & {"get", "post", "put", "delete"}:
                call = f"{method.upper()} {_anonymous(template)}"
                for status, response in operations[method]["responses"].items():
                    schema = response.get("content", {}).get("application/json", {}).get("schema")
                    answer = f"{call} {status}"
                    self.schemas[answer] = Draft202012Validator(self._patched(schema or {}, answer))

    def complaints(self, answers):
        """What in the answers is not as described, once each."""
        return sorted(
            {
                f"{call} {status}/{_place(error)}: {error.message[:200]}"
                for call, status, body in answers
                if status != NO_CONTENT  # described as an object, which it cannot be
                for error in self.schemas[f"{call} {status}"].iter_errors(body)
            }
        )

    def _patched(self, schema, path):
        patched = dict(schema)
        if "properties" in schema:
            patched["properties"] = {
                name: self._patched(each, f"{path}/{name}") for name, each in schema["properties"].items()
            }
        if "items" in schema:
            patched["items"] = self._patched(schema["items"], f"{path}/[]")
        for end, replacement, _why in self._patches:
            if path == end or path.endswith("/" + end):
                return replacement(patched) if callable(replacement) else replacement
        return patched


def _place(error):
    return "/".join("[]" if isinstance(part, int) else part for part in error.absolute_path)


def _anonymous(template):
    return re.sub(r"\{[^}]*\}", "{}", template)


@pytest.fixture
def apps():
    """None that other tests share: every answer is noted in it, which a used app does not allow."""
    return []


@pytest.fixture
def answers(app, call):
    """``("GET /v2/user", 200, body)`` of every answer of a walk through the whole API."""
    seen = []

    @app.after_request
    def note(response):
        if request.path.startswith("/api/") and request.url_rule:
            rule = re.sub(r"<[^>]*>", "{}", request.url_rule.rule).removeprefix("/api")
            seen.append((f"{request.method} {rule}", response.status_code, response.get_json(silent=True)))
        return response

    _walk(call)
    _sign_in(app.test_client())
    return seen


def _sign_in(browser):
    app = {"client_id": "APP1", "redirect_uri": "https://gate.example/back"}
    answer = browser.post("/api", data={**app, "user": 2, "workspace": "9011"})
    [code] = parse_qs(urlsplit(answer.location).query)["code"]
    given = {"client_id": "APP1", "client_secret": "APP-SECRET", "code": code}
    browser.post("/api/v2/oauth/token", json=given)


def _walk(call):
    for path in (
        "user", "team", "team/9011/plan", "team/9011/shared", "team/9011/space", "team/9011/field",
        "group?team_id=9011",
        "space/901", "space/901/folder", "space/901/list", "space/901/field",
        "folder/902", "folder/902/list", "folder/902/field",
        "list/1000", "list/1000/field", "list/1000/member", "task/t1/member",
    ):  # fmt: skip
        call("GET", f"/api/v2/{path}")
    _fill_a_task(call)
    call("POST", "/api/v2/list/1000/task", {"name": "bare"})
    child = call(
        "POST", "/api/v2/list/1000/task", {"name": "full", "tags": ["new"], "parent": "t2", "priority": 1}
    )
    call("POST", "/api/v2/list/1002/task/t1")
    call("POST", "/api/v2/task/t1/link/t2")
    call("POST", "/api/v2/task/t1/tag/web")
    call("POST", "/api/v2/space/901/list", {"name": "made"})
    call("GET", "/api/v2/space/901/tag")
    described = {"tag": {"name": "made", "tag_fg": "#FFFFFF", "tag_bg": "#5f55ee"}}
    call("POST", "/api/v2/space/901/tag", described)
    call("DELETE", "/api/v2/space/901/tag/made", described)
    for task_id in ("t1", "t2", "c1"):
        call("GET", f"/api/v2/task/{task_id}?include_subtasks=true&include_markdown_description=true")
        call("GET", f"/api/v2/task/{task_id}/time_in_status")
    for path in ("list/1000/task", "team/9011/task"):
        call("GET", f"/api/v2/{path}?include_closed=true&subtasks=true&include_markdown_description=true")
    _comment(call)
    webhook = call(
        "POST",
        "/api/v2/team/9011/webhook",
        {"endpoint": "http://a.example/", "events": ["*"], "list_id": 1000},
    )
    call("GET", "/api/v2/team/9011/webhook")
    call("PUT", f"/api/v2/webhook/{webhook['id']}", {"status": "active"})
    call("DELETE", f"/api/v2/webhook/{webhook['id']}")
    call("DELETE", "/api/v2/list/1002/task/t1")
    call("DELETE", "/api/v2/task/t1/tag/web")
    call("DELETE", "/api/v2/task/t1/link/t2")
    call("DELETE", "/api/v2/task/t1/field/f-notes")
    call("PUT", "/api/v3/workspaces/9011/tasks/c1/home_list/1002", {}, status=400)
    call("DELETE", f"/api/v2/task/{child['id']}", status=204)
    call("PUT", f"/api/v3/workspaces/9011/tasks/{child['id']}/home_list/1002", {}, status=404)
    call("PUT", "/api/v3/workspaces/9011/tasks/t2/home_list/1000", {})


def _fill_a_task(call):
    call(
        "PUT",
        "/api/v2/task/t1",
        {
            "status": "done",
            "priority": 2,
            "due_date": 1774008000000,
            "start_date": 1774008000000,
            "time_estimate": 60_000,
            "points": 3,
            "assignees": {"add": [2, 3]},
            "group_assignees": {"add": ["g-1"]},
            "watchers": {"add": [1]},
        },
    )
    for field_id, value in {
        "f-severity": 0,
        "f-notes": "words",
        "f-checked": True,
        "f-target": 1774008000000,
        "f-score": 3,
        "f-reviewers": {"add": [2]},
        "f-company": {"add": ["c1"]},
        "f-areas": ["l-api"],
        "f-stars": 1,
        "f-progress": {"current": 1},
        "f-place": {"location": {"lat": 1, "lng": 2}},
    }.items():
        call("POST", f"/api/v2/task/t1/field/{field_id}", {"value": value})
    call.client.post(
        "/api/v2/task/t1/attachment",
        data={"attachment": (io.BytesIO(b"1"), "screen.png")},
        headers={"Authorization": call.token},
    )


def _comment(call):
    plain = call("POST", "/api/v2/task/t1/comment", {"comment_text": "x"})
    call("POST", "/api/v2/task/t1/comment", {"comment": [{"type": "tag", "user": {"id": 3}}], "assignee": 3})
    call("POST", f"/api/v2/comment/{plain['id']}/reply", {"comment_text": "y"})
    call("GET", f"/api/v2/comment/{plain['id']}/reply")
    call("GET", "/api/v2/task/t1/comment")
    call("PUT", f"/api/v2/comment/{plain['id']}", {"resolved": True})
    call("DELETE", f"/api/v2/comment/{plain['id']}")


def test_every_answer_is_as_clickup_describes_it(answers):
    assert Description(DESCRIPTION).complaints(answers) == []


@pytest.mark.parametrize("patch", PATCHES, ids=[end for end, *_rest in PATCHES])
def test_a_patch_of_the_description_is_needed(answers, patch):
    assert Description(DESCRIPTION, without=patch).complaints(answers) != []


def test_the_walk_leaves_no_endpoint_out(app, answers):
    endpoints = {
        f"{method} {re.sub(r'<[^>]*>', '{}', rule.rule).removeprefix('/api')}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert endpoints == {call for call, _status, _body in answers}
