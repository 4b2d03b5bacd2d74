"""How often a worker asks the database for jobs."""

import asyncio

import pytest
from procrastinate import PsycopgConnector
from procrastinate.sql import queries

from app.queue.defer import Urgency, defer_reconcile
from app.worker.fetch import FetchingConnector


@pytest.fixture
def connector(database_url, monkeypatch):
    """A connector: `asked` are its fetches from the database, `then` what happens while they are answered."""
    made, ask = FetchingConnector(conninfo=database_url), PsycopgConnector.execute_query_one_async
    made.asked = []

    async def noted(self, query, **arguments):
        row = await ask(self, query, **arguments)
        if "fetch_job" not in query:
            return row
        made.asked.append(query)
        for follows in made.then[:1]:
            made.then.remove(follows)
            await follows()
        return row

    made.then = []
    monkeypatch.setattr(PsycopgConnector, "execute_query_one_async", noted)
    return made


@pytest.fixture
def fetched(connector):
    """Fetch so often; the locks of the jobs that were found."""

    async def fetch(times):
        await connector.open_async()
        try:
            worker = await connector.execute_query_one_async(queries["register_worker"])
            rows = [
                await connector.execute_query_one_async(
                    queries["fetch_job"], queues=None, worker_id=worker["worker_id"]
                )
                for _ in range(times)
            ]
            return [None if row["id"] is None else row["lock"] for row in rows]
        finally:
            await connector.close_async()

    return lambda times: asyncio.run(fetch(times))


@pytest.fixture
def move(engine):
    def move(*tickets):
        with engine.begin() as connection:
            for ticket in tickets:
                defer_reconcile(connection, ticket, Urgency.MOVE)

    return move


async def announced(connector):
    """Tell a connector of a job, as PostgreSQL does."""

    async def listens(_self, on_notification, channels):
        await on_notification(channel=channels, payload="{}")

    async def nothing(**_what):
        pass

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PsycopgConnector, "listen_notify", listens)
        await connector.listen_notify(nothing, "jobs")


def test_after_the_only_job_the_database_is_not_asked_once_more(connector, fetched, move):
    move("86a")

    assert fetched(2) == ["task:86a", None]
    assert len(connector.asked) == 1


def test_the_next_look_for_jobs_asks_again(connector, fetched, move):
    move("86a")

    assert fetched(3) == ["task:86a", None, None]
    assert len(connector.asked) == 2


def test_all_jobs_that_are_due_are_found_one_after_the_other(connector, fetched, move):
    move("86a", "86b")

    assert fetched(3) == ["task:86a", "task:86b", None]
    assert len(connector.asked) == 2


def test_a_job_that_waits_for_its_time_is_not_due(connector, fetched, move, engine):
    move("86a")
    with engine.begin() as connection:
        defer_reconcile(connection, "86b", Urgency.EDIT)

    assert fetched(2) == ["task:86a", None]
    assert len(connector.asked) == 1


def test_a_job_that_is_announced_after_a_fetch_is_fetched(connector, fetched, move):
    async def another():
        move("86b")
        await announced(connector)

    move("86a")
    connector.then.append(another)

    assert fetched(2) == ["task:86a", "task:86b"]


def test_a_job_that_is_announced_while_a_fetch_finds_nothing_is_fetched_at_once(connector, fetched, move):
    async def another():
        move("86a")
        await announced(connector)

    connector.then.append(another)

    assert fetched(1) == ["task:86a"]
    assert len(connector.asked) == 2
