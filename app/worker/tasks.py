"""
Runs the function of each job, and handles its failures.

For procrastinate a job never fails, because its retries and our queueing locks do not work together.  A
failure is caught here, and the work is queued again or becomes a dead letter.
"""

import random
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from app.errors import NotDecidedError
from app.pull_requests import seconds_until_free
from app.queue.defer import defer, defer_now, forget_again_asked
from app.queue.kinds import CHECK_WEBHOOKS, CLOCKS, POLL, RECONCILE, Kind
from app.store import dead_letters, overdue, retention, sign_ins
from app.store.api_budget import Rank
from app.store.engine import single
from app.store.prepared import together
from app.worker import missing
from app.worker.functions import Functions
from app.worker.retry import next_attempt
from app.workspace.call_budget import ranked
from clickup_client.errors import RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.bot import Bot

log = structlog.get_logger(__name__)

#: Work that waits longer than this without a job was forgotten, and gets a job.
OVERDUE_AGE = timedelta(minutes=1)
#: Tickets that wait for the same code host are tried again at different times within this period.
HOST_SPREAD = timedelta(seconds=5)


@dataclass(slots=True, kw_only=True)
class Tasks:
    """
    The bodies of all jobs.  `jitter()` returns a random number from 0 to 1.

    `bot` is replaced when people or lists are found that were missing from the workspace.
    """

    bot: "Bot"
    functions: Functions
    jitter: Callable[[], float] = random.random

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of jobs that are not periodic."""
        return [entry for entry in self.functions if isinstance(entry, Kind)]

    def run(
        self, kind: Kind, task_id: str, attempt: int = 0, *, later: bool = False, hosts: Sequence[str] = ()
    ) -> None:
        """
        Do the work of one kind.

        Args:
            kind: The kind of work.
            task_id: The ticket, or the result of :meth:`app.queue.kinds.Kind.id_of`.
            attempt: How often it has failed since it last succeeded.
            later: Whether the job waited for its time without a lock: now it is queued again with a lock.
            hosts: The code hosts that it waits for.  While they are down, it waits again without any call.
        """
        if hosts and (seconds := seconds_until_free(self.bot.providers, hosts)) > 0:
            at = self.bot.now() + timedelta(seconds=seconds) + HOST_SPREAD * self.jitter()
            with self.bot.engine.begin() as connection:
                defer(connection, kind, task_id, at=at, attempt=attempt, hosts=hosts)
            return
        if later:
            with self.bot.engine.begin() as connection:
                defer(connection, kind, task_id, attempt=attempt)
            return
        with self._failing_later(kind, task_id, attempt):
            with ranked(kind.calls):
                next_look: datetime | None = self.functions[kind](self.bot, kind.subject_of(task_id))
            if next_look is not None or kind.clears:
                self._settle(kind, task_id, next_look)

    def sweep(self) -> None:
        """Queue a job for all work that has none, so that nothing waits for ever.  Forget old tokens."""
        forgotten = {}
        with self.bot.engine.begin() as connection:
            sign_ins.sweep(connection, self.bot.now())
            for kind in self.kinds:
                if not kind.overdue:
                    continue
                found = overdue.tickets(
                    connection,
                    kind.overdue,
                    job=kind.name,
                    age=OVERDUE_AGE,
                )
                for task_id in found:
                    defer_now(connection, kind, task_id, now=self.bot.now())
                if found and not kind.may_be_overdue:
                    forgotten[kind.name] = list(found)
        if forgotten:
            log.warning("forgotten work queued", **forgotten)

    def poll(self) -> None:
        """Look for changes that no webhook reported.  A failure waits for the next round."""
        try:
            with ranked(Rank.POLL):
                self.functions[POLL](self.bot)
        except Exception as error:
            log.warning("poll failed", error=type(error).__name__, exc_info=error)

    def scan_clocks(self) -> None:
        """Look at the clocks that are due.  A failure waits for the next round."""
        try:
            self.functions[CLOCKS](self.bot)
        except Exception as error:
            log.warning("clocks not looked at", error=type(error).__name__, exc_info=error)

    def check_webhooks(self) -> None:
        """Check the webhooks, and poll if events were lost.  A failure waits for the next round."""
        try:
            with ranked(Rank.POLL):
                if self.functions[CHECK_WEBHOOKS](self.bot):
                    self.functions[POLL](self.bot)
        except RateLimitedError as error:
            log.info("webhooks not checked", why=str(error))
        except Exception as error:
            log.warning("webhooks not checked", error=type(error).__name__, exc_info=error)

    def look_for_missing(self) -> None:
        """Look for people and lists that were missing from the workspace, and for a newer probe."""
        self.bot = missing.look_again(missing.with_new_answers(self.bot))

    def prune(self, keep_days: int) -> None:
        """Delete settled rows that are old enough."""
        deleted = retention.prune(self.bot.engine, self.bot.now() - timedelta(days=keep_days))
        log.info("old rows deleted", **deleted)

    def give_up(self, task_id: str, error: str, *, attempts: int) -> None:
        """Make a ticket a dead letter."""
        with self.bot.engine.begin() as connection:
            dead_letters.bury(connection, task_id=task_id, error=error, attempts=attempts)
        log.error("ticket given up", task_id=task_id, attempts=attempts, error=error)

    def _settle(self, kind: Kind, task_id: str, next_look: datetime | None) -> None:
        engine = self.bot.engine
        with engine.begin() if next_look is not None else single(engine) as connection:
            asked = [forget_again_asked(task_id)] if kind is RECONCILE else []
            if kind.clears:
                *_, cleared = together(connection, *asked, dead_letters.clear_asked(task_id))
                if cleared:
                    log.info("recovered", task_id=task_id, work=kind.name)
            if next_look is not None:
                defer(connection, kind, task_id, at=next_look)

    @contextmanager
    def _failing_later(self, kind: Kind, task_id: str, attempt: int) -> "Iterator[None]":
        with structlog.contextvars.bound_contextvars(task_id=task_id):
            try:
                yield
            except Exception as error:
                next_ = next_attempt(error, attempt, self.bot.now(), jitter=self.jitter())
                if next_ is None:
                    log.exception("last attempt failed", task_id=task_id)
                    if kind.buries:
                        self.give_up(task_id, f"{type(error).__name__}: {error}", attempts=attempt + 1)
                    return
                if next_.failures == attempt:  # refused or put off, which is no failure
                    log.info("put off", task_id=task_id, again_at=next_.at.isoformat(), why=str(error))
                else:
                    log.warning(
                        "attempt failed",
                        task_id=task_id,
                        failures=next_.failures,
                        again_at=next_.at.isoformat(),
                        error=type(error).__name__,
                        why=str(error),
                        exc_info=None if isinstance(error, NotDecidedError) else error,
                    )
                hosts = error.hosts if isinstance(error, NotDecidedError) else ()
                with self.bot.engine.begin() as connection:
                    defer(connection, kind, task_id, at=next_.at, attempt=next_.failures, hosts=hosts)
