"""Who and where."""

import pytest

from clickup_client.sandbox.application import create_sandbox


def test_the_user_of_the_token(call):
    user = call("GET", "/api/v2/user")["user"]

    assert (user["id"], user["username"], user["email"]) == (2, "Olivia Ops", "ops@acme.example")
    assert user["timezone"] == "Europe/Berlin"


def test_the_workspace_with_its_members(call):
    (team,) = call("GET", "/api/v2/team")["teams"]

    assert (team["id"], team["name"]) == ("9011", "Acme")
    assert [member["user"]["id"] for member in team["members"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("plan", "name", "number", "limit"),
    [
        ("free", "Free Forever", 0, 100),
        ("Unlimited", "Unlimited", 1, 100),
        (None, "Business", 2, 100),
        ("business plus", "Business Plus", 3, 1_000),
        ("ENTERPRISE", "Enterprise", 4, 10_000),
    ],
)
def test_a_plan_is_shown_and_sets_the_rate_limit(plan, name, number, limit, workspace, clock):
    client = create_sandbox(workspace, now=clock, plan=plan).test_client()

    answer = client.get("/api/v2/team/9011/plan", headers={"Authorization": "pk_ops"})

    assert answer.get_json() == {"plan_name": name, "plan_id": number}
    assert answer.headers["X-RateLimit-Limit"] == str(limit)


def test_a_rate_limit_of_its_own_counts_whatever_the_plan(workspace, clock):
    client = create_sandbox(workspace, now=clock, plan="enterprise", rate_limit=7).test_client()

    answer = client.get("/api/v2/team/9011/plan", headers={"Authorization": "pk_ops"})

    assert answer.get_json()["plan_name"] == "Enterprise"
    assert answer.headers["X-RateLimit-Limit"] == "7"


def test_spaces_folders_and_lists_lead_to_each_other(call):
    (space,) = call("GET", "/api/v2/team/9011/space")["spaces"]
    assert call("GET", f"/api/v2/space/{space['id']}")["name"] == "Support"

    (folder,) = call("GET", f"/api/v2/space/{space['id']}/folder")["folders"]
    assert call("GET", f"/api/v2/folder/{folder['id']}")["name"] == "Archive"
    assert [each["name"] for each in call("GET", f"/api/v2/folder/{folder['id']}/list")["lists"]] == ["Old"]

    lists = call("GET", f"/api/v2/space/{space['id']}/list")["lists"]
    assert [(each["id"], each["name"]) for each in lists] == [("1000", "Tickets"), ("1001", "Companies")]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/v2/team/9011/space", "spaces"),
        ("/api/v2/space/901/folder", "folders"),
        ("/api/v2/space/901/list", "lists"),
        ("/api/v2/folder/902/list", "lists"),
    ],
)
def test_nothing_is_archived(call, path, key):
    assert call("GET", f"{path}?archived=true") == {key: []}


def test_a_list_with_its_statuses(call):
    a_list = call("GET", "/api/v2/list/1000")

    assert [(each["status"], each["type"], each["orderindex"]) for each in a_list["statuses"]] == [
        ("to do", "open", 0),
        ("Doing", "custom", 1),
        ("done", "closed", 2),
    ]
    assert a_list["task_count"] == 2
    assert a_list["space"]["name"] == "Support"


def test_the_fields_of_a_list_with_their_options(call):
    fields = {field["name"]: field for field in call("GET", "/api/v2/list/1000/field")["fields"]}

    assert fields["Severity"]["type_config"]["options"][1] == {
        "id": "o-minor",
        "name": "Minor",
        "color": None,
        "orderindex": 1,
    }
    assert fields["Areas"]["type_config"]["options"][0]["label"] == "api"
    assert fields["Company"]["type_config"]["subcategory_id"] == "1001"


@pytest.mark.parametrize("path", ["/api/v2/folder/902", "/api/v2/space/901", "/api/v2/team/9011"])
def test_fields_hang_on_lists_only(call, path):
    assert call("GET", f"{path}/field") == {"fields": []}


@pytest.mark.parametrize("path", ["/api/v2/list/1000/member", "/api/v2/task/t1/member"])
def test_the_members_of_a_list_or_task_are_everybody(call, path):
    assert [member["id"] for member in call("GET", path)["members"]] == [1, 2, 3]


def test_groups_with_their_members(call):
    (group,) = call("GET", "/api/v2/group?team_id=9011")["groups"]

    assert (group["id"], group["name"]) == ("g-1", "Operations")
    assert [member["id"] for member in group["members"]] == [2]


def test_groups_can_be_asked_for_by_id(call):
    assert call("GET", "/api/v2/group?team_id=9011&group_ids=other")["groups"] == []


def test_groups_need_a_workspace(call):
    call("GET", "/api/v2/group", status=400)


def test_a_new_list_has_the_statuses_of_its_space_and_no_fields(call):
    (space,) = call("GET", "/api/v2/team/9011/space")["spaces"]
    made = call("POST", f"/api/v2/space/{space['id']}/list", {"name": "New"})

    there = call("GET", f"/api/v2/list/{made['id']}")
    assert (there["name"], [each["status"] for each in there["statuses"]]) == ("New", ["to do", "complete"])
    assert call("GET", f"/api/v2/list/{made['id']}/field")["fields"] == []
    assert call("GET", f"/api/v2/space/{space['id']}/list")["lists"][-1]["name"] == "New"
