import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickup_client import InvalidDeliveryError, InvalidSignatureError
from clickup_client.webhook import Delivery, HistoryItem, check_signature, read_delivery, sign

WEBHOOK_ID = "7fa3ec74-69a8-4530-a251-8a13730bd204"
SECRET = "O94IM25S7PXBPYTMNXLLET230SRP0S89"
BODY = b'{"webhook_id": "7fa3ec74", "event": "taskUpdated"}'
JOHN = {"id": 183, "username": "John", "email": "john@example.com", "color": "#7b68ee", "initials": "J"}
TO_DO = {"status": "to do", "color": "#f9d900", "orderindex": 0, "type": "open"}
IN_PROGRESS = {"status": "in progress", "color": "#7C4DFF", "orderindex": 1, "type": "custom"}


def item(**changes):
    """A history item in the shape of ClickUp's documentation."""
    shape = {"id": "2800787326392370170", "type": 1, "date": "1642736073330", "parent_id": "162641062"}
    return shape | {"data": {}, "source": None, "user": JOHN} | changes


STATUS_ITEM = item(field="status", data={"status_type": "custom"}, before=TO_DO, after=IN_PROGRESS)


def delivery(*history, event="taskUpdated", **changes):
    data = {"event": event, "history_items": list(history), "task_id": "1vj38vv", "webhook_id": WEBHOOK_ID}
    return read_delivery(json.dumps(data | changes).encode())


def only_change(**changes):
    (change,) = delivery(item(**changes)).history
    return change


def test_clickups_own_signature_is_accepted():
    """The digest of ClickUp's documentation: HMAC-SHA256 of the raw body, in lower-case hex."""
    assert sign(b"what do ya want for nothing?", "Jefe") == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_a_signed_body_passes():
    check_signature(BODY, sign(BODY, SECRET), SECRET)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "0" * 64,
        "é" * 64,
        "\ud800",
        sign(BODY, "other"),
        sign(BODY + b" ", SECRET),
        sign(BODY, SECRET)[:-1],
        sign(BODY, SECRET) + "0",
        sign(BODY, SECRET).upper(),
    ],
    ids=[
        "none",
        "zeros",
        "accented",
        "half a sign",
        "another secret",
        "another body",
        "cut",
        "longer",
        "capitals",
    ],
)
def test_any_other_signature_is_refused(signature):
    with pytest.raises(InvalidSignatureError, match=r"^the signature is not the one of this body$"):
        check_signature(BODY, signature, SECRET)


def test_a_missing_signature_is_refused():
    with pytest.raises(InvalidSignatureError, match=r"^the delivery has no X-Signature header$"):
        check_signature(BODY, None, SECRET)


def test_an_empty_secret_signs_nothing():
    """Otherwise anybody could sign for a webhook whose secret was lost."""
    with pytest.raises(InvalidSignatureError, match=r"^no secret is known for this webhook"):
        check_signature(BODY, sign(BODY, ""), "")


@given(body=st.binary(), signature=st.text())
def test_no_bytes_raise_anything_else(body, signature):
    with pytest.raises(InvalidSignatureError):
        check_signature(body, signature, SECRET)


def test_a_move_is_read():
    assert delivery(STATUS_ITEM, event="taskStatusUpdated") == Delivery(
        webhook_id=WEBHOOK_ID,
        event="taskStatusUpdated",
        task_id="1vj38vv",
        history=(
            HistoryItem(
                id="2800787326392370170",
                field="status",
                at=datetime(2022, 1, 21, 3, 34, 33, 330000, tzinfo=UTC),
                user_id=183,
                user_name="John",
                list_id="162641062",
                before=TO_DO,
                after=IN_PROGRESS,
                status_before="to do",
                status_after="in progress",
            ),
        ),
        key=f"{WEBHOOK_ID}:2800787326392370170",
    )


def test_the_twin_of_an_event_has_the_same_key():
    """ClickUp sends every specific event as taskUpdated as well."""
    assert (
        delivery(STATUS_ITEM, event="taskStatusUpdated").key == delivery(STATUS_ITEM, event="taskUpdated").key
    )


def test_the_key_does_not_depend_on_the_order_of_changes():
    one, two = item(id="1", field="status"), item(id="2", field="due_date")

    assert delivery(one, two).key == delivery(two, one).key == f"{WEBHOOK_ID}:1,2"


def test_the_same_change_of_another_webhook_has_another_key():
    assert delivery(STATUS_ITEM, webhook_id="other").key == "other:2800787326392370170"


def test_a_creation_has_no_status_before():
    created = {"status": None, "color": "#000000", "type": "removed", "orderindex": -1}
    read = delivery(
        item(id="1", field="status", before=created, after=TO_DO),
        item(id="2", field="task_creation", before=None, after=None),
        event="taskCreated",
    )

    assert [(one.field, one.status_before, one.status_after) for one in read.history] == [
        ("status", None, "to do"),
        ("task_creation", None, None),
    ]


def test_a_deletion_has_no_history_and_the_key_of_its_bytes():
    body = json.dumps({"event": "taskDeleted", "task_id": "1vj38vv", "webhook_id": WEBHOOK_ID}).encode()
    read = read_delivery(body)

    assert (read.event, read.task_id, read.history) == ("taskDeleted", "1vj38vv", ())
    assert read.key == f"{WEBHOOK_ID}:{hashlib.sha256(body).hexdigest()}"


def test_a_custom_field_is_named():
    custom_field = {"id": "f-severity", "name": "Severity", "type": "drop_down", "type_config": {}}
    change = only_change(field="custom_field", custom_field=custom_field, before=None, after="o-major")

    assert (change.field, change.field_id, change.field_name) == ("custom_field", "f-severity", "Severity")
    assert (change.before, change.after) == (None, "o-major")


def test_a_change_of_list_carries_both_lists():
    lists = [
        {"id": "162641062", "name": "Webhook payloads", "category": {"id": "1"}},
        {"id": "162641285", "name": "New"},
    ]
    change = only_change(field="section_moved", before=lists[0], after=lists[1])

    assert (change.before, change.after) == (lists[0], lists[1])
    assert (change.status_before, change.status_after) == (None, None)


def test_a_due_date_carries_both_dates_as_sent():
    change = only_change(field="due_date", before="1642701600000", after=None, data={"due_date_time": True})

    assert (change.before, change.after) == ("1642701600000", None)


@pytest.mark.parametrize("field", ["assignee_add", "assignee_rem", "priority", "comment", "tag", "brand_new"])
def test_any_field_is_taken_as_it_is(field):
    assert only_change(field=field, after=JOHN).after == JOHN


def test_a_change_may_lack_what_was_before():
    change = only_change(field="status", after=IN_PROGRESS)

    assert (change.before, change.status_before, change.status_after) == (None, None, "in progress")


def test_clickbot_is_a_user():
    assert only_change(field="status", user={"id": -1, "username": "ClickBot"}).user_id == -1


@pytest.mark.parametrize("event", ["listCreated", "goalDeleted", "somethingNew", "", "*"])
def test_every_event_name_is_accepted(event):
    assert delivery(event=event).event == event


@pytest.mark.parametrize("user", [None, [], "John", {}, {"id": "x"}, {"id": True}, {"id": None}])
def test_a_change_by_no_one_known_has_no_user(user):
    assert only_change(field="status", user=user).user_id is None


@pytest.mark.parametrize("moment", [None, "", "soon", True, [], 1.5])
def test_a_change_at_a_strange_time_has_none(moment):
    assert only_change(field="status", date=moment).at is None


@pytest.mark.parametrize("before", [None, "to do", 5, [], {}, {"status": 5.5}])
def test_a_status_of_another_shape_is_left_out(before):
    assert only_change(field="status", before=before).status_before is None


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, {"id": None}, {"id": ""}, {"id": []}])
def test_an_odd_history_item_is_left_out(odd):
    assert [one.id for one in delivery(odd, item(id=7, field="status")).history] == ["7"]


@pytest.mark.parametrize("history", [None, 5, "x", {}])
def test_a_history_of_another_shape_is_left_out(history):
    assert delivery(history_items=history).history == ()


@pytest.mark.parametrize("task_id", [None, "", [], {}, True, "a\0b", "\ud800"])
def test_a_task_id_that_is_none_is_left_out(task_id):
    assert delivery(task_id=task_id).task_id is None


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"5", b'"text"', b"null", b"\xff\xfe", b"[" * 100_000, b"9" * 10_000]
)
def test_a_body_that_is_no_json_object_is_refused(body):
    with pytest.raises(InvalidDeliveryError, match=r"^the body is not a JSON object$"):
        read_delivery(body)


@pytest.mark.parametrize(
    "data",
    [{}, *({"webhook_id": odd} for odd in (None, "", 5, True, [], {}, "a\0b", "\ud800"))],
)
def test_a_delivery_of_no_webhook_is_refused(data):
    with pytest.raises(InvalidDeliveryError, match=r"^the body has no webhook_id$"):
        read_delivery(json.dumps(data).encode())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
odd_items = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("id", "field", "date", "user", "parent_id", "before", "after", "custom_field", "data"), json_values
    ),
)
odd_deliveries = st.fixed_dictionaries(
    {},
    optional={
        "webhook_id": st.just("w") | json_values,
        "event": json_values,
        "task_id": json_values,
        "history_items": json_values | st.lists(odd_items | json_values, max_size=3),
    },
)


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()) | st.text().map(str.encode))
def test_any_bytes_are_a_delivery_or_an_invalid_one(body):
    try:
        assert read_delivery(body).webhook_id
    except InvalidDeliveryError as error:
        assert str(error) in {"the body is not a JSON object", "the body has no webhook_id"}  # noqa: PT017 - or no error


@given(odd_deliveries)
def test_any_odd_delivery_can_be_keyed_and_stored(data):
    try:
        read = read_delivery(json.dumps(data).encode())
    except InvalidDeliveryError:
        return

    for name in (read.key, read.event, read.task_id or "", *(one.field for one in read.history)):
        assert "\0" not in name
        assert name.encode() is not None
