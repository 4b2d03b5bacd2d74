"""What a data file may say, and what it is told when it says something else."""

import json
from datetime import UTC, datetime

import pytest

from clickup_client.sandbox.application import create_sandbox
from clickup_client.sandbox.times import resolve_day, resolve_moment
from clickup_client.sandbox.workspace.data_file import load_workspace_file
from clickup_client.sandbox.workspace.definition import WorkspaceFileError

NOW = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)


@pytest.fixture
def complaint(workspace, clock):
    """What is said about the workspace as a test changed it."""

    def complaint():
        with pytest.raises(WorkspaceFileError) as refusal:
            create_sandbox(workspace, now=clock)
        return str(refusal.value)

    return complaint


@pytest.fixture
def task(workspace):
    return workspace["spaces"][0]["lists"][0]["tasks"][0]


def test_an_unknown_key_is_named_with_its_place(complaint, task):
    task["colour"] = "red"

    assert complaint() == "spaces.0.lists.0.tasks.0.colour: Extra inputs are not permitted"


def test_an_unknown_status_is_named(complaint, task):
    task["status"] = "nowhere"

    assert complaint() == "task t1: the list has no status 'nowhere'"


def test_an_unknown_field_is_named_with_the_choices(complaint, task):
    task["fields"] = {"Severty": "Major"}

    assert complaint().startswith(
        "task t1: the list has no field 'Severty'; there are Severity, Notes, Checked"
    )


def test_an_unknown_choice_is_named_with_the_choices(complaint, task):
    task["fields"] = {"Severity": "Huge"}

    assert complaint() == "task t1: Severity has no choice 'Huge'; there are Major, Minor"


def test_an_unknown_person_is_named_with_the_choices(complaint, task):
    task["assignees"] = ["me@acme.example"]

    assert complaint().startswith("task t1: no user has the address 'me@acme.example'; there are ")


def test_an_unknown_linked_task_is_named(complaint, task):
    task["linked"] = ["t9"]

    assert complaint() == "task t1: linked to t9, which is not in the file"


def test_a_malformed_date_is_named(complaint, task):
    task["due"] = "soon"

    assert complaint() == "task t1: 'soon' is not a date; write +5d, -2h, now or 2026-01-31"


def test_a_task_id_used_twice_is_named(complaint, task):
    task["id"] = "t2"

    assert "task id used twice: t2" in complaint()


def test_a_token_used_twice_is_named(complaint, workspace):
    workspace["users"][0]["token"] = "pk_ops"

    assert "token used twice: pk_ops" in complaint()


def test_an_unknown_group_member_is_named(complaint, workspace):
    workspace["groups"][0]["members"] = ["who@acme.example"]

    assert "group 'Operations': no user has the address who@acme.example" in complaint()


def test_an_unknown_time_zone_is_named(complaint, workspace):
    workspace["users"][0]["time_zone"] = "Berlin"

    assert "'Berlin' is not a time zone; use a name such as Europe/Berlin" in complaint()


def test_fields_and_options_without_ids_get_the_same_ones_at_every_start(workspace, clock):
    def ids():
        app = create_sandbox(workspace, now=clock)
        fields = app.test_client().get("/sandbox/state").get_json()["lists"][0]["fields"]
        return [(field["id"], field["options"]) for field in fields]

    workspace["spaces"][0]["lists"][0]["fields"] = [
        {"name": "Size", "type": "drop_down", "options": ["small", "large"]},
        {"name": "Notes", "type": "text"},
    ]

    assert ids() == ids()
    assert ids()[0][0] != ids()[1][0]


def test_a_task_of_a_form_is_clickbots(workspace, clock, task):
    task["creator"] = "ClickBot"

    app = create_sandbox(workspace, now=clock)

    creator = (
        app.test_client().get("/api/v2/task/t1", headers={"Authorization": "pk_ops"}).get_json()["creator"]
    )
    assert (creator["id"], creator["username"]) == (-1, "ClickBot")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", NOW),
        ("+1d", datetime(2026, 3, 11, 23, 30, tzinfo=UTC)),
        ("-2h", datetime(2026, 3, 10, 21, 30, tzinfo=UTC)),
        ("-30m", datetime(2026, 3, 10, 23, 0, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T10:00:00+02:00", datetime(2026, 1, 31, 8, tzinfo=UTC)),
    ],
)
def test_moments_relative_and_fixed(text, moment):
    assert resolve_moment(text, NOW) == moment


@pytest.mark.parametrize(
    ("text", "zone", "day"),
    [
        ("today", "UTC", "2026-03-10"),
        ("today", "Europe/Berlin", "2026-03-11"),
        ("+5d", "Europe/Berlin", "2026-03-16"),
        ("2026-01-31", "America/New_York", "2026-01-31"),
    ],
)
def test_days_are_those_of_the_time_zone(text, zone, day):
    assert resolve_day(text, NOW, zone).isoformat() == day


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("w.yaml", "a: [", "the workspace file .*w.yaml is malformed"),
        ("w.json", "{", "the workspace file .*w.json is malformed"),
        ("w.yaml", "- a", "the workspace file .*w.yaml must hold an object, not list"),
        ("missing.yaml", None, "cannot read the workspace file .*missing.yaml: No such file or directory"),
    ],
)
def test_a_workspace_file_that_is_none_is_named(tmp_path, name, content, complaint):
    if content is not None:
        (tmp_path / name).write_text(content)

    with pytest.raises(WorkspaceFileError, match=complaint):
        load_workspace_file(tmp_path / name)


@pytest.fixture
def split(tmp_path):
    """A data file whose List has one ticket itself and takes others from the files named; its path."""

    def write(*names):
        a_list = {"id": "1", "tasks": [{"id": "t1"}], "tasks_from": names}
        file = tmp_path / "workspace.json"
        file.write_text(json.dumps({"spaces": [{"lists": [a_list]}, {"folders": [{"lists": [a_list]}]}]}))
        return file

    return write


def test_tickets_are_fetched_from_files_of_their_own(split, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "open.yaml").write_text("- {id: t2}\n- {id: t3}\n")
    (tmp_path / "closed.json").write_text('[{"id": "t4"}]')

    direct, in_folder = load_workspace_file(split("more/open.yaml", "closed.json"))["spaces"]

    whole = {"id": "1", "tasks": [{"id": "t1"}, {"id": "t2"}, {"id": "t3"}, {"id": "t4"}]}
    assert direct["lists"] == [whole]
    assert in_folder["folders"][0]["lists"] == [whole]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "cannot read the workspace file .*open.yaml: No such file or directory"),
        ("- [", "the workspace file .*open.yaml is malformed"),
        ("id: t2", "the workspace file .*open.yaml must hold a list of tickets, not dict"),
    ],
)
def test_a_ticket_file_that_is_none_is_named(split, tmp_path, content, complaint):
    if content is not None:
        (tmp_path / "open.yaml").write_text(content)

    with pytest.raises(WorkspaceFileError, match=complaint):
        load_workspace_file(split("open.yaml"))


def test_what_is_no_list_is_left_to_the_check_of_the_whole(tmp_path, clock):
    (tmp_path / "w.yaml").write_text("{id: 1, name: Acme, users: [], spaces: {lists: 3}}")

    with pytest.raises(WorkspaceFileError, match="spaces: Input should be a valid tuple"):
        create_sandbox(load_workspace_file(tmp_path / "w.yaml"), now=clock)


def test_an_unknown_plan_is_named_with_the_choices(complaint, workspace):
    workspace["plan"] = "Gold"

    assert complaint() == (
        "plan: Value error, 'Gold' is not a plan; "
        "choose one of Free Forever, Unlimited, Business, Business Plus, Enterprise"
    )


def test_a_pull_request_was_merged_when_the_file_says(workspace, clock):
    workspace["repositories"][0]["pulls"] = [{"number": 7, "merged": "-3d"}, {"number": 8, "merged": True}]

    pulls = (
        create_sandbox(workspace, now=clock).test_client().get("/github/repos/acme/shop/pulls/7").get_json()
    )
    assert (pulls["state"], pulls["merged_at"]) == ("closed", "2026-03-07T12:00:00Z")


def test_a_pull_request_merged_at_no_moment_is_named(complaint, workspace):
    workspace["repositories"][0]["pulls"] = [{"number": 7, "merged": "soon"}]

    assert complaint() == (
        "pull request acme/shop#7: 'soon' is not a date; write +5d, -2h, now or 2026-01-31"
    )
