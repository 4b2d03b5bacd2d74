"""
Jobs that were begun and that no worker runs any more go back into the queue.

Two ways lead there: their worker died (its heartbeat stops), or it lives, but the database was away just when
it wanted to write down that the job had ended.  Procrastinate cures neither by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger(__name__)

#: How often a worker says that it lives, how long a silent one counts as alive, and how often that is looked
#: at: a dead worker's jobs run again within 15 s.
HEARTBEAT_SECONDS = 2.0
SILENCE_SECONDS = 10.0
LOOK_SECONDS = 2.5
#: A worker that was silent for this long is forgotten; `/readyz` warns of it until then.
FORGET_SECONDS = 300.0

#: A job that was lost this often probably kills its worker.
MOST_RESCUES = 5


class Rescuer:
    """
    Finds lost jobs.  One belongs to each worker, whose middleware it is as well, to know what is running.

    It is no job itself: a worker whose hands are full must be able to rescue, too.
    """

    def __init__(self, app: App, *, give_up: Callable[[Job], Awaitable[None]]) -> None:
        self._app = app
        self._give_up = give_up
        self._worker_id: int | None = None
        self._running: set[int | None] = set()
        self._suspected: set[int | None] = set()

    async def watch_job(self, run: Callable[[], Awaitable[Any]], context: JobContext, _worker: Any) -> Any:
        """Procrastinate's worker middleware: remember what runs here."""
        self._worker_id = context.job.worker_id
        self._running.add(context.job.id)
        try:
            return await run()
        finally:
            self._running.discard(context.job.id)

    async def run(self) -> None:
        """Look until cancelled; a database that is away now is there the next time."""
        this = asyncio.current_task()
        # Asked each time: a query that fails while it is being cancelled tells of its failure only.
        while this is None or not this.cancelling():
            try:
                await self.look()
            except (ConnectorException, SQLAlchemyError) as error:
                log.warning("rescue failed", error=type(error.__cause__ or error).__name__)
            if this is None or not this.cancelling():
                await asyncio.sleep(LOOK_SECONDS)

    async def beat(self) -> None:
        """Say that this worker lives.  Procrastinate's worker says so itself until it is stopped."""
        if self._worker_id is not None:
            await self._app.job_manager.update_heartbeat(self._worker_id)

    async def look(self) -> int:
        """
        Put lost jobs back into the queue; how many they were.

        A job is lost if it looks so twice: it may just be ending, or its worker may only now have got the
        database back.
        """
        stalled = await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE_SECONDS)
        suspected = {job.id: job for job in (*stalled, *await self._mine()) if job.id not in self._running}
        lost = [job for id_, job in suspected.items() if id_ in self._suspected]
        self._suspected = set(suspected)
        for job in lost:
            await self._rescue(job)
        await self._app.job_manager.prune_stalled_workers(FORGET_SECONDS)
        return len(lost)

    async def _mine(self) -> list[Job]:
        """The jobs that this worker is said to run."""
        if self._worker_id is None:
            return []
        return list(
            await self._app.job_manager.list_jobs_async(status=Status.DOING.value, worker_id=self._worker_id)
        )

    async def _rescue(self, job: Job) -> None:
        manager = self._app.job_manager
        log.warning("job rescued", job_id=job.id, task=job.task_name, lock=job.lock, attempts=job.attempts)
        try:
            if job.attempts >= MOST_RESCUES:
                await self._give_up(job)
                await manager.finish_job(job, Status.FAILED, delete_job=False)
            else:
                await manager.retry_job(job)
        except UniqueViolation:
            # An equal job waits already and will see everything this one would have seen.
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        except ConnectorException as error:
            log.info("job was rescued by another worker", job_id=job.id, error=repr(error.__cause__ or error))
