import pytest

from app.deliveries.urgency import urgency
from app.queue.defer import Urgency
from clickup_client.webhook import Delivery, HistoryItem


def delivery(*fields, event="taskUpdated", task_id="86a", history=None):
    items = history or tuple(HistoryItem(id=str(number), field=field) for number, field in enumerate(fields))
    return Delivery(webhook_id="wh", event=event, task_id=task_id, history=items, key="wh:1")


def status(after):
    return (HistoryItem(id="1", field="status", status_before="validating", status_after=after),)


def test_a_status_other_than_the_accepted_one_is_a_move():
    assert urgency(delivery(history=status("fixing")), "validating") is Urgency.MOVE


def test_our_own_putting_back_is_no_more_than_an_edit():
    assert urgency(delivery(history=status("in production")), "In Production") is Urgency.EDIT


def test_any_status_of_a_ticket_never_seen_is_a_move():
    assert urgency(delivery(history=status("validating")), None) is Urgency.MOVE


def test_a_status_item_that_names_no_status_is_an_edit():
    assert urgency(delivery("status"), "validating") is Urgency.EDIT


def test_a_creation_is_a_move_although_its_status_is_the_accepted_one():
    created = (*status("validating"), HistoryItem(id="2", field="task_creation"))

    assert urgency(delivery(history=created), "validating") is Urgency.MOVE


@pytest.mark.parametrize("event", ["taskCreated", "taskMoved"])
def test_creation_and_another_list_are_moves_by_their_event_alone(event):
    assert urgency(delivery(event=event), "validating") is Urgency.MOVE


def test_another_list_is_a_move_in_the_twin_too():
    assert urgency(delivery("section_moved"), "validating") is Urgency.MOVE


@pytest.mark.parametrize(
    "field",
    ["due_date", "priority", "custom_field", "name", "content", "tag", "tag_removed", "", "brand_new"],
)
def test_a_change_that_a_rule_may_look_at_is_an_edit(field):
    assert urgency(delivery(field), "validating") is Urgency.EDIT


@pytest.mark.parametrize("event", ["taskDeleted", "taskUpdated", "taskTagUpdated", "taskBrandNew", ""])
def test_an_event_without_history_is_an_edit(event):
    assert urgency(delivery(event=event), "validating") is Urgency.EDIT


@pytest.mark.parametrize(
    "field",
    [
        "assignee_add",
        "assignee_rem",
        "attachments",
        "checklist_items_added",
        "comment",
        "follower_add",
        "group_assignee_add",
        "time_estimate",
        "time_spent",
    ],
)
def test_what_no_rule_looks_at_is_worth_nothing(field):
    assert urgency(delivery(field), "validating") is Urgency.NONE


@pytest.mark.parametrize("event", ["taskCommentPosted", "taskTimeTrackedUpdated"])
def test_an_idle_event_without_history_is_worth_nothing(event):
    assert urgency(delivery(event=event), "validating") is Urgency.NONE


def test_one_change_that_matters_is_enough():
    assert urgency(delivery("comment", "due_date"), "validating") is Urgency.EDIT


def test_a_delivery_without_a_task_is_worth_nothing():
    assert urgency(delivery("name", event="listUpdated", task_id=None), None) is Urgency.NONE
