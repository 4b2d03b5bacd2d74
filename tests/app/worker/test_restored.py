"""A running worker asks whether the database was restored, and not more often than it has to."""

import asyncio
from types import SimpleNamespace

import pytest

from app.worker.restored import ASK_SECONDS, Sentry


class Database:
    """Answers what it is asked, and counts how often."""

    def __init__(self):
        self.asked, self.is_restored = 0, False

    async def execute_query_all_async(self, _question):
        self.asked += 1
        return [{"is_restored": self.is_restored}]


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def watch(database):
    """Let the sentry watch over a job at a time, in seconds; whether it ran."""
    times = []
    sentry = Sentry(SimpleNamespace(connector=database), clock=lambda: times[-1])

    def watch(at):
        times.append(at)
        ran = []

        async def job():
            ran.append(at)

        asyncio.run(sentry.watch_job(job, None, None))
        return bool(ran)

    return watch


def test_many_jobs_at_a_time_are_one_question(watch, database):
    assert all(watch(ASK_SECONDS * number / 100) for number in range(100))
    assert database.asked == 1


def test_the_next_job_after_a_while_asks_again_and_none_runs_any_more(watch, database):
    assert watch(0)
    database.is_restored = True

    assert not watch(ASK_SECONDS)
    assert not watch(ASK_SECONDS * 1.5)
