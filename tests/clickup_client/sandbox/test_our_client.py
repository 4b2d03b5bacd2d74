"""Our own client with the sandbox: what the one writes the other reads, and deliveries are understood."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from clickup_client import BadRequestError, ClickUpClient, NotAuthorisedError, NotFoundError, RateLimitedError
from clickup_client.comment import bold, bullet, mention, text
from clickup_client.fields import read
from clickup_client.webhook import check_signature, read_delivery


@pytest.fixture
def client(over_http):
    with ClickUpClient("pk_ops", api_url=over_http.url + "/api", attempts=1) as client:
        yield client


def test_it_finds_its_way_from_the_user_to_the_fields(client):
    assert client.get_user().email == "ops@acme.example"
    (workspace,) = client.get_workspaces()
    assert client.get_workspace_plan(workspace.id) == "Business"
    assert [group.name for group in client.get_groups(workspace.id)] == ["Operations"]
    (space,) = client.get_spaces(workspace.id)
    (folder,) = client.get_folders(space.id)
    assert [each.name for each in client.get_folder_lists(folder.id)] == ["Old"]
    tickets, _companies = client.get_folderless_lists(space.id)
    assert [status.status for status in client.get_list(tickets.id).statuses] == ["to do", "Doing", "done"]
    assert "Severity" in {field.name for field in client.get_list_fields(tickets.id)}


def test_it_reads_back_what_it_wrote(client):
    task = client.create_task("1000", name="Fresh", status="to do", priority=3)
    due = datetime(2026, 3, 20, 15, 30, tzinfo=UTC)

    changed = client.update_task(
        task.id,
        status="Doing",
        priority=1,
        due_date=due,
        due_date_has_time=True,
        add_assignees=[3],
        add_groups=["g-1"],
    )
    client.link_tasks(task.id, "t1")

    assert (changed.status, changed.priority, changed.due_date) == ("Doing", 1, due)
    assert [user.id for user in changed.assignees] == [3]
    assert client.get_task(task.id).linked_task_ids == ("t1",)
    client.delete_task(task.id)
    with pytest.raises(NotFoundError):
        client.get_task(task.id)


def test_a_task_moves_to_another_list_once_its_status_is_known_there(client):
    client.update_task("t1", status="Doing")
    status_id = client.get_task("t1").status_id
    with pytest.raises(BadRequestError, match="Status mapping required for 'Doing'"):
        client.move_task("9011", "t1", "1002")

    client.move_task(
        "9011", "t1", "1002", status_mappings={status_id: client.get_list("1002").statuses[0].id}
    )
    client.move_task("9011", "t1", "1002")

    assert client.get_task("t1").list_id == "1002"


def test_a_tag_is_put_on_and_taken_off_whatever_is_in_its_name(client):
    for name in ("sla: at risk", "a/b & c?", "sla: at risk"):
        client.add_tag("t1", name)
    assert {"sla: at risk", "a/b & c?"} <= set(client.get_task("t1").tags)
    assert client.get_task("t1").tags.count("sla: at risk") == 1
    assert "sla: at risk" in {tag.name for tag in client.get_space_tags("901")}

    for _ in range(2):
        client.remove_tag("t1", "a/b & c?")

    assert "a/b & c?" not in client.get_task("t1").tags


def test_a_file_is_attached_under_its_name(client):
    sent = client.attach_file("t1", name='Bild "ä".png', content=b"PNG...", content_type="image/png")

    (attached,) = client.get_task("t1").attachments
    assert (attached.id, attached.title, attached.size) == (sent.id, 'Bild "ä".png', 6)


@pytest.mark.parametrize(
    ("name", "value", "understood"),
    [
        ("Notes", "words", "words"),
        ("Checked", False, False),
        ("Score", 5, 5),
        ("Client email", "a@b.example", "a@b.example"),
    ],
)
def test_fields_go_there_and_back(client, name, value, understood):
    field = client.get_task("t1").field(name)
    assert read(field) is None

    client.set_field("t1", field, value)
    assert read(client.get_task("t1").field(name)) == understood

    client.clear_field("t1", field.id)
    assert read(client.get_task("t1").field(name)) is None


def test_a_choice_is_read_by_name(client):
    field = client.get_task("t1").field("Severity")

    client.set_field("t1", field, "Minor")

    assert read(client.get_task("t1").field("Severity")).name == "Minor"


def test_comments_go_there_and_back(client):
    comment = mention(3, "Theo Tech") + text(" please: ") + bold("this") + bullet()

    comment_id = client.add_comment("t1", comment)
    client.edit_comment(comment_id, comment=text("done"), resolved=True)

    (posted,) = client.get_comments("t1")
    assert (posted.id, posted.text, posted.resolved, posted.user.id) == (comment_id, "done", True, 2)


def test_pages_of_tasks(client):
    page = client.get_tasks("1000", updated_after=datetime(2020, 1, 1, tzinfo=UTC))

    assert ({task.id for task in page.tasks}, page.last_page) == ({"t1", "t2"}, True)


def test_refusals_become_errors(client, over_http):
    with pytest.raises(BadRequestError) as refusal:
        client.update_task("t1", status="nowhere")
    assert refusal.value.code == "CRTSK_001"

    with (
        ClickUpClient("pk_guess", api_url=over_http.url + "/api", attempts=1) as stranger,
        pytest.raises(NotAuthorisedError),
    ):
        stranger.get_user()


def test_the_rate_limit_is_understood(client, over_http):
    client.get_user()
    assert (client.budget.limit, client.budget.remaining) == (100_000, 99_999)
    over_http.sandbox.limits.set_limit(1)

    with pytest.raises(RateLimitedError) as refusal:
        client.get_user()

    assert refusal.value.resets_at is not None


def test_deliveries_are_signed_and_understood(client, receiver):
    webhook = client.create_webhook("9011", endpoint=receiver.url, list_id="1000")
    assert isinstance(webhook.secret, SecretStr)

    client.update_task("t1", status="Doing")

    receiver.wait_for(2)
    for body, headers in zip(receiver.bodies, receiver.headers, strict=True):
        check_signature(body, headers["X-Signature"], webhook.secret.get_secret_value())
    one, other = map(read_delivery, receiver.bodies)
    assert {one.event, other.event} == {"taskStatusUpdated", "taskUpdated"}
    assert one.key == other.key
    (item,) = one.history
    assert (item.user_id, item.status_before, item.status_after, item.list_id) == (
        2,
        "to do",
        "doing",
        "1000",
    )
    assert client.update_webhook(webhook.id, endpoint=receiver.url).health.status == "active"
    client.delete_webhook(webhook.id)
    assert client.get_webhooks("9011") == ()
