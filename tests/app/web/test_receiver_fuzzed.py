"""What tests/fuzz/receiver.py found: kept, so that it stays found."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clickup_client.webhook import sign

SECRET = "s3cret"


@pytest.mark.parametrize(
    "user_id",
    [10**30, "9" * 30, 2**63, -(2**63) - 1, "9" * 5000, "٣", "²", "-", "--5", "1e3"],
    ids=[
        "30 digits",
        "30 digits as text",
        "too large",
        "too small",
        "5000 digits",
        "an Arabic digit",
        "a raised digit",
        "a sign",
        "two signs",
        "an exponent",
    ],
)
def test_a_mover_whose_id_no_database_could_hold_is_no_one_and_the_move_is_queued(
    post, delivery, rows, queued, user_id
):
    """Found by the fuzzer after a thousand inputs: 503 at every try, until the webhook is suspended."""
    before, after = {"status": "validating"}, {"status": "fixing"}
    history = [
        {"id": "1", "field": "status", "before": before, "after": after, "user": {"id": user_id}},
    ]

    assert post(delivery(history_items=history)).status_code == 200
    assert [row.mover_id for row in rows()] == [None]
    assert queued() == ["move:86a"]


@pytest.mark.parametrize("user_id", [-1, 183, 2**63 - 1, -(2**63), "183"])
def test_a_mover_whose_id_fits_is_known(post, delivery, rows, user_id):
    before, after = {"status": "validating"}, {"status": "fixing"}
    history = [
        {"id": "1", "field": "status", "before": before, "after": after, "user": {"id": user_id}},
    ]

    post(delivery(history_items=history))

    assert [row.mover_id for row in rows()] == [int(user_id)]


#: What someone who knows JSON, but not ClickUp, may put anywhere.
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["\0", "a\0b", "\ud800", "9" * 5000, "taskCreated", "status", "x" * 101]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)
_PARTS = ("date", "user", "before", "after", "custom_field", "parent_id")
ITEM = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(_PARTS, ANYTHING),
        "field": st.sampled_from(["status", "due_date", "custom_field", "comment"]) | ANYTHING,
        "id": st.text(max_size=9) | ANYTHING,
    },
)
BODY = st.fixed_dictionaries(
    {"webhook_id": st.just("wh")},
    optional={
        "event": ANYTHING,
        "task_id": ANYTHING | st.just("86a"),
        "history_items": ANYTHING | st.lists(ITEM, max_size=3),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(body=BODY)
def test_whatever_is_signed_is_taken_and_the_same_unsigned_is_not(post, body):
    """A small part of the fuzzing, each time."""
    raw = json.dumps(body).encode()

    assert post(raw, headers={}).status_code == 403
    assert post(raw, headers={"X-Signature": sign(raw, "0ther")}).status_code == 403
    assert post(raw).status_code == 200
