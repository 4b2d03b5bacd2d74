"""Calls that run low are spent on what matters most."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from app.store import api_budget, oddities
from app.store.api_budget import Rank
from app.store.tables import api_budget as api_budget_table
from app.store.tables import deliveries
from app.workspace.call_budget import CallBudget, ranked
from clickup_client.errors import RateLimitedError
from clickup_client.models import Budget

NAME = "bot"


@pytest.fixture
def budget(engine):
    return CallBudget(engine, NAME)


@pytest.fixture
def database_now(engine):
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT now()").scalar_one()


def know(engine, *, remaining, resets_at, limit=100):
    with engine.begin() as connection:
        api_budget.learn(connection, NAME, Budget(limit=limit, remaining=remaining, resets_at=resets_at))


def left(engine):
    with engine.begin() as connection:
        return api_budget.left(connection, NAME)


def is_free(budget, rank):
    with ranked(rank):
        try:
            budget.before_send("GET", "/v2/x")
        except RateLimitedError:
            return False
    return True


def test_nothing_is_refused_before_the_first_answer(budget):
    assert is_free(budget, Rank.POLL)


@pytest.mark.parametrize(
    ("remaining", "free"),
    [
        (0, set()),
        (1, {Rank.PUT_BACK}),
        (3, {Rank.PUT_BACK, Rank.MOVE}),
        (4, {Rank.PUT_BACK, Rank.MOVE, Rank.COMMENT}),
        (5, {Rank.PUT_BACK, Rank.MOVE, Rank.COMMENT, Rank.NOTICE}),
        (16, set(Rank) - {Rank.CLOCK, Rank.CARD, Rank.LOOK}),
        (31, set(Rank) - {Rank.LOOK}),
        (41, set(Rank)),
    ],
)
def test_what_is_left_is_kept_for_higher_ranks(engine, budget, database_now, remaining, free):
    found = set()
    for rank in Rank:
        know(engine, remaining=remaining, resets_at=database_now + timedelta(seconds=90))
        with engine.begin() as connection:  # learning only ever lowers the number within a window
            connection.execute(update(api_budget.api_budget).values(remaining=remaining))
        if is_free(budget, rank):
            found.add(rank)

    assert found == free


def test_nothing_is_kept_when_the_window_is_almost_over(engine, budget, database_now):
    know(engine, remaining=2, resets_at=database_now + timedelta(seconds=2))

    assert is_free(budget, Rank.POLL)


def test_the_refusal_says_when_calls_are_free_again(engine, budget, database_now):
    resets_at = database_now + timedelta(seconds=30)
    know(engine, remaining=0, resets_at=resets_at)

    with pytest.raises(RateLimitedError) as caught:
        budget.before_send("GET", "/v2/x")

    assert caught.value.resets_at == resets_at


def test_a_new_window_begins_full(engine, budget, database_now):
    know(engine, remaining=0, resets_at=database_now - timedelta(seconds=1))

    assert is_free(budget, Rank.POLL)
    assert left(engine).remaining == 99


def test_each_call_is_counted_once(engine, budget, database_now):
    know(engine, remaining=50, resets_at=database_now + timedelta(seconds=60))
    budget.before_send("GET", "/v2/x")
    budget.on_budget(Budget(limit=100, remaining=49, resets_at=database_now + timedelta(seconds=60)))

    assert left(engine).remaining == 49


def test_others_who_use_the_token_are_noticed(engine, budget, database_now):
    know(engine, remaining=50, resets_at=database_now + timedelta(seconds=60))
    budget.before_send("GET", "/v2/x")
    budget.on_budget(Budget(limit=100, remaining=20, resets_at=database_now + timedelta(seconds=60)))

    assert left(engine).remaining == 20


def test_a_late_answer_of_the_last_window_changes_nothing(engine, budget, database_now):
    know(engine, remaining=90, resets_at=database_now + timedelta(seconds=60))
    budget.before_send("GET", "/v2/x")
    budget.on_budget(Budget(limit=100, remaining=0, resets_at=database_now))

    assert left(engine).remaining == 89


def test_the_end_of_a_window_is_clickups_and_not_our_guess(engine, budget, database_now):
    know(engine, remaining=0, resets_at=database_now - timedelta(seconds=1))
    budget.before_send("GET", "/v2/x")
    theirs = database_now + timedelta(seconds=40)
    budget.on_budget(Budget(limit=100, remaining=99, resets_at=theirs))

    assert left(engine).resets_at == theirs


def test_another_plan_is_noticed(engine, budget, database_now):
    know(engine, remaining=50, resets_at=database_now + timedelta(seconds=60))
    budget.before_send("GET", "/v2/x")
    budget.on_budget(
        Budget(limit=1000, remaining=900, resets_at=(database_now + timedelta(minutes=1)).astimezone(UTC))
    )

    assert (left(engine).limit, left(engine).remaining) == (1000, 900)


def test_calls_and_refusals_are_counted_for_ever(engine, budget, database_now):
    know(engine, remaining=50, resets_at=database_now + timedelta(seconds=60))  # by a first call
    budget.before_send("GET", "/v2/x")
    budget.before_send("GET", "/v2/x")
    budget.on_refusal("GET", "/v2/x")

    with engine.begin() as connection:
        spent = api_budget.in_use(connection)
    assert (spent.calls, spent.refused) == (3, 1)


def test_a_call_that_had_to_wait_was_none(engine, budget, database_now):
    know(engine, remaining=0, resets_at=database_now + timedelta(seconds=60))
    with pytest.raises(RateLimitedError):
        budget.before_send("GET", "/v2/x")

    with engine.begin() as connection:
        assert api_budget.in_use(connection).calls == 1


def moves(engine, count, *, minutes_ago=0):
    """Tickets whose move was reported and is not judged yet."""
    with engine.begin() as connection:
        for number in range(count):
            connection.execute(
                insert(deliveries).values(
                    key=f"k{minutes_ago}:{number}",
                    webhook_id="wh",
                    event="taskStatusUpdated",
                    task_id=f"86a{number}",
                    mover_id=7,
                    body=b"{}",
                    received_at=func.now() - timedelta(minutes=minutes_ago),
                )
            )


def test_nothing_is_said_while_moves_wait_for_the_remaining_calls(budget, engine, database_now):
    know(engine, remaining=60, resets_at=database_now + timedelta(seconds=50))
    moves(engine, 30)

    assert [rank for rank in Rank if is_free(budget, rank)] == [Rank.PUT_BACK, Rank.MOVE]


def test_what_has_to_wait_for_moves_asks_again_soon(budget, engine, database_now):
    """Not at the end of the minute: the moves will have left some calls long before that."""
    know(engine, remaining=60, resets_at=database_now + timedelta(seconds=50))
    moves(engine, 30)

    with ranked(Rank.COMMENT), pytest.raises(RateLimitedError) as caught:
        budget.before_send("POST", "/v2/x")
    assert timedelta(0) < caught.value.resets_at - database_now < timedelta(seconds=20)


def test_calls_that_moves_do_not_need_are_for_everybody(budget, engine, database_now):
    know(engine, remaining=60, resets_at=database_now + timedelta(seconds=50))
    moves(engine, 10)

    assert is_free(budget, Rank.COMMENT)


def test_some_calls_are_never_kept_for_moves(budget, engine, database_now):
    know(engine, remaining=92, resets_at=database_now + timedelta(seconds=50))
    moves(engine, 500)

    assert is_free(budget, Rank.COMMENT)
    assert is_free(budget, Rank.CARD)
    assert not is_free(budget, Rank.COMMENT)


def test_nothing_is_kept_for_moves_that_wait_for_something_else(budget, engine, database_now):
    know(engine, remaining=60, resets_at=database_now + timedelta(seconds=50))
    moves(engine, 30, minutes_ago=11)

    assert is_free(budget, Rank.COMMENT)


def test_a_window_that_ends_too_late_to_be_a_minute_is_no_window(budget, engine, database_now):
    """It was stored when someone's clock was wrong; a call counts from now, and an answer is believed."""
    know(engine, remaining=0, resets_at=database_now + timedelta(minutes=30))
    assert is_free(budget, Rank.MOVE)
    assert left(engine).resets_at - database_now < timedelta(minutes=2)

    know(engine, remaining=0, resets_at=database_now + timedelta(minutes=30))
    theirs = database_now + timedelta(seconds=40)
    know(engine, remaining=50, resets_at=theirs)
    assert left(engine) == Budget(limit=100, remaining=50, resets_at=theirs)


def test_no_row_is_held_while_a_worker_thinks(budget, engine, database_now):
    """Another transaction can write the row at once, whatever the worker did last."""
    know(engine, remaining=50, resets_at=database_now + timedelta(seconds=60))
    budget.before_send("GET", "/v2/x")
    budget.on_budget(Budget(limit=100, remaining=20, resets_at=database_now + timedelta(seconds=60)))
    budget.on_refusal("GET", "/v2/x")

    with engine.begin() as connection:
        connection.execute(select(api_budget_table).with_for_update(nowait=True)).one()


def test_a_wrong_end_of_the_minute_is_kept_for_people(budget, engine):
    budget.on_odd_reset(1800.0)

    with engine.connect() as connection:
        assert oddities.seen(connection, within=timedelta(minutes=1)) == {oddities.WRONG_MINUTE}
