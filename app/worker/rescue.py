"""
Puts jobs back into the queue that were started and that no worker runs any more.

Either their worker died (its heartbeat stops), or the database was down when the worker wanted to store that
the job had ended.  procrastinate repairs neither by itself.
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

#: The period of a worker's heartbeat, how long a silent worker counts as alive, and how often this is
#: checked. So a dead worker's jobs run again within 15 s.
HEARTBEAT_SECONDS = 2.0
SILENCE_SECONDS = 10.0
LOOK_SECONDS = 2.5
#: A worker that was silent for this long is forgotten; `/readyz` warns of it until then.
FORGET_SECONDS = 300.0

#: A job that was lost this often probably kills its worker.
MOST_RESCUES = 5


class Rescuer:
    """
    Finds lost jobs.  Each worker has one, which is also its middleware, so it knows what is running.

    This is no job, because a fully busy worker must be able to rescue jobs too.
    """

    def __init__(self, app: App, *, give_up: Callable[[Job], Awaitable[None]]) -> None:
        self._app = app
        self._give_up = give_up
        self._worker_id: int | None = None
        self._running: set[int | None] = set()
        self._suspected: set[int | None] = set()

    async def watch_job(self, run: Callable[[], Awaitable[Any]], context: JobContext, _worker: Any) -> Any:
        """Remember what runs here, as procrastinate's worker middleware."""
        self._worker_id = context.job.worker_id
        self._running.add(context.job.id)
        try:
            return await run()
        finally:
            self._running.discard(context.job.id)

    async def run(self) -> None:
        """Look for lost jobs until cancelled.  If the database is down, the next round tries again."""
        this = asyncio.current_task()
        # Checked each time: a query that is cancelled while it fails raises only its failure.
        while this is None or not this.cancelling():
            try:
                await self.rescue_lost()
            except (ConnectorException, SQLAlchemyError) as error:
                log.warning("rescue failed", error=type(error.__cause__ or error).__name__)
            if this is None or not this.cancelling():
                await asyncio.sleep(LOOK_SECONDS)

    async def beat(self) -> None:
        """Write this worker's heartbeat.  procrastinate's worker does so itself until it is stopped."""
        if self._worker_id is not None:
            await self._app.job_manager.update_heartbeat(self._worker_id)

    async def rescue_lost(self) -> int:
        """
        Put lost jobs back into the queue.  Returns how many there were.

        A job is lost if it looks lost twice.  Once is not enough: it may be ending just now, or its worker
        may only now reach the database again.
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
        """Return the jobs that this worker runs, by the database."""
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
            # An equal job waits already, and will see everything that this one would have seen.
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        except ConnectorException as error:
            log.info("job was rescued by another worker", job_id=job.id, error=repr(error.__cause__ or error))
