"""What waiting deliveries add to what ClickUp shows; they come doubled, late and in any order."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries import history as deliveries_history
from app.deliveries.history import hear
from app.store.tickets import Accepted
from clickup_client.webhook import Delivery, HistoryItem, read_delivery

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BOT, OPS = 9, 5


def item(number, field="status", *, before=None, after=None, at=None, user=OPS, **more):
    moved = {"status_before": before, "status_after": after} if field == "status" else {}
    return HistoryItem(
        id=str(number),
        field=field,
        at=NOW + timedelta(seconds=number if at is None else at),
        user_id=user,
        before=before,
        after=after,
        **moved,
        **more,
    )


def custom_field(number, field_id, after, **more):
    return item(number, "custom_field", after=after, field_id=field_id, **more)


def delivery(*history, event="taskUpdated"):
    return Delivery(webhook_id="w", event=event, task_id="t", history=history, key="k")


def heard(*history):
    return hear((number, delivery(each)) for number, each in enumerate(history, start=1))


def known(**changes):
    values = {
        "task_id": "t",
        "list_id": "1",
        "stage": "Validating",
        "status": "Validating",
        "entered_at": NOW,
        "entry_values": {},
        "written": frozenset(),
        "agreed_day": None,
        "told_day": None,
        "own_writes": {},
        "gone_at": None,
    }
    return Accepted(**(values | changes))


A_TO_B, B_TO_C = item(1, before="a", after="b"), item(2, before="b", after="c")


class TestHear:
    def test_items_are_in_the_order_things_happened_and_not_in_which_they_came(self):
        assert [each.id for each in heard(item(2), item(10), item(1)).items] == ["1", "2", "10"]

    def test_at_the_same_time_the_smaller_id_is_first(self):
        assert [each.id for each in heard(item(10, at=0), item(9, at=0)).items] == ["9", "10"]

    def test_an_item_without_a_time_is_the_oldest(self):
        timeless = HistoryItem(id="7", field="status")

        assert [each.id for each in heard(item(1), timeless).items] == ["7", "1"]

    def test_the_twin_of_a_specific_event_counts_once(self):
        twice = hear([(1, delivery(A_TO_B, event="taskStatusUpdated")), (2, delivery(A_TO_B))])

        assert twice.items == (A_TO_B,)
        assert twice.delivery_ids == (1, 2)

    def test_the_duration_that_comes_with_a_due_date_is_no_news_of_its_own(self):
        """ClickUp was recorded to send both for a task with a start date."""
        both = delivery(item(1, "duration"), item(2, "due_date", after="5"))

        assert [each.field for each in hear([(1, both)]).items] == ["due_date"]

    def test_the_newest_delivery_is_the_one_with_the_greatest_id(self):
        assert hear([(3, delivery()), (7, delivery()), (5, delivery())]).newest_id == 7

    def test_nothing_heard_has_no_newest_delivery(self):
        assert hear(()).newest_id == 0

    @pytest.mark.parametrize(
        ("history", "outside"),
        [
            (item(1, before=None, after="a"), True),
            (item(1, "task_creation"), True),
            (item(1, "section_moved"), True),
            (A_TO_B, False),
            (item(1, "due_date"), False),
        ],
        ids=["a status without one before", "a creation", "a move between lists", "a move", "a due date"],
    )
    def test_a_creation_or_a_move_between_lists_comes_from_outside(self, history, outside):
        assert heard(history).from_outside is outside


class TestMover:
    def test_who_moved_it_is_who_did_it_last(self):
        first, last = item(1, before="a", after="b", user=1), item(3, before="c", after="B", user=2)

        assert deliveries_history.moved_by(heard(first, B_TO_C, last), "b") is last

    def test_no_one_moved_it_to_where_it_is(self):
        assert deliveries_history.moved_by(heard(A_TO_B), "c") is None

    def test_the_start_is_the_status_before_the_oldest_move(self):
        assert deliveries_history.start_of(heard(B_TO_C, A_TO_B)) == "a"
        assert deliveries_history.start_of(heard(item(1, "due_date"))) is None


class TestEcho:
    def echo(self, *history, **changes):
        return deliveries_history.is_own_echo(heard(*history), known(**changes), BOT)

    def put_back(self, user=BOT, after="validating"):
        return item(1, before="fixing", after=after, user=user)

    def test_our_own_putting_back_is_an_echo(self):
        assert self.echo(self.put_back())

    def test_the_same_by_someone_else_is_not(self):
        assert not self.echo(self.put_back(user=OPS))
        assert not self.echo(self.put_back(user=None))

    def test_another_move_by_someone_with_the_bots_user_is_not(self):
        assert not self.echo(self.put_back(after="fixing"))

    def test_an_echo_together_with_someones_edit_is_not(self):
        assert not self.echo(self.put_back(), item(2, "name", after="x"))

    @pytest.mark.parametrize(
        ("said", "own_writes", "echo"),
        [
            (item(1, "due_date", after="5", user=BOT), {"due_date": "5"}, True),
            (item(1, "due_date", after=5, user=BOT), {"due_date": "5"}, True),
            (item(1, "due_date", after="6", user=BOT), {"due_date": "5"}, False),
            (item(1, "due_date", after=None, user=BOT), {"due_date": ""}, True),
            (item(1, "due_date", after=None, user=BOT), {}, False),
            (custom_field(1, "f", "o1", user=BOT), {"field:f": "o1"}, True),
            (custom_field(1, "g", "o1", user=BOT), {"field:f": "o1"}, False),
            (custom_field(1, None, "o1", user=BOT), {"field:f": "o1"}, False),
            (custom_field(1, "f", {"a": [1]}, user=BOT), {"field:f": "o1"}, False),
            (item(1, "name", after="x", user=BOT), {}, False),
        ],
        ids=[
            "the date as text",
            "the date as number",
            "another date",
            "a cleared date",
            "a date that was not cleared",
            "the field",
            "another field",
            "no field",
            "another value",
            "a name",
        ],
    )
    def test_what_we_wrote_is_an_echo_and_nothing_else_of_the_bots_user(self, said, own_writes, echo):
        assert self.echo(said, own_writes=own_writes) is echo

    def test_nothing_heard_is_no_echo(self):
        """A deletion comes without history, and so does a hint of the poll."""
        assert not self.echo()

    def test_a_ticket_never_seen_or_gone_has_no_echoes(self):
        assert not deliveries_history.is_own_echo(heard(self.put_back()), None, BOT)
        assert not self.echo(self.put_back(), gone_at=NOW)

    def test_what_was_written_over_is_ours_no_longer(self):
        over = heard(item(1, "due_date", after="6"), custom_field(2, "f", "o2"), custom_field(3, "g", "o3"))
        ours = {"due_date": "5", "field:f": "o2", "field:h": "o4"}

        assert deliveries_history.still_ours(over, ours) == {"field:f": "o2", "field:h": "o4"}


class TestEdits:
    @pytest.mark.parametrize(
        ("history", "since", "edited"),
        [
            (custom_field(5, "f", "x"), NOW, True),
            (custom_field(5, "f", "x"), None, True),
            (custom_field(5, "f", "x"), NOW + timedelta(seconds=5), False),
            (custom_field(5, "f", None), NOW, False),
            (custom_field(5, "f", ""), NOW, False),
            (custom_field(5, "g", "x"), NOW, False),
            (item(5, "name", after="x"), NOW, False),
            (HistoryItem(id="5", field="custom_field", field_id="f", after="x"), NOW, True),
        ],
        ids=[
            "filled",
            "filled at any time",
            "filled before",
            "cleared",
            "empty text",
            "another field",
            "a name",
            "filled at an unknown time",
        ],
    )
    def test_a_field_counts_as_written_when_someone_filled_it_since(self, history, since, edited):
        assert deliveries_history.edited_since(heard(history), "f", since) is edited

    def test_who_cleared_the_date_is_the_last_who_cleared_it_or_its_mirror(self):
        due, mirror = item(1, "due_date", after=None), custom_field(2, "m", None)
        noise = (item(3, "due_date", after="5"), custom_field(4, "x", None), item(5, "priority", after=None))

        assert deliveries_history.cleared_by(heard(due, *noise), "m") is due
        assert deliveries_history.cleared_by(heard(due, mirror, *noise), "m") is mirror
        assert deliveries_history.cleared_by(heard(due, mirror), None) is due
        assert deliveries_history.cleared_by(heard(*noise), "m") is None


STATUSES = st.sampled_from(["a", "B", "b", "c", "ß", "SS", "İ"])
ITEMS = st.builds(
    HistoryItem,
    id=st.text(min_size=1, max_size=3),
    field=st.sampled_from(["status", "due_date", "custom_field", "section_moved", ""]),
    at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    user_id=st.one_of(st.none(), st.integers(-1, 9)),
    after=st.one_of(st.none(), st.text(max_size=3), st.integers(), st.lists(st.integers(), max_size=2)),
    field_id=st.one_of(st.none(), st.just("f")),
    status_before=st.one_of(st.none(), STATUSES),
    status_after=st.one_of(st.none(), STATUSES),
)
HISTORIES = st.lists(st.lists(ITEMS, max_size=4), max_size=6)
ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=8,
)


def of(histories):
    return hear((number, delivery(*history)) for number, history in enumerate(histories))


@given(HISTORIES, STATUSES, st.dictionaries(st.sampled_from(["due_date", "field:f"]), st.text(max_size=3)))
def test_no_history_makes_it_stumble(histories, status, own_writes):
    found, ticket = of(histories), known(status=status, own_writes=own_writes)

    deliveries_history.is_own_echo(found, ticket, BOT)
    deliveries_history.moved_by(found, status)
    deliveries_history.start_of(found)
    deliveries_history.edited_since(found, "f", NOW)
    deliveries_history.cleared_by(found, "f")
    assert set(deliveries_history.still_ours(found, own_writes)) <= set(own_writes)
    assert found.from_outside in {True, False}


@given(st.lists(ITEMS, max_size=8, unique_by=lambda each: each.id), st.randoms())
def test_the_order_in_which_deliveries_come_makes_no_difference(history, chance):
    """Each id comes once: twins tell the same."""
    shuffled = chance.sample(history, len(history))

    assert of([[each] for each in history]).items == of([[each] for each in shuffled]).items


@given(HISTORIES)
def test_hearing_everything_twice_is_hearing_it_once(histories):
    assert of([*histories, *histories]).items == of(histories).items


@given(st.lists(ANY_JSON, max_size=3), ANY_JSON)
def test_whatever_clickup_sends_can_be_heard(history, event):
    body = json.dumps({"webhook_id": "w", "task_id": "t", "event": event, "history_items": history}).encode()
    found = hear([(1, read_delivery(body))])

    assert deliveries_history.start_of(found) is None or found.items


@given(
    st.dictionaries(
        st.sampled_from(["id", "date", "field", "user", "before", "after", "custom_field"]), ANY_JSON
    )
)
def test_whatever_an_item_holds_it_can_be_heard(history):
    body = json.dumps({"webhook_id": "w", "task_id": "t", "history_items": [history]}).encode()
    found = hear([(1, read_delivery(body))])

    deliveries_history.is_own_echo(found, known(), BOT)
    deliveries_history.moved_by(found, "a")
    assert deliveries_history.still_ours(found, {}) == {}
