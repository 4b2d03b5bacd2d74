"""Calls that run low are spent on what matters most."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import update

from app.store import api_budget
from app.store.api_budget import Rank
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
        (16, set(Rank) - {Rank.CLOCK, Rank.CARD}),
        (31, set(Rank)),
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
