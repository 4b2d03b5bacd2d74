from responses import matchers

from clickup_client.models import Folder, Group, List, Option, Space, Status, User

API = "https://api.clickup.com/api/v2"
OLIVIA = {
    "id": 183,
    "username": "Olivia Ops",
    "email": "ops@example.com",
    "color": "#fff",
    "profilePicture": None,
}
LEVEL_2 = {
    "id": "901",
    "name": "Level 2 Support",
    "folder": {"id": "456"},
    "space": {"id": "789"},
    "archived": False,
}


def test_the_tokens_user_is_read(client, answers):
    answers.get(f"{API}/user", json={"user": OLIVIA | {"week_start_day": 0, "timezone": "Europe/Dublin"}})

    assert client.get_user() == User(
        id=183, username="Olivia Ops", email="ops@example.com", timezone="Europe/Dublin"
    )


def test_workspaces_are_read_with_their_members(client, answers):
    answers.get(
        f"{API}/team", json={"teams": [{"id": "108", "name": "Usheru", "members": [{"user": OLIVIA}]}]}
    )

    (workspace,) = client.get_workspaces()

    assert (workspace.id, workspace.name) == ("108", "Usheru")
    assert workspace.members == (User(id=183, username="Olivia Ops", email="ops@example.com"),)


def test_the_plan_is_read_by_its_name(client, answers):
    answers.get(f"{API}/team/108/plan", json={"plan_name": "Business Plus", "plan_id": 5})

    assert client.get_workspace_plan("108") == "Business Plus"


def test_groups_are_read_with_their_members(client, answers):
    group = {
        "id": "4bfdfcec",
        "team_id": "108",
        "name": "QA",
        "handle": "qa",
        "members": [OLIVIA],
        "avatar": {},
    }
    match = matchers.query_param_matcher({"team_id": "108"})
    answers.get(f"{API}/group", json={"groups": [group]}, match=[match])

    olivia = User(id=183, username="Olivia Ops", email="ops@example.com")
    assert client.get_groups("108") == (Group(id="4bfdfcec", name="QA", members=(olivia,)),)


def test_spaces_are_read(client, answers):
    answers.get(
        f"{API}/team/108/space", json={"spaces": [{"id": "789", "name": "Support", "statuses": None}]}
    )

    assert client.get_spaces("108") == (Space(id="789", name="Support"),)


def test_folders_are_read_with_their_lists(client, answers):
    answers.get(
        f"{API}/space/789/folder", json={"folders": [{"id": "456", "name": "Queues", "lists": [LEVEL_2]}]}
    )

    (folder,) = client.get_folders("789")

    assert isinstance(folder, Folder)
    assert [one.name for one in folder.lists] == ["Level 2 Support"]


def test_the_lists_of_a_folder_are_read(client, answers):
    answers.get(f"{API}/folder/456/list", json={"lists": [LEVEL_2]})

    assert client.get_folder_lists("456") == (
        List(id="901", name="Level 2 Support", folder_id="456", space_id="789", archived=False),
    )


def test_the_lists_of_a_space_itself_are_read(client, answers):
    answers.get(f"{API}/space/789/list", json={"lists": [LEVEL_2]})

    assert [one.id for one in client.get_folderless_lists("789")] == ["901"]


def test_a_list_is_read_with_its_statuses(client, answers):
    statuses = [{"id": "p1", "status": "validating", "orderindex": 0, "color": "#d3d3d3", "type": "open"}]
    answers.get(f"{API}/list/901", json=LEVEL_2 | {"statuses": statuses})

    assert client.get_list("901").statuses == (
        Status(id="p1", status="validating", orderindex=0, color="#d3d3d3", type="open"),
    )


def test_the_fields_of_a_list_are_read_with_their_choices(client, answers):
    options = [{"id": "o-major", "name": "Major", "color": None, "orderindex": 1}]
    field = {"id": "f-1", "name": "Severity", "type": "drop_down", "type_config": {"options": options}}
    answers.get(
        f"{API}/list/901/field", json={"fields": [field | {"date_created": "1", "hide_from_guests": False}]}
    )

    (read,) = client.get_list_fields("901")

    assert (read.id, read.name, read.type, read.has_value) == ("f-1", "Severity", "drop_down", False)
    assert read.options == (Option(id="o-major", name="Major", orderindex=1),)


def test_a_list_is_created_in_a_space(client, answers):
    match = matchers.json_params_matcher({"name": "Level 2 Support"})
    answers.post(f"{API}/space/789/list", json=LEVEL_2, match=[match])

    made = client.create_list("Level 2 Support", space_id="789")

    assert (made.id, made.space_id) == ("901", "789")
