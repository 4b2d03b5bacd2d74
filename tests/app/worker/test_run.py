"""The worker on a real queue: each condition under which it loses nothing and no one waits for long."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text

from app.queue import admin
from app.queue.defer import Urgency, defer_reconcile
from app.queue.defer import defer as defer_kind
from app.queue.kinds import KINDS, NOTICE, POLL, RECONCILE, Kind
from app.store import dead_letters, deliveries, restored
from app.store.api_budget import Rank
from app.store.engine import connect
from app.store.receive import Arrival
from app.store.receive import receive as keep_delivery
from app.worker.functions import find
from app.worker.rescue import MOST_RESCUES, SILENCE_SECONDS, Rescuer
from app.worker.retry import ORDINARY_ATTEMPTS
from app.worker.run import POLL_SECONDS, WorkerStoppedError, _live_until, make_app, run_worker, serve
from app.worker.tasks import Tasks
from tests.app.dumps import Dump

#: Much more than anything takes; only how long a failing test waits.
PATIENCE = 60.0


class Script:
    """The functions that jobs call.  A test may hold tickets back, and sees who began and ended when."""

    def __init__(self, engine):
        self.engine = engine
        self.begun = []
        self.ended = []
        self.seen = []
        self.held = {}
        self.failing = set()
        self.changed = threading.Condition()

    def hold(self, task_id):
        self.held[task_id] = threading.Event()
        return self.held[task_id]

    def reconcile_ticket(self, _bot, task_id):
        self._note(self.begun, task_id)
        with self.engine.begin() as connection:
            kept = deliveries.waiting(connection, task_id)
        if task_id in self.held:
            assert self.held[task_id].wait(PATIENCE)
        with self.engine.begin() as connection:
            deliveries.mark_handled(connection, [delivery.delivery_id for delivery in kept])
        self.seen.extend(delivery.delivery_id for delivery in kept)
        self._note(self.ended, task_id)
        if task_id in self.failing:
            raise KeyError(task_id)

    def work_notices(self, _bot, task_id):
        self._note(self.begun, f"notice {task_id}")
        self._note(self.ended, f"notice {task_id}")

    def poll_lists(self, _bot):
        pass

    def _note(self, where, task_id):
        with self.changed:
            where.append((task_id, time.monotonic()))
            self.changed.notify_all()

    def wait(self, where, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(where) >= count, PATIENCE), where
        return [task_id for task_id, _ in where]


@pytest.fixture
def big_engine(database_url):
    engine = connect(database_url, pool_size=24)
    yield engine
    engine.dispose()


@pytest.fixture
def script(big_engine):
    script = Script(big_engine)
    yield script
    for event in script.held.values():
        event.set()


@pytest.fixture
def functions(script):
    return {RECONCILE: script.reconcile_ticket, NOTICE: script.work_notices, POLL: script.poll_lists}


@pytest.fixture
def bot(big_engine):
    return SimpleNamespace(engine=big_engine, now=lambda: datetime.now(UTC))


@pytest.fixture
def start(bot, functions, big_engine):
    """Start a worker in its own thread; it is stopped, and drained, at the end."""
    stops = []

    def start(concurrency=4, functions=functions):
        loop = asyncio.new_event_loop()
        serving = loop.create_task(serve(bot, concurrency=concurrency, keep_days=30, functions=functions))

        def run():
            asyncio.set_event_loop(loop)
            try:
                loop.run_until_complete(serving)
            except asyncio.CancelledError:
                pass
            finally:
                loop.run_until_complete(loop.shutdown_default_executor())
                loop.close()

        thread = threading.Thread(target=run)
        thread.start()

        def stop():
            if thread.is_alive():
                loop.call_soon_threadsafe(serving.cancel)
            thread.join(PATIENCE)
            assert not thread.is_alive()

        stop.thread = thread
        stops.append(stop)
        wait_until(lambda: worker_listens(big_engine))
        return stop

    yield start
    for stop in stops:
        stop()


@pytest.fixture
def defer(big_engine):
    def defer(task_id, urgency=Urgency.MOVE):
        with big_engine.begin() as connection:
            return defer_reconcile(connection, task_id, urgency)

    return defer


@pytest.fixture
def receive(big_engine):
    """What the receiver does with a delivery; its id."""

    def receive(task_id, key, urgency=Urgency.MOVE):
        with big_engine.begin() as connection:
            kept = keep_delivery(
                connection,
                Arrival(key=key, webhook_id="wh", event="taskUpdated", task_id=task_id, body=b"{}"),
            )
            defer_reconcile(connection, task_id, urgency)
        return kept.delivery_id

    return receive


def wait_until(true):
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def worker_listens(engine):
    with engine.connect() as connection:
        return connection.scalar(
            text(
                "SELECT count(*) > 0 FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            )
        )


def someone_waits_for_a_ticket(engine):
    with engine.connect() as connection:
        return connection.scalar(
            text(
                "SELECT count(*) > 0 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
                " WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
            )
        )


def jobs(engine):
    """(queueing lock, status) of all jobs about tickets."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT queueing_lock, status FROM procrastinate_jobs"
                " WHERE args->>'task_id' IS NOT NULL ORDER BY id"
            )
        )
        return [tuple(row) for row in rows]


def letters(engine):
    with engine.connect() as connection:
        return [(letter.task_id, letter.error, letter.attempts) for letter in dead_letters.every(connection)]


def unhandled(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM deliveries WHERE handled_at IS NULL"))


def test_it_ends_when_the_database_was_restored_under_it(start, script, defer, big_engine, database_url):
    """What waits is of another time; the next worker begins with taking tickets as they stand."""
    with big_engine.begin() as connection:
        restored.note(connection)
    stop = start()
    defer("86a")
    script.wait(script.ended, 1)
    dumped = Dump(database_url)
    dumped.restore()
    defer("86b")

    stop.thread.join(PATIENCE)

    assert not stop.thread.is_alive()
    assert [task_id for task_id, _ in script.begun] == ["86a"]


def test_a_job_that_succeeded_is_deleted(start, script, defer, big_engine):
    start()
    defer("86a")

    script.wait(script.ended, 1)
    wait_until(lambda: jobs(big_engine) == [])


def test_a_job_that_fails_does_not_fail_for_the_queue(start, script, defer, big_engine):
    script.failing.add("86a")
    start()
    defer("86a")

    wait_until(lambda: jobs(big_engine) == [("again:86a", "todo")])


def test_a_poisoned_ticket_ends_as_a_dead_letter_and_stops_no_one(bot, start, script, defer, big_engine):
    bot.now = lambda: datetime.now(UTC) - timedelta(hours=1)  # so that each next attempt is due at once
    script.failing.add("86poison")
    start(concurrency=1)
    defer("86poison")
    for number in range(10):
        defer(f"86a{number}")

    wait_until(lambda: letters(big_engine) == [("86poison", "KeyError: '86poison'", ORDINARY_ATTEMPTS)])
    wait_until(lambda: jobs(big_engine) == [])
    ended = script.wait(script.ended, 10 + ORDINARY_ATTEMPTS)
    assert ended.count("86poison") == ORDINARY_ATTEMPTS
    assert sorted(set(ended)) == sorted(["86poison", *(f"86a{number}" for number in range(10))])


def test_a_ticket_that_is_retried_after_its_cure_is_given_up_no_more(bot, start, script, defer, big_engine):
    bot.now = lambda: datetime.now(UTC) - timedelta(hours=1)
    script.failing.add("86poison")
    start()
    defer("86poison")
    wait_until(lambda: letters(big_engine))
    script.failing.clear()

    admin.retry(big_engine, ["86poison"], now=datetime.now(UTC))

    wait_until(lambda: letters(big_engine) == [])
    wait_until(lambda: jobs(big_engine) == [])


def test_a_move_begins_while_an_edit_of_its_ticket_still_waits_for_more(start, script, defer, monkeypatch):
    monkeypatch.setattr("app.queue.defer.EDIT_DELAY", timedelta(hours=1))
    start()
    defer("86a", Urgency.EDIT)
    defer("86a", Urgency.MOVE)

    assert script.wait(script.begun, 1) == ["86a"]


def test_a_move_that_comes_while_an_edit_runs_begins_when_that_ends(start, script, defer):
    """A freed lock wakes no one, so the worker must look often: with its own 5 s it would wait as long."""
    held = script.hold("86a")
    start()
    defer("86a")
    script.wait(script.begun, 1)
    defer("86a")
    held.set()
    script.wait(script.begun, 2)

    assert POLL_SECONDS <= 0.5


def test_two_runs_of_a_ticket_never_overlap(start, script, receive):
    start(concurrency=8)
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda number: receive(f"t{number % 3}", f"k{number}"), range(60)))

    wait_until(lambda: sorted(script.seen) == sorted(ids))
    for ticket in ("t0", "t1", "t2"):
        begun = [at for task_id, at in script.begun if task_id == ticket]
        ended = [at for task_id, at in script.ended if task_id == ticket]
        assert all(end <= begin for end, begin in zip(ended, begun[1:], strict=False))


def test_no_delivery_is_forgotten_however_they_fall_on_running_jobs(start, script, receive, big_engine):
    """
    The lost wake-up: a delivery is collapsed into a waiting job that starts, and reads, before the delivery
    is committed.  Without the ticket's lock a few of these stay behind.
    """
    start(concurrency=8)
    with ThreadPoolExecutor(12) as pool:
        ids = list(pool.map(lambda number: receive(f"t{number % 4}", f"k{number}"), range(300)))

    wait_until(lambda: unhandled(big_engine) == 0)
    wait_until(lambda: sorted(script.seen) == sorted(ids))


def test_a_job_waits_for_the_delivery_that_was_collapsed_into_it(start, script, big_engine, defer):
    """The lost wake-up in slow motion: the receiver has looked, the job begins, the receiver commits."""
    defer("86a")
    with big_engine.begin() as receiving:
        kept = keep_delivery(
            receiving, Arrival(key="k", webhook_id="wh", event="taskUpdated", task_id="86a", body=b"{}")
        )
        assert not defer_reconcile(receiving, "86a", Urgency.MOVE)
        start()
        wait_until(lambda: someone_waits_for_a_ticket(big_engine))

    script.wait(script.ended, 1)
    assert script.seen == [kept.delivery_id]


def test_as_many_jobs_run_at_once_as_were_asked_for(start, script, defer):
    """By itself asyncio runs no more threads than there are cores, and four."""
    concurrency = min(32, (os.cpu_count() or 1) + 4) + 4
    tickets = [f"t{number}" for number in range(concurrency)]
    events = [script.hold(ticket) for ticket in tickets]
    start(concurrency=concurrency)
    for ticket in tickets:
        defer(ticket)

    assert sorted(script.wait(script.begun, concurrency)) == sorted(tickets)
    assert script.ended == []
    for event in events:
        event.set()


def test_a_stopping_worker_finishes_what_it_runs(start, script, defer, big_engine):
    held = script.hold("86a")
    stop = start()
    defer("86a")
    script.wait(script.begun, 1)

    threading.Timer(0.2, held.set).start()
    stop()

    assert [task_id for task_id, _ in script.ended] == ["86a"]
    assert jobs(big_engine) == []


def test_notices_run_at_their_time(start, script, big_engine):
    start()
    with big_engine.begin() as connection:
        defer_kind(connection, NOTICE, "86a", at=datetime.now(UTC) + timedelta(seconds=0.3))

    assert script.wait(script.begun, 1) == ["notice 86a"]


def greet(bot, task_id):
    """What a new kind of job may run: it fails once, and then wants to be called once more."""
    bot.greeted.append(task_id)
    if len(bot.greeted) == 1:
        raise KeyError(task_id)
    return bot.now() if len(bot.greeted) == 2 else None


def test_a_new_kind_of_job_is_one_entry_in_the_table(bot, start, big_engine):
    greeting = Kind(name="greeting", run="tests.app.worker.test_run:greet", rank=1, calls=Rank.CARD)
    bot.now, bot.greeted = lambda: datetime.now(UTC) - timedelta(hours=1), []
    start(functions=find((*KINDS, greeting)))

    with big_engine.begin() as connection:
        assert defer_kind(connection, greeting, "86a")

    wait_until(lambda: jobs(big_engine) == [])
    assert bot.greeted == ["86a", "86a", "86a"]


def begin_elsewhere(engine, *, silent_for):
    """Have another worker begin the next job; how long ago it last said that it lives is given."""
    with engine.begin() as connection:
        worker_id = connection.scalar(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - :silence) RETURNING id"),
            {"silence": timedelta(seconds=silent_for)},
        )
        job_id = connection.scalar(
            text("SELECT (procrastinate_fetch_job_v2(NULL, :worker)).id"), {"worker": worker_id}
        )
    return worker_id, job_id


def test_a_silent_worker_s_job_runs_again(start, script, defer, big_engine):
    defer("86a")
    begin_elsewhere(big_engine, silent_for=SILENCE_SECONDS + 1)

    start()

    assert script.wait(script.ended, 1) == ["86a"]
    wait_until(lambda: jobs(big_engine) == [])


def test_a_silent_worker_s_job_with_a_waiting_twin_stops_no_one(start, script, defer, big_engine):
    """Putting it back violates the queueing lock: the twin runs, which will see everything."""
    defer("86a")
    begin_elsewhere(big_engine, silent_for=SILENCE_SECONDS + 1)
    defer("86a")

    start()

    assert script.wait(script.ended, 1) == ["86a"]
    wait_until(lambda: jobs(big_engine) == [("move:86a", "failed")])


@pytest.fixture
def look(bot, functions):
    """Two looks of a rescuer; how many jobs it rescued."""

    def look():
        async def look():
            app = make_app(Tasks(bot=bot, functions=functions), keep_days=30)
            given_up = []

            async def give_up(job):
                given_up.append(job.id)

            async with app.open_async():
                rescuer = Rescuer(app, give_up=give_up)
                assert await rescuer.rescue_lost() == 0  # it only looks lost, so far
                return await rescuer.rescue_lost(), given_up

        return asyncio.run(look())

    return look


def test_a_worker_that_said_something_lately_is_left_alone(look, defer, big_engine):
    defer("86a")
    begin_elsewhere(big_engine, silent_for=SILENCE_SECONDS - 4)

    assert look() == (0, [])
    assert jobs(big_engine) == [("move:86a", "doing")]


def test_a_job_that_was_lost_too_often_is_given_up(look, defer, big_engine):
    defer("86a")
    _, job_id = begin_elsewhere(big_engine, silent_for=SILENCE_SECONDS + 1)
    with big_engine.begin() as connection:
        connection.execute(text("UPDATE procrastinate_jobs SET attempts = :n"), {"n": MOST_RESCUES})

    assert look() == (1, [job_id])
    assert jobs(big_engine) == [("move:86a", "failed")]


def test_a_job_that_this_worker_only_believes_to_run_is_put_back_at_the_second_look(
    bot, functions, defer, big_engine
):
    """The database was away just when its end was to be written down: the worker lives, the ticket stands."""
    defer("86a")
    worker_id, _ = begin_elsewhere(big_engine, silent_for=0)

    async def another_job():
        pass

    async def look():
        app = make_app(Tasks(bot=bot, functions=functions), keep_days=30)
        async with app.open_async():
            rescuer = Rescuer(app, give_up=None)
            context = SimpleNamespace(job=SimpleNamespace(id=-1, worker_id=worker_id))
            await rescuer.watch_job(another_job, context, None)
            return [await rescuer.rescue_lost() for _ in range(3)]

    assert asyncio.run(look()) == [0, 1, 0]
    assert jobs(big_engine) == [("move:86a", "todo")]


def test_a_stopping_worker_says_that_it_lives_until_it_has_finished(bot, functions, defer, big_engine):
    """Procrastinate's worker falls silent when it is stopped; another one would take over what it runs."""
    defer("86a")
    worker_id, job_id = begin_elsewhere(big_engine, silent_for=60)

    async def finish():
        app = make_app(Tasks(bot=bot, functions=functions), keep_days=30)
        async with app.open_async():
            rescuer = Rescuer(app, give_up=None)
            context = SimpleNamespace(job=SimpleNamespace(id=job_id, worker_id=worker_id))
            working = asyncio.create_task(rescuer.watch_job(lambda: asyncio.sleep(0.01), context, None))
            await asyncio.sleep(0)
            await _live_until(working, rescuer)
            other = Rescuer(app, give_up=None)
            return await other.rescue_lost() + await other.rescue_lost()

    assert asyncio.run(finish()) == 0


def test_what_runs_here_is_never_put_back(bot, functions, defer, big_engine):
    defer("86a")
    worker_id, job_id = begin_elsewhere(big_engine, silent_for=0)

    async def look():
        app = make_app(Tasks(bot=bot, functions=functions), keep_days=30)
        async with app.open_async():
            rescuer = Rescuer(app, give_up=None)

            async def long_job():
                return [await rescuer.rescue_lost() for _ in range(3)]

            context = SimpleNamespace(job=SimpleNamespace(id=job_id, worker_id=worker_id))
            return await rescuer.watch_job(long_job, context, None)

    assert asyncio.run(look()) == [0, 0, 0]


def test_a_worker_that_loses_the_database_says_so(bot, functions, big_engine, monkeypatch):
    """Its supervisor starts it again."""
    monkeypatch.setattr("app.worker.run.HEARTBEAT_SECONDS", 0.05)
    with big_engine.begin() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'away'; END $$;"
                "CREATE TRIGGER lost BEFORE UPDATE ON procrastinate_workers EXECUTE FUNCTION lose()"
            )
        )

    with pytest.raises(WorkerStoppedError, match="the worker lost the database and ended"):
        run_worker(bot, concurrency=2, functions=functions)


def test_a_worker_that_cannot_even_begin_says_so(bot, functions, big_engine):
    with big_engine.begin() as connection:
        connection.execute(text("ALTER TABLE procrastinate_workers RENAME TO away"))

    with pytest.raises(WorkerStoppedError, match='relation "procrastinate_workers" does not exist'):
        run_worker(bot, concurrency=2, functions=functions)


def test_old_finished_jobs_are_deleted_with_old_deliveries(bot, functions, defer, big_engine):
    for ticket in ("old", "young", "waiting"):
        defer(ticket)
    with big_engine.begin() as connection:
        connection.execute(
            text("UPDATE procrastinate_jobs SET status = 'failed' WHERE lock IN ('task:old', 'task:young')")
        )
        connection.execute(
            text(
                "UPDATE procrastinate_events SET at = at - interval '31 days' WHERE job_id IN"
                " (SELECT id FROM procrastinate_jobs WHERE lock IN ('task:old', 'task:waiting'))"
            )
        )

    async def prune():
        app = make_app(Tasks(bot=bot, functions=functions), keep_days=30)
        async with app.open_async():
            await app.tasks["prune"](timestamp=0)

    asyncio.run(prune())
    assert jobs(big_engine) == [("move:young", "failed"), ("move:waiting", "todo")]


def test_a_query_that_fails_while_it_is_cancelled_does_not_keep_the_worker_alive():
    """The failure hides the cancellation: a loop that only logs it would go on for ever."""

    async def get_stalled_jobs(**_):
        try:
            await asyncio.sleep(PATIENCE)
        except asyncio.CancelledError:
            raise ConnectorException from None

    async def cancel_in_the_middle():
        queue = SimpleNamespace(job_manager=SimpleNamespace(get_stalled_jobs=get_stalled_jobs))
        running = asyncio.create_task(Rescuer(queue, give_up=None).run())
        await asyncio.sleep(0)
        running.cancel()
        done, _ = await asyncio.wait({running}, timeout=PATIENCE / 2)
        return bool(done)

    assert asyncio.run(cancel_in_the_middle())


@pytest.fixture
def process(database_url):
    """Start a worker as its own process, whose tickets take that many seconds."""
    started = []

    def process(seconds):
        script = Path(__file__).with_name("doomed_worker.py")
        worker = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, str(script), database_url, str(seconds)], stdout=subprocess.PIPE, text=True
        )
        started.append(worker)
        return worker

    yield process
    for worker in started:
        worker.kill()
        worker.wait()
        worker.stdout.close()


def test_a_killed_worker_s_jobs_are_all_done_by_the_next_one(process, start, script, receive, big_engine):
    ids = [receive(ticket, ticket) for ticket in ("86a", "86b", "86c")]
    doomed = process(60)
    assert sorted(doomed.stdout.readline() for _ in range(2)) == ["begun 86a\n", "begun 86b\n"]
    doomed.kill()
    doomed.wait()
    with big_engine.begin() as connection:  # instead of waiting
        connection.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - :silence"),
            {"silence": timedelta(seconds=SILENCE_SECONDS)},
        )

    start()

    script.wait(script.ended, 3)
    assert sorted(script.seen) == ids
    wait_until(lambda: jobs(big_engine) == [])


def test_a_worker_asked_twice_to_stop_still_finishes_what_it_runs(process, defer, big_engine):
    """Ctrl-C reaches it from the terminal and from its supervisor."""
    defer("86a")
    worker = process(1)
    assert worker.stdout.readline() == "begun 86a\n"

    worker.send_signal(signal.SIGINT)
    worker.send_signal(signal.SIGTERM)

    assert worker.stdout.readline() == "ended 86a\n"
    assert worker.wait(PATIENCE) == 0
    assert jobs(big_engine) == []
