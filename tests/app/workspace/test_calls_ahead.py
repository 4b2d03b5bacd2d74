"""While there are plenty of calls, a worker takes several at once, and gives up none of the order."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, update

from app.store import api_budget
from app.store.api_budget import AHEAD, Rank
from app.store.tables import api_budget as table
from app.store.tables import deliveries
from app.workspace.call_budget import CallBudget, ranked
from app.workspace.calls_ahead import MOST_UNKNOWN, SCARCE_SECONDS, CallsAhead
from clickup_client.models import Budget

NAME = "bot"


class Clock:
    seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def resets_at(engine):
    with engine.connect() as connection:
        now = connection.exec_driver_sql("SELECT now()").scalar_one()
    return now + timedelta(seconds=50)


@pytest.fixture
def worker(engine, clock):
    return CallBudget(engine, NAME, ahead=CallsAhead(engine, NAME, clock=clock))


def know(engine, *, remaining, resets_at, limit=1000):
    with engine.begin() as connection:
        api_budget.learn(connection, NAME, Budget(limit=limit, remaining=remaining, resets_at=resets_at))


def left(engine):
    with engine.begin() as connection:
        return api_budget.left(connection, NAME).remaining


def made(engine):
    with engine.begin() as connection:
        return api_budget.in_use(connection).calls


def call(worker, times=1):
    for _ in range(times):
        worker.before_send("GET", "/v2/x")


def test_several_calls_are_taken_at_once(engine, worker, resets_at):
    know(engine, remaining=1000, resets_at=resets_at)

    call(worker)
    assert left(engine) == 1000 - AHEAD
    call(worker, AHEAD - 1)
    assert left(engine) == 1000 - AHEAD
    call(worker)
    assert left(engine) == 1000 - 2 * AHEAD


def test_only_calls_that_were_made_are_added_to_the_total(engine, worker, resets_at):
    know(engine, remaining=1000, resets_at=resets_at)  # by a first call

    call(worker)
    assert made(engine) == 1
    call(worker, AHEAD)
    assert made(engine) == 1 + AHEAD


@pytest.mark.parametrize(
    ("limit", "remaining"),
    [(1000, 560), (100, 100)],
    ids=["little is left beside what is reserved", "a small plan"],
)
def test_calls_are_counted_one_by_one_when_they_are_not_plenty(engine, worker, resets_at, limit, remaining):
    know(engine, limit=limit, remaining=remaining, resets_at=resets_at)

    call(worker, 3)
    assert left(engine) == remaining - 3


def test_none_are_taken_ahead_that_waiting_moves_need(engine, worker, resets_at):
    know(engine, remaining=900, resets_at=resets_at)
    with engine.begin() as connection:
        for number in range(200):
            values = {"key": f"k{number}", "webhook_id": "wh", "event": "taskStatusUpdated", "body": b"{}"}
            row = values | {"task_id": f"86a{number}", "mover_id": 7, "received_at": func.now()}
            connection.execute(insert(deliveries).values(row))

    call(worker, 2)
    assert left(engine) == 898


def test_a_worker_does_not_ask_in_vain_before_each_call(engine, worker, clock, resets_at):
    know(engine, remaining=500, resets_at=resets_at)
    call(worker)
    with engine.begin() as connection:
        connection.execute(update(table).values(remaining=1000))

    call(worker)
    assert left(engine) == 999
    clock.seconds += SCARCE_SECONDS
    call(worker)
    assert left(engine) == 999 - AHEAD


def test_what_was_not_used_in_its_minute_is_gone(engine, worker, clock, resets_at):
    know(engine, remaining=1000, resets_at=resets_at)
    call(worker)
    with engine.begin() as connection:
        connection.execute(update(table).values(resets_at=func.now() - timedelta(seconds=1)))
    clock.seconds += 51.0

    call(worker)
    assert left(engine) == 1000 - AHEAD
    assert made(engine) == 2


def test_after_a_refusal_nothing_that_was_taken_counts(engine, worker, resets_at):
    know(engine, remaining=1000, resets_at=resets_at)
    call(worker)
    know(engine, remaining=0, resets_at=resets_at)
    worker.on_refusal("GET", "/v2/x")

    with ranked(Rank.PUT_BACK), pytest.raises(Exception, match="reserved for more urgent work"):
        call(worker)


def test_others_who_use_the_token_are_noticed(engine, worker, resets_at):
    know(engine, remaining=1000, resets_at=resets_at)
    call(worker)
    worker.on_budget(Budget(limit=1000, remaining=300, resets_at=resets_at))

    call(worker)
    assert left(engine) == 299


def test_calls_of_other_workers_are_no_news(engine, worker, resets_at):
    know(engine, remaining=1000, resets_at=resets_at)
    call(worker)
    fewer = 1000 - AHEAD - MOST_UNKNOWN
    worker.on_budget(Budget(limit=1000, remaining=fewer, resets_at=resets_at))

    assert left(engine) == 1000 - AHEAD


def test_another_plan_is_noticed(engine, worker, resets_at):
    know(engine, remaining=1000, resets_at=resets_at)
    call(worker)
    worker.on_budget(Budget(limit=100, remaining=99, resets_at=resets_at))

    assert left(engine) == 99
    call(worker)
    assert left(engine) == 98
