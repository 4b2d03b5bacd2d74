"""Runs the worker: which job runs when, how many at once, and how it stops."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from psycopg import AsyncConnection
from psycopg import Error as PsycopgError

from app.errors import ForPeopleError
from app.queue.kinds import CHECK_WEBHOOKS, CLOCKS, PERIODIC, POLL, PRUNE, SWEEP, Periodic
from app.store.engine import connect_args, plain_url
from app.worker.fetch import FetchingConnector
from app.worker.functions import Functions, find
from app.worker.live_pool import pool_of_live_ones
from app.worker.rescue import FORGET_SECONDS, HEARTBEAT_SECONDS, Rescuer
from app.worker.restored import Sentry
from app.worker.tasks import Tasks

if TYPE_CHECKING:
    from app.bot import Bot

log = structlog.get_logger(__name__)

#: When a job ends, the queue does not announce the next one of the ticket.  So the worker looks this often.
POLL_SECONDS = 0.25
#: A stopping worker has this time to finish its jobs.  Then it exits, and another worker rescues them.
DRAIN_SECONDS = 28.0
#: How often a worker looks for people and lists that are missing from the workspace.
LOOK_FOR_MISSING_SECONDS = 120.0
#: How long settled rows and given-up jobs are kept.
KEEP_DAYS = 30


class WorkerStoppedError(ForPeopleError):
    """The worker ended by itself: the database was lost or restored.  Start it again."""


def run_worker(
    bot: "Bot", *, concurrency: int = 8, keep_days: int = KEEP_DAYS, functions: Functions | None = None
) -> None:
    """
    Run jobs until SIGTERM or SIGINT; then finish those that run, for at most 28 s.

    Args:
        bot: The bot that jobs use; its engine needs one connection for each concurrent job.
        concurrency: How many jobs run at once, each in a thread.
        keep_days: How long handled deliveries, settled comments and notices, and given-up jobs are kept.
        functions: The functions that jobs call; by default all of :mod:`app.queue.kinds`.

    Raises:
        WorkerStoppedError: The worker ended by itself.
    """
    serving = serve(
        bot,
        concurrency=concurrency,
        keep_days=keep_days,
        functions=find() if functions is None else functions,
        on_end=_leave_later,
    )
    try:
        asyncio.run(_until_signal(serving))
    except (ConnectorException, PsycopgError) as error:
        raise WorkerStoppedError(f"the worker lost the database: {error.__cause__ or error}") from error


async def serve(
    bot: "Bot",
    *,
    concurrency: int,
    keep_days: int,
    functions: Functions,
    on_end: Callable[[], None] = lambda: None,
) -> None:
    """
    Run jobs until cancelled; then finish the running ones.

    Returns by itself if the database is lost, or was restored from a dump.  `on_end` is called when the
    worker begins to stop, for any reason.
    """
    # Jobs run in asyncio's default threads.  By default these are only four more than there are cores.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(concurrency, "job"))
    tasks = Tasks(bot=bot, functions=functions)
    app = make_app(tasks, keep_days=keep_days)

    async def give_up(job: Job) -> None:
        task_id = job.task_kwargs.get("task_id")
        if task_id is not None:
            reason = f"its worker was lost {job.attempts} times while it ran {job.task_name}"
            await asyncio.to_thread(tasks.give_up, str(task_id), reason, attempts=job.attempts)

    rescuer, sentry = Rescuer(app, give_up=give_up), Sentry(cast("FetchingConnector", app.connector))
    async with app.open_async():
        working = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,  # a second signal must not kill jobs that may still finish
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=FORGET_SECONDS,
                worker_middleware=[rescuer.watch_job, sentry.watch_job],
            )
        )
        rescuing = asyncio.create_task(rescuer.run())
        finding = asyncio.create_task(sentry.found.wait())
        looking = asyncio.create_task(_look_for_missing(tasks))
        log.info("worker started", concurrency=concurrency)
        try:
            await asyncio.wait({working, rescuing, finding}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            on_end()
            finding.cancel()
            looking.cancel()
            rescuing.cancel()
            working.cancel()  # and only now let what runs finish
            await _live_until(working, rescuer)
            outcomes = await asyncio.gather(rescuing, working, return_exceptions=True)
            log.info("worker stopped")
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome


async def _look_for_missing(tasks: Tasks) -> None:
    """Look for what is missing, from time to time.  Each worker does this for itself."""
    while True:
        await asyncio.sleep(LOOK_FOR_MISSING_SECONDS)
        await asyncio.to_thread(tasks.look_for_missing)


async def _live_until(working: "asyncio.Task[None]", rescuer: Rescuer) -> None:
    """Write heartbeats until the worker has finished, or others would take over its running jobs."""
    while not working.done():
        with suppress(ConnectorException):
            await rescuer.beat()
        await asyncio.wait({working}, timeout=HEARTBEAT_SECONDS)


def make_app(tasks: Tasks, *, keep_days: int) -> App:
    """Make the procrastinate app with all jobs, on a connection pool that is not open yet."""
    connector = FetchingConnector(
        conninfo=plain_url(tasks.bot.engine.url),
        min_size=1,
        max_size=4,
        pool_factory=pool_of_live_ones,
        configure=_commit_at_once,
        # A power failure may take back that a job was taken or finished: it runs again, as after a crash.
        kwargs=connect_args("stagegate queue", "-c synchronous_commit=off"),
    )
    app = App(connector=connector)
    for kind in tasks.kinds:
        app.task(name=kind.name)(partial(tasks.run, kind))

    async def prune() -> None:
        await asyncio.to_thread(tasks.prune, keep_days)
        await app.job_manager.delete_old_jobs(
            nb_hours=keep_days * 24, include_failed=True, include_cancelled=True, include_aborted=True
        )

    bodies: dict[Periodic, Callable[[], Awaitable[None]]] = {
        SWEEP: partial(asyncio.to_thread, tasks.sweep),
        CLOCKS: partial(asyncio.to_thread, tasks.scan_clocks),
        POLL: partial(asyncio.to_thread, tasks.poll),
        CHECK_WEBHOOKS: partial(asyncio.to_thread, tasks.check_webhooks),
        PRUNE: prune,
    }
    for entry in PERIODIC:
        if entry.run is None or entry in tasks.functions:
            _repeat(app, entry, bodies[entry])
    return app


async def _commit_at_once(connection: AsyncConnection) -> None:
    """Make each statement its own transaction, so a frozen worker locks no row that another one needs."""
    await connection.set_autocommit(True)


def _repeat(app: App, entry: Periodic, body: Callable[[], Awaitable[None]]) -> None:
    @app.periodic(cron=entry.cron)
    @app.task(name=entry.name, lock=entry.lock, queueing_lock=entry.name)
    async def job(timestamp: int) -> None:  # noqa: ARG001 - every periodic job gets its time
        await body()


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(work)

    def stop(name: str) -> None:
        if not task.cancelling():
            log.info("worker stops", signal=name)
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number.name)
    with suppress(asyncio.CancelledError):
        await task
    if not task.cancelled():
        raise WorkerStoppedError("the worker lost the database and ended")


def _leave_later() -> None:
    asyncio.get_running_loop().call_later(DRAIN_SECONDS, _leave)


def _leave() -> None:
    """End the process, because a thread cannot be stopped.  Its unfinished jobs are rescued."""
    log.error("worker left jobs unfinished", seconds=DRAIN_SECONDS)
    os._exit(1)
