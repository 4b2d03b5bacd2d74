"""The way that people moved a ticket, from deliveries that come late, doubled, in any order, or never."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries.history import hear
from app.deliveries.track import join
from clickup_client.webhook import Delivery, HistoryItem

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BOT, OPS = 9, 5


def moved(number, before, after, *, user=OPS, field="status"):
    at = NOW + timedelta(seconds=number)
    return HistoryItem(
        id=str(number), field=field, at=at, user_id=user, status_before=before, status_after=after
    )


def heard(*items):
    """Each in a delivery of its own; that of a hint has the id of its kind."""
    made = (
        Delivery(webhook_id=item.id.partition(":")[0], event="e", task_id="t", history=(item,), key="k")
        for item in items
    )
    return hear(enumerate(made, start=1))


def left(*items):
    """As the rest of a way, of which a look handled the first part."""
    return hear([(1, Delivery(webhook_id="rest", event="e", task_id="t", history=items, key="k"))])


def track(*items, start="a", replaced=None, current, since=None, written_at=None):
    return join(
        heard(*items),
        start=start,
        replaced=replaced,
        written_at=written_at,
        current=current,
        since=since,
        is_ours=lambda item: item.user_id == BOT and item.status_after == start,
    )


def way(found):
    """The statuses, with a question mark where no one reported the step."""
    return [hop.status + ("" if hop.item else "?") for hop in found.hops]


A_TO_B, B_TO_C = moved(1, "a", "b"), moved(2, "b", "c")
B_TO_A, C_TO_B = moved(3, "b", "a"), moved(3, "c", "b")


@pytest.mark.parametrize(
    ("items", "current", "steps", "is_whole"),
    [
        pytest.param([A_TO_B], "b", ["b"], True, id="one move"),
        pytest.param([A_TO_B, B_TO_C], "c", ["b", "c"], True, id="two moves"),
        pytest.param([B_TO_C, A_TO_B], "c", ["b", "c"], True, id="two moves in the other order"),
        pytest.param([moved(1, "A", "B")], "b", ["B"], True, id="other capitals"),
        pytest.param([A_TO_B, B_TO_A], "a", [], True, id="out and back"),
        pytest.param([A_TO_B, B_TO_A, moved(4, "a", "c")], "c", ["c"], True, id="out and back and on"),
        pytest.param([A_TO_B, B_TO_C, C_TO_B], "b", ["b"], True, id="a loop on the way"),
        pytest.param([B_TO_C], "c", ["b?", "c"], False, id="no start"),
        pytest.param([A_TO_B, moved(3, "c", "d")], "d", ["b", "c?", "d"], False, id="a gap"),
        pytest.param([A_TO_B], "c", ["b", "c?"], False, id="no end"),
        pytest.param([], "b", ["b?"], False, id="nothing"),
        pytest.param([], "a", [], True, id="nothing, and it is where it was"),
        pytest.param([moved(1, "c", "a"), A_TO_B], "b", ["b"], True, id="an old step comes late"),
        pytest.param(
            [A_TO_B, moved(2, None, None, field="due_date"), B_TO_C], "c", ["b", "c"], True, id="no move"
        ),
    ],
)
def test_the_way_is_what_was_reported_and_where_nothing_was_it_says_so(items, current, steps, is_whole):
    found = track(*items, current=current)

    assert (way(found), found.is_whole) == (steps, is_whole)


def test_stages_it_went_out_to_and_came_back_from_are_kept():
    assert track(A_TO_B, B_TO_C, moved(3, "c", "a"), current="a").passed == ("b", "c")


def test_what_was_seen_before_is_no_step():
    assert way(track(A_TO_B, moved(3, "a", "c"), current="c", since=NOW + timedelta(seconds=1))) == ["c"]


def test_a_created_ticket_starts_outside():
    assert way(track(moved(0, None, "a"), A_TO_B, start=None, current="b")) == ["a", "b"]


def test_of_one_from_outside_a_later_move_may_be_all_that_was_heard():
    found = track(B_TO_C, start=None, current="c")

    assert (way(found), found.is_whole) == (["c"], True)


class TestOurOwnWrite:
    """It was put back from b to a."""

    ECHO = moved(5, "b", "a", user=BOT)

    def test_its_echo_is_no_step(self):
        assert way(track(self.ECHO, current="a", replaced="b")) == []

    def test_a_move_before_it_landed_is_a_step_although_the_ticket_shows_our_write(self):
        found = track(B_TO_C, moved(5, "c", "a", user=BOT), current="a", replaced="b")

        assert (way(found), found.is_whole) == (["c"], True)

    def test_so_it_is_where_the_echo_is_still_on_its_way(self):
        found = track(B_TO_C, current="a", replaced="b")

        assert (way(found), found.is_whole) == (["c"], True)

    def test_a_move_from_there_just_before_it_landed_was_undone_by_it(self):
        """Back to a, as we were about to write, and on from there: known only if we know when it landed."""
        items = moved(2, "b", "a"), moved(3, "a", "c")

        assert way(track(*items, current="a", replaced="b", written_at=items[1].at)) == ["c"]
        assert way(track(*items, current="a", replaced="b")) == []

    def test_a_move_after_it_landed_was_not_undone_by_it(self):
        """The moves to b and back from c were not reported, nor was our write."""
        landed = B_TO_C.at - timedelta(seconds=1)

        assert way(track(B_TO_C, current="a", replaced="b", written_at=landed)) == []
        assert way(track(B_TO_C, current="a", replaced="b", written_at=B_TO_C.at)) == ["c"]

    def test_the_echo_alone_shows_a_move_that_no_one_reported(self):
        found = track(moved(5, "c", "a", user=BOT), current="a", replaced="b")

        assert (way(found), found.is_whole) == (["c?"], False)

    def test_a_move_after_it_landed_is_judged_from_there(self):
        assert way(track(self.ECHO, moved(6, "a", "c"), current="c", replaced="b")) == ["c"]
        assert way(track(moved(6, "a", "c"), self.ECHO, current="c", replaced="b")) == ["c"]

    def test_who_moves_it_out_and_back_afterwards_did_not_move_it(self):
        assert way(track(moved(6, "a", "c"), moved(7, "c", "a"), current="a", replaced="b")) == []

    def test_a_step_that_was_reported_twice_is_no_second_one(self):
        assert way(track(A_TO_B, current="a", replaced="b")) == []


@pytest.mark.parametrize("number", [1, 3, 5], ids=["first", "at once", "last"])
def test_a_move_back_that_was_made_for_someone_is_theirs_whenever_its_echo_comes(number):
    """The bot put it back to where it was accepted because someone asked for it."""
    asked = moved(3, "b", "a")
    echo = moved(number, "b", "a", user=BOT)

    assert way(track(moved(0, "a", "b"), echo, asked, current="a")) == []


@pytest.mark.parametrize("maker", ["command", "fill"])
@pytest.mark.parametrize("echo", [2, 4, None], ids=["echo first", "echo last", "no echo"])
def test_a_move_made_for_someone_goes_on_from_a_move_that_the_bot_had_not_seen(maker, echo):
    """The bot read the ticket in a; someone moved it to b; then the bot moved it to d for someone."""
    made = replace(moved(3, "a", "d"), id=f"{maker}:1")
    echoes = [] if echo is None else [moved(echo, "b", "d", user=BOT)]
    found = track(moved(1, "a", "b"), made, *echoes, current="d")

    assert (way(found), found.is_whole) == (["b", "d"], True)
    assert found.hops[-1].item is made


def test_a_move_made_for_someone_shows_a_move_before_it_of_which_no_one_told():
    found = track(replace(moved(3, "b", "d"), id="command:1"), current="d")

    assert (way(found), found.is_whole) == (["b?", "d"], False)


STATUSES = st.sampled_from(["a", "B", "b", "c", "ß", "SS", "İ"])
ITEMS = st.builds(
    HistoryItem,
    id=st.text(min_size=1, max_size=3),
    field=st.sampled_from(["status", "due_date"]),
    at=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    user_id=st.one_of(st.none(), st.integers(-1, 9)),
    status_before=st.one_of(st.none(), STATUSES),
    status_after=st.one_of(st.none(), STATUSES),
)
MAYBE = st.one_of(st.none(), STATUSES)


@given(st.lists(ITEMS, max_size=8), MAYBE, MAYBE, STATUSES)
def test_a_way_ends_where_the_ticket_is_or_our_own_write_undid_its_end(items, start, replaced, current):
    found = track(*items, start=start, replaced=replaced, current=current)
    stops = [hop.status.casefold() for hop in found.hops]

    assert len(set(stops)) == len(stops)
    assert start is None or start.casefold() not in stops
    undone = start is not None and current.casefold() == start.casefold()
    assert undone or stops[-1:] == [current.casefold()]


def test_what_an_earlier_look_saw_is_a_step_if_it_was_left_for_this_one():
    found = join(
        left(B_TO_C), start="b", replaced=None, current="c", since=B_TO_C.at, is_ours=lambda _: False
    )

    assert (way(found), found.is_whole) == (["c"], True)
