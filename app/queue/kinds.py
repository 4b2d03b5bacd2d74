"""
Lists all kinds of jobs, in the order of their ranks.

A new kind is one entry of :data:`KINDS`, and the function that it names.

All jobs of a ticket share one lock, so only one runs at a time.  Each kind has its own queueing lock, so at
most one of each waits for a ticket.  A waiting job blocks jobs of lower rank with the same lock, even before
its time. So a job for a later time has no lock: see :attr:`Kind.shares_lock`.  Only an edit has one, for its
1.5 seconds.

Names, locks and queueing locks are stored in databases with the waiting jobs: those of an entry change only
together with a migration of these jobs.
"""

from dataclasses import dataclass
from enum import Enum, auto

from app.store import overdue
from app.store.api_budget import Rank
from app.store.overdue import Rows


class Waiting(Enum):
    """What happens if the same work is queued again while a job for it waits."""

    EARLIER_SERVES = auto()  # the earlier time and the lower count of failures stay
    ONE_IS_ENOUGH = auto()  # the waiting job stays as it is


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """
    One kind of job.

    Attributes:
        name: The name of its jobs.
        run: The function as `module:name`, because it is in a layer above the queue.  It takes the bot and
            the ticket's id, and may return a time to be called again.
        rank: A job with a higher rank starts sooner.
        calls: The rank of its calls to ClickUp.
        of_ticket: False if its jobs are not about a ticket: then `name:subject` replaces the ticket's id, and
            `run` takes the subject.
        own_lock: Whether it may run at the same time as other jobs of the ticket.
        waiting: What happens if a job is queued while another one waits.
        at_once: Whether its jobs are for the next free worker; otherwise they are for a time.
        repeats_as: The beginning of its queueing lock, if that is not the name: its work is also queued in
            other ways than by :func:`app.queue.defer.defer`.
        buries: Whether the ticket becomes a dead letter after the last attempt.
        clears: Whether a success deletes the ticket's dead letter.
        overdue: The rows that need a job of this kind.  If one has none, the sweep queues it.
        may_be_overdue: Whether such a row may wait without a warning.
    """

    name: str
    run: str
    rank: int
    calls: Rank
    of_ticket: bool = True
    own_lock: bool = False
    waiting: Waiting = Waiting.EARLIER_SERVES
    at_once: bool = False
    repeats_as: str | None = None
    buries: bool = True
    clears: bool = False
    overdue: tuple[Rows, ...] = ()
    may_be_overdue: bool = False

    @property
    def shares_lock(self) -> bool:
        """
        Whether other kinds use the same locks.

        Then a job for a later time waits without a lock, so that it blocks no other job.  When its time
        comes, it is queued again, with its lock.
        """
        return self.of_ticket and not self.own_lock

    @property
    def lock_prefix(self) -> str:
        """The beginning of its locks."""
        return self.name if self.own_lock else "task"

    def lock(self, task_id: str) -> str:
        """The lock of a job: of all jobs with the same lock, only one runs at a time."""
        return f"{self.lock_prefix}:{task_id}"

    def queueing_lock(self, task_id: str) -> str:
        """The queueing lock of a job: of all jobs with the same one, only one waits at a time."""
        return f"{self.repeats_as or self.name}:{task_id}" if self.of_ticket else task_id

    def id_of(self, subject: str) -> str:
        """Return what the queue and the dead letters have in place of a ticket's id."""
        return subject if self.of_ticket else f"{self.name}:{subject}"

    def subject_of(self, task_id: str) -> str:
        """Return the argument of `run`."""
        return task_id if self.of_ticket else task_id.removeprefix(f"{self.name}:")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Periodic:
    """
    A periodic job.  At most one of each waits; after a failure, the next round tries again.

    Attributes:
        name: The name of its jobs, and their queueing lock.
        cron: When it is due.
        lock: Of all periodic jobs with the same lock, only one runs at a time.
        run: The function as `module:name`, which takes the bot; None for the worker's own housekeeping.
    """

    name: str
    cron: str
    lock: str | None = None
    run: str | None = None


#: The ranks of a look after a move or an edit: see :func:`app.queue.defer.defer_reconcile`.
MOVE_RANK = 100
EDIT_RANK = 10

#: All kinds, in the order of their ranks.
KINDS = (
    FILL := Kind(  # a person waits in front of the page
        name="fill",
        run="app.fill.take:take_fillings",
        rank=8,
        calls=Rank.MOVE,
        at_once=True,
        overdue=(overdue.FILLINGS,),
    ),
    SIGN_IN := Kind(  # as above
        name="sign_in",
        run="app.fill.admit:admit_waiting",
        rank=8,
        calls=Rank.MOVE,
        own_lock=True,
        at_once=True,
        buries=False,
        overdue=(overdue.SIGN_INS,),
    ),
    COMMAND := Kind(
        name="command",
        run="app.slash_commands.answer:answer_commands",
        rank=7,
        calls=Rank.COMMENT,
        at_once=True,
        overdue=(overdue.COMMANDS,),
    ),
    RECONCILE := Kind(  # this is the rank of a retry: new moves and edits have higher ranks
        name="reconcile",
        run="app.reconcile.ticket:reconcile_ticket",
        rank=6,
        calls=Rank.MOVE,
        at_once=True,
        repeats_as="again",
        clears=True,
        overdue=(overdue.DELIVERIES, overdue.COMMENTS),
    ),
    NOTICE := Kind(
        name="notice",
        run="app.notices.send:work_notices",
        rank=5,
        calls=Rank.NOTICE,
        overdue=(overdue.NOTICES,),
    ),
    CLOCK := Kind(
        name="clock",
        run="app.sla.watch:watch",
        rank=2,
        calls=Rank.CLOCK,
        overdue=(overdue.LATER_COMMENTS,),
        may_be_overdue=True,
    ),
    RELAY := Kind(  # writes nothing to the ticket; a notice that waits for its time must not block it
        name="relay",
        run="app.elevation.relay:work_relays",
        rank=2,
        calls=Rank.RELAY,
        own_lock=True,
        overdue=(overdue.RELAYS,),
    ),
    CLIENT_REPORT := Kind(  # a client's report, which has no ticket yet: its subject is its reference
        name="client_report",
        run="app.intake.make_ticket:take_report",
        rank=0,
        calls=Rank.NOTICE,
        of_ticket=False,
        at_once=True,
        clears=True,
        overdue=(overdue.CLIENT_REPORTS,),
    ),
    CARD := Kind(  # even after the periodic jobs; if a card fails, the next change writes it
        name="card",
        run="app.card.card:write",
        rank=-10,
        calls=Rank.CARD,
        own_lock=True,
        waiting=Waiting.ONE_IS_ENOUGH,
        buries=False,
    ),
)

PERIODIC = (
    SWEEP := Periodic(name="sweep", cron="* * * * *"),
    CLOCKS := Periodic(name="clocks", cron="* * * * *", run="app.sla.scan:scan"),
    POLL := Periodic(name="poll", cron="*/5 * * * *", lock="poll", run="app.reconcile.poll:poll_lists"),
    # Not while a poll runs, because it may queue a poll.  Costs one call each time, of a hundred a minute.
    # Returns whether ClickUp may have lost deliveries: then the lists are polled at once.
    CHECK_WEBHOOKS := Periodic(
        name="check_webhooks", cron="*/2 * * * *", lock="poll", run="app.webhooks.check:check"
    ),
    PRUNE := Periodic(name="prune", cron="17 3 * * *"),
)


def kind_of(task_id: str) -> Kind | None:
    """Return the kind of a job that is not about a ticket, by its id; None for a ticket's id."""
    name, _, subject = task_id.partition(":")
    return next((kind for kind in KINDS if not kind.of_ticket and kind.name == name and subject), None)
