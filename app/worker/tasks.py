"""
What each kind of job does, and what happens when it fails.

A job never fails for the queue: procrastinate's own retrying and our queueing locks do not go together.  A
failure is caught here and the work queued again, or given up as a dead letter.
"""

import random
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from app.queue.defer import (
    Urgency,
    defer_again,
    defer_card,
    defer_clock,
    defer_command,
    defer_notice,
    defer_reconcile,
    defer_relay,
    defer_submission,
    forget_again,
    reference_in,
)
from app.store import dead_letters, overdue, retention
from app.worker.retry import NextAttempt, next_attempt
from app.workspace.call_budget import Rank, ranked
from clickup_client.errors import RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.bot import Bot

log = structlog.get_logger(__name__)

#: Work that waits longer than this without a job was forgotten.
OVERDUE_AGE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """
    The functions that jobs call.

    All of them raise what goes wrong.  Those about a ticket return when they want to be called again, or
    `None`.
    """

    reconcile_ticket: Callable[["Bot", str], datetime | None]
    work_notices: Callable[["Bot", str], datetime | None]
    poll_lists: Callable[["Bot"], object]
    watch_clock: Callable[["Bot", str], object] = lambda _bot, _task_id: None
    scan_clocks: Callable[["Bot"], object] = lambda _bot: None
    write_card: Callable[["Bot", str], datetime | None] = lambda _bot, _task_id: None
    take_submission: Callable[["Bot", str], datetime | None] = lambda _bot, _reference: None
    answer_commands: Callable[["Bot", str], object] = lambda _bot, _task_id: None
    # Returns whether ClickUp may have had things to tell that it did not: then the lists are polled at once.
    check_webhooks: Callable[["Bot"], bool] = lambda _bot: False
    work_relays: Callable[["Bot", str], object] = lambda _bot, _task_id: None


def shipped_work() -> Work:
    """Stagegate's own functions.  They queue work, too, so they are imported only when all else is."""
    from app.card import card as ticket_card
    from app.elevation import relay as relaying
    from app.intake import make_ticket
    from app.notices import send as send_notices
    from app.reconcile import poll as reconcile_poll
    from app.reconcile import ticket as reconciling
    from app.sla import scan as sla_scan
    from app.sla import watch as sla_watch
    from app.slash_commands import answer
    from app.webhooks import check as webhook_check

    return Work(
        reconcile_ticket=reconciling.reconcile_ticket,
        work_notices=send_notices.work_notices,
        poll_lists=reconcile_poll.poll_lists,
        watch_clock=sla_watch.watch,
        scan_clocks=sla_scan.scan,
        write_card=ticket_card.write,
        take_submission=make_ticket.take_submission,
        answer_commands=answer.answer_commands,
        check_webhooks=webhook_check.check,
        work_relays=relaying.work_relays,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """The bodies of all jobs.  `jitter()` gives a random number from 0 to 1."""

    bot: "Bot"
    work: Work
    jitter: Callable[[], float] = random.random

    def reconcile(self, task_id: str, attempt: int = 0) -> None:
        """Look at a ticket; `attempt` is how often that has failed since it last succeeded."""

        def again(connection: Connection, next_: NextAttempt) -> None:
            defer_again(connection, task_id, at=next_.at, attempt=next_.failures)

        with self._failing_later(task_id, attempt, again):
            next_look = self.work.reconcile_ticket(self.bot, task_id)
            with self.bot.engine.begin() as connection:
                forget_again(connection, task_id)
                if next_look is not None:
                    defer_again(connection, task_id, at=next_look, attempt=0)
                if dead_letters.clear(connection, task_id):
                    log.info("ticket recovered", task_id=task_id)

    def notice(self, task_id: str, attempt: int = 0) -> None:
        """Work on what a ticket's client is owed, and come back when there is more to do."""

        def again(connection: Connection, next_: NextAttempt) -> None:
            defer_notice(connection, task_id, next_.at, attempt=next_.failures)

        with self._failing_later(task_id, attempt, again):
            with ranked(Rank.NOTICE):
                next_look = self.work.work_notices(self.bot, task_id)
            if next_look is not None:
                with self.bot.engine.begin() as connection:
                    defer_notice(connection, task_id, next_look)

    def clock(self, task_id: str, attempt: int = 0) -> None:
        """Do what a ticket's clock asks for, and say what could wait."""

        def again(connection: Connection, next_: NextAttempt) -> None:
            defer_clock(connection, task_id, next_.at, attempt=next_.failures)

        with self._failing_later(task_id, attempt, again), ranked(Rank.CLOCK):
            self.work.watch_clock(self.bot, task_id)

    def command(self, task_id: str, attempt: int = 0) -> None:
        """Handle what was asked in comments of a ticket."""

        def again(connection: Connection, next_: NextAttempt) -> None:
            defer_command(connection, task_id, next_.at, attempt=next_.failures)

        with self._failing_later(task_id, attempt, again), ranked(Rank.COMMENT):
            self.work.answer_commands(self.bot, task_id)

    def card(self, task_id: str, attempt: int = 0) -> None:
        """Write a ticket's card.  After its last attempt it waits for the next change: no ticket is lost."""

        def again(connection: Connection, next_: NextAttempt) -> None:
            defer_card(connection, task_id, next_.at, attempt=next_.failures)

        with self._failing_later(task_id, attempt, again, buries=False):
            with ranked(Rank.CARD):
                next_look = self.work.write_card(self.bot, task_id)
            if next_look is not None:
                with self.bot.engine.begin() as connection:
                    defer_card(connection, task_id, next_look)

    def submission(self, task_id: str, attempt: int = 0) -> None:
        """Make a ticket of what a client reported; `task_id` stands for it, see :mod:`app.queue.defer`."""
        reference = reference_in(task_id) or task_id

        def again(connection: Connection, next_: NextAttempt) -> None:
            defer_submission(connection, reference, at=next_.at, attempt=next_.failures)

        with self._failing_later(task_id, attempt, again):
            with ranked(Rank.NOTICE):
                next_look = self.work.take_submission(self.bot, reference)
            with self.bot.engine.begin() as connection:
                if next_look is not None:
                    defer_submission(connection, reference, at=next_look)
                elif dead_letters.clear(connection, task_id):
                    log.info("report recovered", task_id=task_id)

    def relay(self, task_id: str, attempt: int = 0) -> None:
        """Carry what became of a ticket to the first-level tickets that it came from."""

        def again(connection: Connection, next_: NextAttempt) -> None:
            defer_relay(connection, task_id, next_.at, attempt=next_.failures)

        with self._failing_later(task_id, attempt, again), ranked(Rank.RELAY):
            self.work.work_relays(self.bot, task_id)

    def sweep(self) -> None:
        """Queue what waits without a job: whatever went wrong, nothing waits for ever."""
        with self.bot.engine.begin() as connection:
            tickets = overdue.tickets(connection, age=OVERDUE_AGE)
            for task_id in tickets:
                defer_reconcile(connection, task_id, Urgency.MOVE)
            with_notices = overdue.tickets_with_notices(connection, age=OVERDUE_AGE)
            for task_id in with_notices:
                defer_notice(connection, task_id, self.bot.now())
            for task_id in overdue.tickets_with_later_comments(connection, age=OVERDUE_AGE):
                defer_clock(connection, task_id, self.bot.now())
            reports = overdue.submissions(connection, age=OVERDUE_AGE)
            for task_id in reports:
                defer_submission(connection, reference_in(task_id) or task_id)
            with_relays = overdue.tickets_with_relays(connection, age=OVERDUE_AGE)
            for task_id in with_relays:
                defer_relay(connection, task_id, self.bot.now())
            with_commands = overdue.tickets_with_commands(connection, age=OVERDUE_AGE)
            for task_id in with_commands:
                defer_command(connection, task_id)
        if tickets or with_notices or with_relays or reports or with_commands:
            log.warning(
                "forgotten work queued",
                tickets=list(tickets),
                notices=list(with_notices),
                reports=list(reports),
                relays=list(with_relays),
                commands=list(with_commands),
            )

    def poll(self) -> None:
        """Look for changes that no webhook told of.  A failure waits for the next round."""
        try:
            with ranked(Rank.POLL):
                self.work.poll_lists(self.bot)
        except Exception as error:
            log.warning("poll failed", error=type(error).__name__, exc_info=error)

    def scan_clocks(self) -> None:
        """Look at the clocks that are due.  A failure waits for the next round."""
        try:
            self.work.scan_clocks(self.bot)
        except Exception as error:
            log.warning("clocks not looked at", error=type(error).__name__, exc_info=error)

    def check_webhooks(self) -> None:
        """See to the webhooks, and look for what they did not tell.  A failure waits for the next round."""
        try:
            with ranked(Rank.POLL):
                if self.work.check_webhooks(self.bot):
                    self.work.poll_lists(self.bot)
        except RateLimitedError as error:
            log.info("webhooks not checked", why=str(error))
        except Exception as error:
            log.warning("webhooks not checked", error=type(error).__name__, exc_info=error)

    def prune(self, keep_days: int) -> None:
        """Delete what is settled and old enough."""
        deleted = retention.prune(self.bot.engine, self.bot.now() - timedelta(days=keep_days))
        log.info("old rows deleted", **deleted)

    def give_up(self, task_id: str, error: str, *, attempts: int) -> None:
        """Make a ticket a dead letter."""
        with self.bot.engine.begin() as connection:
            dead_letters.bury(connection, task_id=task_id, error=error, attempts=attempts)
        log.error("ticket given up", task_id=task_id, attempts=attempts, error=error)

    @contextmanager
    def _failing_later(
        self,
        task_id: str,
        attempt: int,
        again: Callable[[Connection, NextAttempt], None],
        *,
        buries: bool = True,
    ) -> "Iterator[None]":
        with structlog.contextvars.bound_contextvars(task_id=task_id):
            try:
                yield
            except Exception as error:
                next_ = next_attempt(error, attempt, self.bot.now(), jitter=self.jitter())
                if next_ is None:
                    log.exception("last attempt failed", task_id=task_id)
                    if buries:
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
                        exc_info=error,
                    )
                with self.bot.engine.begin() as connection:
                    again(connection, next_)
