from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from clickup_client.models import (
    CustomField,
    Folder,
    Group,
    LinkedTask,
    List,
    Option,
    PostedComment,
    Space,
    Status,
    Task,
    TaskPage,
    User,
    Webhook,
    WebhookHealth,
    Workspace,
)

#: The least that ClickUp sends of a task anywhere.
BARE = {"id": "9hx", "status": {"status": "to do"}, "list": {"id": "901"}}


def task(**changes):
    return Task.model_validate(BARE | changes)


def test_a_documented_task_is_read(sample):
    read = Task.model_validate(sample("task"))

    assert read.id == "86cx1k2ab"
    assert read.name == "Checkout shows the wrong currency"
    assert read.status == "replicating"
    assert (read.list_id, read.list_name, read.folder_id, read.space_id) == (
        "901",
        "Level 2 Support",
        "456",
        "789",
    )
    assert read.priority == 2
    assert read.due_date == datetime(2026, 2, 2, 4, tzinfo=UTC)
    assert read.date_updated == datetime(2022, 1, 21, 3, 34, 33, 330000, tzinfo=UTC)
    assert read.date_closed is None
    assert read.creator == User(id=183, username="Olivia Ops", email="ops@example.com")
    assert read.assignees == (User(id=184, username="Quentin QA", email="qa@example.com"),)
    assert read.group_assignees == (Group(id="dd01f92f-48ca-446d-88a1-0beb0e8f5f14", name="QA"),)
    assert read.url == "https://app.clickup.com/t/86cx1k2ab"


def test_the_least_of_a_task_is_enough():
    read = task()

    assert read == Task(id="9hx", status="to do", list_id="901")
    assert (read.name, read.priority, read.due_date, read.custom_fields, read.archived) == (
        "",
        None,
        None,
        (),
        False,
    )


@pytest.mark.parametrize(
    "key",
    [
        "assignees",
        "group_assignees",
        "custom_fields",
        "linked_tasks",
        "tags",
        "priority",
        "due_date",
        "name",
        "archived",
    ],
)
def test_null_is_as_good_as_nothing(key):
    assert task(**{key: None}) == task()


@pytest.mark.parametrize("missing", ["id", "status", "list"])
def test_a_task_without_what_makes_it_one_is_refused(missing):
    with pytest.raises(ValidationError):
        Task.model_validate({key: value for key, value in BARE.items() if key != missing})


@pytest.mark.parametrize(
    ("part", "odd"),
    [
        ("assignees", [None]),
        ("assignees", [{"id": None}]),
        ("group_assignees", [None]),
        ("custom_fields", [{"name": "no id", "type": "text"}]),
        ("custom_fields", [{"id": "f", "name": "no type"}]),
        ("linked_tasks", [{}]),
        ("attachments", ["a.png"]),
        ("creator", {"id": None}),
        ("date_updated", "yesterday"),
    ],
)
def test_a_part_that_cannot_be_read_is_left_out_and_named(part, odd):
    read = task(**{part: odd})

    assert read == task(left_out=(part,))


def test_what_stands_beside_an_odd_part_is_read(sample):
    whole = sample("task")
    read = Task.model_validate(whole | {"assignees": [None, *whole["assignees"]]})

    assert [user.id for user in read.assignees] == [184]
    assert read.left_out == ("assignees",)


def test_a_creator_who_is_null_is_nothing_odd():
    assert task(creator=None).left_out == ()


@pytest.mark.parametrize(
    "odd",
    [{"status": None}, {"list": None}, {"id": None}, {"due_date": "soon"}, {"custom_fields": "none"}],
    ids=lambda odd: next(iter(odd)),
)
def test_a_task_cannot_do_without_what_rules_ask_for(odd):
    with pytest.raises(ValidationError):
        task(**odd)


def test_a_choice_may_lie_between_two_others():
    option = {"id": "o", "name": "Major", "orderindex": 1.5}
    field = {"id": "f", "type": "drop_down", "type_config": {"options": [None, {"name": "x"}, option]}}

    assert CustomField.model_validate(field).options == (Option(id="o", name="Major", orderindex=1.5),)


def test_numbers_become_text_where_ids_are_text():
    assert task(list={"id": 901}).list_id == "901"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"id": "1", "priority": "urgent"}, 1),
        ({"id": 4}, 4),
        ({"priority": "high"}, 2),
        ({"id": None, "priority": "low"}, 4),
        (3, 3),
        ("3", 3),
        (None, None),
    ],
)
def test_priorities_are_numbers_however_they_are_sent(sent, expected):
    assert task(priority=sent).priority == expected


@pytest.mark.parametrize("sent", [{"id": "9"}, {"id": "0"}, {}, {"priority": "meh"}, "high", []])
def test_an_unknown_priority_is_not_taken_for_none(sent):
    with pytest.raises(ValidationError):
        task(priority=sent)


def test_whether_a_due_date_has_a_time_is_kept_where_it_is_sent():
    assert task(due_date="1770004800000", due_date_time=True).due_date_has_time
    assert not task(due_date="1770004800000").due_date_has_time


def test_a_due_date_beyond_all_years_is_clamped():
    assert task(due_date="253402300800000").due_date == datetime.max.replace(tzinfo=UTC)


def test_tags_are_their_names():
    sent = [
        {"name": "sla: ok", "tag_fg": "#fff", "tag_bg": "#000", "creator": 1},
        "plain",
        {"tag_fg": "#fff"},
    ]

    assert task(tags=sent).tags == ("sla: ok", "plain")


def test_links_lead_to_the_other_task_whichever_end_comes_first(sample):
    assert Task.model_validate(sample("task")).linked_task_ids == ("86cx0000a", "86cx0000b")


def test_a_link_may_lack_an_end():
    assert task(linked_tasks=[{"task_id": "9hz"}]).linked_tasks == (LinkedTask(task_id="9hz"),)


def test_a_task_is_frozen(sample):
    with pytest.raises(ValidationError, match="frozen"):
        Task.model_validate(sample("task")).status = "fixing"


def test_a_field_with_its_choices_and_value_is_read(sample):
    field = Task.model_validate(sample("task")).custom_fields[0]

    assert (field.id, field.name, field.type, field.value, field.has_value) == (
        *("f-severity", "Severity", "drop_down"),
        *(1, True),
    )
    assert field.options == (
        Option(id="o-critical", name="Critical", orderindex=0),
        Option(id="o-major", name="Major", orderindex=1),
    )


def test_a_label_is_the_name_of_its_option():
    data = {
        "id": "f",
        "name": "Areas",
        "type": "labels",
        "type_config": {"options": [{"id": "o", "label": "Web"}]},
    }

    assert CustomField.model_validate(data).options == (Option(id="o", name="Web"),)


@pytest.mark.parametrize("value", [{}, {"value": None}])
def test_a_field_that_was_never_filled_has_no_value(value):
    assert not CustomField.model_validate({"id": "f", "name": "Notes", "type": "text"} | value).has_value


@pytest.mark.parametrize("value", ["", 0, False, [], {}])
def test_an_empty_value_is_a_value(value):
    assert CustomField.model_validate({"id": "f", "name": "Notes", "type": "text", "value": value}).has_value


@pytest.mark.parametrize("config", [None, {}, {"options": None}])
def test_a_field_may_lack_its_configuration(config):
    field = CustomField.model_validate({"id": "f", "name": "Notes", "type": "text", "type_config": config})

    assert (field.config, field.options) == (config or {}, ())


def test_a_field_can_be_made_without_clickups_wrapping():
    option = Option(id="o", name="Web")
    field = CustomField(id="f", name="Areas", type="labels", options=(option,), config={"a": 1}, value=["o"])

    assert (field.options, field.config, field.value, field.has_value) == ((option,), {"a": 1}, ["o"], True)


@pytest.mark.parametrize("odd", [[], "x", 5])
def test_what_is_no_object_is_no_field(odd):
    with pytest.raises(ValidationError):
        CustomField.model_validate(odd)


@pytest.fixture
def ambiguous():
    fields = [
        {"id": "Severity", "name": "A", "type": "text"},
        {"id": "2", "name": "SEVERITY", "type": "text"},
        {"id": "3", "name": "Severity", "type": "text"},
    ]
    return lambda *places: task(custom_fields=[fields[place] for place in places])


@pytest.mark.parametrize(
    ("places", "found"), [((2, 1, 0), "Severity"), ((1, 2), "3"), ((1,), "2"), ((), None)]
)
def test_a_field_is_found_by_id_then_by_name_then_in_other_capitals(ambiguous, places, found):
    field = ambiguous(*places).field("Severity")

    assert (field and field.id) == found


def test_members_of_a_workspace_are_unwrapped():
    data = {"id": 108, "name": "Usheru", "members": [{"user": {"id": 183, "username": "Olivia Ops"}}]}

    assert Workspace.model_validate(data) == Workspace(
        id="108", name="Usheru", members=[User(id=183, username="Olivia Ops")]
    )


def test_a_member_who_cannot_be_read_is_left_out():
    data = {"id": "1", "members": [{"user": None}, {"user": {"id": 183}}]}

    assert Workspace.model_validate(data).members == (User(id=183),)


def test_a_workspace_may_hide_its_members():
    assert Workspace.model_validate({"id": "108", "members": None}).members == ()


def test_clickbot_is_a_user():
    assert User.model_validate({"id": -1, "username": "ClickBot"}).id == -1


def test_a_list_is_read_with_its_statuses():
    data = {
        "id": "901",
        "name": "Level 2 Support",
        "folder": {"id": "456"},
        "space": {"id": "789", "name": "Support"},
        "statuses": [{"status": "validating", "orderindex": 0, "color": "#d3d3d3", "type": "open"}],
        "archived": False,
    }

    assert List.model_validate(data) == List(
        id="901",
        name="Level 2 Support",
        folder_id="456",
        space_id="789",
        space_name="Support",
        statuses=[Status(status="validating", orderindex=0, color="#d3d3d3", type="open")],
        archived=False,
    )


def test_a_folder_is_read_with_its_lists():
    data = {"id": "456", "name": "Queues", "lists": [{"id": "901", "name": "Level 2 Support"}]}

    assert Folder.model_validate(data).lists == (List(id="901", name="Level 2 Support"),)


def test_a_space_is_read():
    assert Space.model_validate({"id": "789", "name": "Support", "private": False}) == Space(
        id="789", name="Support"
    )


def test_a_webhook_is_read_and_hides_its_secret(sample):
    webhook = Webhook.model_validate(sample("webhook")["webhook"])

    assert (webhook.list_id, webhook.team_id, webhook.user_id) == ("901", "108", 183)
    assert webhook.health == WebhookHealth(status="active", fail_count=0)
    assert webhook.secret.get_secret_value() == "the-signing-secret"
    assert "the-signing-secret" not in repr(webhook)


@pytest.mark.parametrize("events", ["*", ["*"]])
def test_a_webhook_for_everything_has_one_event(events):
    assert Webhook.model_validate({"id": "w", "events": events}).events == ("*",)


def test_a_page_of_comments_is_read(sample):
    first, second = [PostedComment.model_validate(item) for item in sample("comments")["comments"]]

    assert first == PostedComment(
        id="458",
        text="Put back.",
        runs=({"text": "Put back."},),
        user=User(id=183, username="Olivia Ops", email="ops@example.com"),
        date=datetime(2019, 9, 9, 13, 49, 24, 79000, tzinfo=UTC),
        resolved=False,
    )
    assert (second.id, second.user, second.resolved, second.assignee.id) == ("457", None, False, 184)


def test_a_page_of_tasks_is_read(sample):
    page = TaskPage.model_validate({"tasks": [sample("task")], "last_page": False})

    assert [one.id for one in page.tasks] == ["86cx1k2ab"]
    assert not page.last_page


@pytest.mark.parametrize("asked", ["Draft text", "Draft text ", "draft  text"])
def test_a_field_is_found_whatever_blanks_its_name_has(asked):
    """ClickUp was recorded to keep a blank at the end of a name, where no one sees it."""
    field = {"id": "f-1", "name": "Draft  text ", "type": "text"}
    task = Task.model_validate({"id": "t", "status": "open", "list": {"id": "1"}, "custom_fields": [field]})

    assert task.field(asked).id == "f-1"
    assert task.field(asked).name == "Draft text"
