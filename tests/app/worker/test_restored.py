"""A worker that fetches a job learns whether the database was restored, and runs none after that."""

import asyncio

import pytest
from procrastinate import App

from app.queue.defer import Urgency, defer_reconcile
from app.store import restored
from app.worker.fetch import FetchingConnector
from app.worker.restored import Sentry


@pytest.fixture
def watched(engine, database_url):
    """Fetch a job that waits, and have the sentry watch it; its lock, and whether it ran."""

    async def fetched():
        app = App(connector=FetchingConnector(conninfo=database_url))
        sentry, ran = Sentry(app.connector), []

        async def job():
            ran.append(True)

        async with app.open_async():
            worker_id = await app.job_manager.register_worker()
            found = await app.job_manager.fetch_job(queues=None, worker_id=worker_id)
            await sentry.watch_job(job, None, None)
        return found.lock, bool(ran), sentry.found.is_set()

    with engine.begin() as connection:
        defer_reconcile(connection, "86a", Urgency.MOVE)
    return lambda: asyncio.run(fetched())


def test_a_job_runs_where_nothing_was_noted_yet(watched):
    assert watched() == ("task:86a", True, False)


def test_a_job_runs_in_the_database_that_was_noted(watched, engine):
    with engine.begin() as connection:
        restored.note(connection)

    assert watched() == ("task:86a", True, False)


def test_no_job_runs_in_one_that_was_restored_since(watched, engine):
    with engine.begin() as connection:
        restored.set_back(connection)

    assert watched() == ("task:86a", False, True)
