"""What survives a restart, and what a damaged file says."""

import json
import stat

import pytest

from clickup_client.sandbox.application import close_sandbox, create_sandbox
from clickup_client.sandbox.memory.storage import FILE_NAME, StorageError

OPS = {"Authorization": "pk_ops"}


@pytest.fixture
def session(workspace, clock, tmp_path):
    """Run the sandbox on the same folder, once for each call."""

    def session(work):
        app = create_sandbox(workspace, data_dir=tmp_path / "data", now=clock)
        try:
            return work(app.test_client())
        finally:
            close_sandbox(app)

    return session


def state(client):
    return client.get("/sandbox/state").get_json()


def test_everything_is_there_after_a_restart(session):
    def work(client):
        client.put("/api/v2/task/t1", json={"status": "Doing", "assignees": {"add": [3]}}, headers=OPS)
        client.post("/api/v2/task/t1/field/f-severity", json={"value": 0}, headers=OPS)
        client.post("/api/v2/task/t1/comment", json={"comment_text": "Hello"}, headers=OPS)
        client.post("/api/v2/task/t1/link/t2", headers=OPS)
        webhook = {"endpoint": "http://127.0.0.1:9/", "events": ["taskCreated"]}
        client.post("/api/v2/team/9011/webhook", json=webhook, headers=OPS)
        client.post("/sandbox/github/acme/shop/pulls/8", json={"merged": True})
        return state(client)

    before = session(work)
    after = session(state)

    for part in ("tasks", "webhooks", "pull_requests"):
        assert after[part] == before[part]


def test_ids_go_on_where_they_stopped(session):
    def comment(client):
        return int(
            client.post("/api/v2/task/t1/comment", json={"comment_text": "x"}, headers=OPS).get_json()["id"]
        )

    assert session(comment) < session(comment)


def test_a_change_is_saved_without_waiting_for_the_end(workspace, clock, tmp_path):
    app = create_sandbox(workspace, data_dir=tmp_path, now=clock)
    app.test_client().put("/api/v2/task/t1", json={"name": "Saved"}, headers=OPS)

    sandbox = app.extensions["clickup_sandbox"]
    assert sandbox.storage.wait_until_saved(10)
    saved = json.loads((tmp_path / FILE_NAME).read_text())
    close_sandbox(app)

    assert saved["tasks"]["t1"]["name"] == "Saved"


def test_the_file_is_its_owners_alone_as_it_holds_secrets(session, tmp_path):
    session(state)

    assert stat.S_IMODE((tmp_path / "data" / FILE_NAME).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"workspace_id": "9011", "tasks": {"t1": {}}}', "\x00\x01"]
)
def test_a_damaged_file_is_named_and_left_alone(session, tmp_path, content):
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / FILE_NAME
    path.write_text(content)

    with pytest.raises(StorageError) as refusal:
        session(state)

    assert str(refusal.value).startswith(f"{path} is damaged")
    assert str(refusal.value).endswith("Move it away to start from the workspace file again.")
    assert path.read_text() == content


def test_the_state_of_another_workspace_is_refused(session, workspace):
    session(state)
    workspace["id"] = "77"

    with pytest.raises(StorageError) as refusal:
        session(state)

    assert "belongs to workspace 9011, not 77" in str(refusal.value)


def test_state_with_tickets_of_a_lost_list_is_refused(session, workspace):
    session(lambda client: client.post("/api/v2/list/1002/task", json={"name": "x"}, headers=OPS))
    workspace["spaces"][0]["folders"] = []

    with pytest.raises(StorageError) as refusal:
        session(state)

    assert "has tasks of 1002, which the workspace file lost" in str(refusal.value)


def test_a_folder_that_cannot_be_made_is_named(workspace, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError) as refusal:
        create_sandbox(workspace, data_dir=tmp_path / "file" / "data")

    assert str(refusal.value) == f"cannot use the data folder {tmp_path}/file/data: Not a directory"


def test_a_status_that_the_data_file_lost_does_not_break_the_pages(session, workspace):
    session(lambda client: client.put("/api/v2/task/t1", json={"status": "Doing"}, headers=OPS))
    statuses = workspace["spaces"][0]["lists"][0]["statuses"]
    workspace["spaces"][0]["lists"][0]["statuses"] = [each for each in statuses if each["status"] != "Doing"]
    workspace["spaces"][0]["lists"][0]["tasks"] = []

    def look(client):
        return (
            client.get("/t/t1").status_code,
            client.get("/").status_code,
            client.get("/api/v2/task/t1", headers=OPS).get_json()["status"]["status"],
            client.get("/api/v2/task/t1/time_in_status", headers=OPS).status_code,
        )

    assert session(look) == (200, 200, "Doing", 200)
