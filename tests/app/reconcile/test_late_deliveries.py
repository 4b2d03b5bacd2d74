"""Which changes were certainly made before a move that was heard of, and which count although they were."""

from datetime import UTC, datetime, timedelta

import pytest

from app.reconcile.late_deliveries import came_before, counts_by_itself
from app.store.tickets import Accepted
from clickup_client.webhook import HistoryItem
from rules.process.datum import FieldDatum

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = NOW + timedelta(milliseconds=1)
BOT, QA, PM = 9, 3, 4


def item(field="due_date", *, at=NOW, user=QA, after="1764734400000", **more):
    return HistoryItem(id="1", field=field, at=at, user_id=user, after=after, **more)


MOVE = item("status", after={"status": "estimating"})

KNOWN = Accepted(
    task_id="t",
    list_id="1",
    stage="Validating",
    status="validating",
    entered_at=NOW,
    entry_values={},
    written=frozenset(),
    agreed_day=None,
    told_day=None,
    own_writes={},
    gone_at=None,
)
BY_NAME = FieldDatum(field="De-escalation Reasons", type="text")
BY_ID = FieldDatum(field="De-escalation Reasons", id="f1", type="text")


@pytest.mark.parametrize(
    ("change", "told", "before"),
    [
        pytest.param(item(), [MOVE], True, id="in one change with the move"),
        pytest.param(item(at=NOW - timedelta(days=1)), [MOVE], True, id="before it"),
        pytest.param(item(at=LATER), [MOVE], False, id="after it"),
        pytest.param(item(at=LATER), [MOVE, item("status", at=LATER)], True, id="before the later of two"),
        pytest.param(item(), [], False, id="no move"),
        pytest.param(item(), [item("priority")], False, id="before something else"),
        pytest.param(item(user=PM), [MOVE], False, id="by someone else"),
        pytest.param(item(user=BOT), [item("status", user=BOT)], False, id="by the bot"),
        pytest.param(item(user=-1), [item("status", user=-1)], False, id="by ClickBot"),
        pytest.param(item(user=None), [item("status", user=None)], False, id="by no one"),
        pytest.param(item(at=None), [MOVE], False, id="no one knows when"),
        pytest.param(item(), [item("status", at=None)], False, id="no one knows when it moved"),
    ],
)
def test_whoever_moved_a_ticket_had_done_before_what_is_older(change, told, before):
    assert came_before(change, told, bot_user_id=BOT) is before


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        (item(), False),
        (item("priority", after={"id": "2"}), False),
        (item("custom_field", field_id="f2", field_name="Severity", at=LATER), False),
        (MOVE, True),
        (item("task_creation"), True),
        (item("section_moved"), True),
        (item(after=None), True),
        (item("custom_field", field_id="f2", field_name="Severity", after=""), True),
        (item("custom_field", field_id="f2", field_name="Company", after=[]), True),
    ],
    ids=[
        "a due date",
        "a priority",
        "another field",
        "a move",
        "a creation",
        "a move between lists",
        "a cleared due date",
        "a cleared text",
        "a cleared relation",
    ],
)
def test_moves_and_what_was_cleared_count_by_themselves(change, counts):
    assert counts_by_itself(change, [BY_NAME], KNOWN) is counts


@pytest.mark.parametrize(
    ("field_id", "name", "datum", "counts"),
    [
        ("f1", "De-escalation Reasons", BY_NAME, True),
        ("f1", "de-escalation reasons", BY_NAME, True),
        ("f1", None, BY_NAME, True),
        ("f1", "Severity", BY_NAME, False),
        ("f1", "Reasons, renamed", BY_ID, True),
        ("f2", "De-escalation Reasons", BY_ID, False),
    ],
    ids=["by name", "by name in other capitals", "no name", "another name", "by id", "another id"],
)
def test_what_has_to_be_written_again_counts_when_it_is_written(field_id, name, datum, counts):
    written = item("custom_field", field_id=field_id, field_name=name, after="Why", at=LATER)

    assert counts_by_itself(written, [datum], KNOWN) is counts
    assert not counts_by_itself(written, [], KNOWN)


def test_what_was_written_before_the_ticket_entered_its_stage_counts_no_more():
    written = item("custom_field", field_id="f1", field_name="De-escalation Reasons", after="Why", at=NOW)

    assert not counts_by_itself(written, [BY_NAME], KNOWN)
