"""
The kinds of jobs.  A new kind is one entry of :data:`KINDS`, and the function that it names.

All work on a ticket shares one lock, so it never runs twice at the same time.  Each kind has a queueing lock
of its own, so that at most one of each waits, and a rank: a waiting job holds back those of lower rank with
the same lock even while its own time has not come.  So what waits for a time has no lock, see
:attr:`Kind.shares_lock`; only an edit has one, for its second and a half.

Names, locks and queueing locks are kept with jobs that wait in databases: those of an entry never change.
"""

from dataclasses import dataclass
from enum import Enum, auto

from app.store import overdue
from app.store.api_budget import Rank
from app.store.overdue import Rows


class Waiting(Enum):
    """What becomes of a job that waits already when its work is asked for once more."""

    EARLIER_SERVES = auto()  # one of the two times stays, the earlier; and the lower count of failures
    ONE_IS_ENOUGH = auto()  # it stays


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """
    What the queue and the worker know of a kind of work.

    Attributes:
        name: The name of its jobs.
        run: The function, as `module:name`, since it lies above the queue.  It takes the bot and the ticket's
            id, raises what goes wrong, and may return a time to be called again.
        rank: The higher, the sooner a job begins.
        calls: The rank of its calls to ClickUp.
        of_ticket: Otherwise `name:subject` stands where other work has the ticket's id; `run` takes the
            subject.
        own_lock: Whether it runs beside other work on the ticket: it neither waits for it nor holds it back.
        waiting: What becomes of a job that waits already.
        at_once: Whether it is asked for as soon as a worker is free; otherwise for a time.
        repeats_as: What the queueing lock begins with instead of the name, for work that is asked for in more
            ways than by :func:`app.queue.defer.defer`.
        buries: Whether its ticket is given up after its last attempt.
        clears: Whether its success ends that the ticket is given up.
        overdue: The rows that need a job of this kind; those without one get one.
        may_be_overdue: Whether that is nothing to warn of.
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
        Whether other kinds have the same locks.

        A job of such a kind that is to run at a time waits without a lock, to hold nothing back.  When its
        time comes, it puts itself into the queue once more, with its lock.
        """
        return self.of_ticket and not self.own_lock

    @property
    def lock_prefix(self) -> str:
        """What its locks begin with."""
        return self.name if self.own_lock else "task"

    def lock(self, task_id: str) -> str:
        """No two jobs with the same one run at the same time."""
        return f"{self.lock_prefix}:{task_id}"

    def queueing_lock(self, task_id: str) -> str:
        """No two jobs with the same one wait at the same time."""
        return f"{self.repeats_as or self.name}:{task_id}" if self.of_ticket else task_id

    def id_of(self, subject: str) -> str:
        """What the queue and the dead letters have as the ticket's id."""
        return subject if self.of_ticket else f"{self.name}:{subject}"

    def subject_of(self, task_id: str) -> str:
        """What `run` takes."""
        return task_id if self.of_ticket else task_id.removeprefix(f"{self.name}:")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Periodic:
    """
    Work that comes back by the clock.  One job of each waits at most; a failure waits for the next round.

    Attributes:
        name: The name of its jobs, and their queueing lock.
        cron: When it is due.
        lock: Those with the same one do not run at the same time.
        run: The function, as `module:name`, which takes the bot; None for the worker's own housekeeping.
    """

    name: str
    cron: str
    lock: str | None = None
    run: str | None = None


#: The ranks of a look at a ticket because it moved or was edited: :func:`app.queue.defer.defer_reconcile`.
MOVE_RANK = 100
EDIT_RANK = 10

#: In the order of their ranks.
KINDS = (
    FILL := Kind(  # someone looks at a page and waits
        name="fill",
        run="app.fill.take:take_fillings",
        rank=8,
        calls=Rank.MOVE,
        at_once=True,
        overdue=(overdue.FILLINGS,),
    ),
    COMMAND := Kind(
        name="command",
        run="app.slash_commands.answer:answer_commands",
        rank=7,
        calls=Rank.COMMENT,
        at_once=True,
        overdue=(overdue.COMMANDS,),
    ),
    RECONCILE := Kind(  # this is the rank of a repetition: what is new comes first
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
    RELAY := Kind(  # writes nothing to the ticket; a notice that waits for its time must not hold it back
        name="relay",
        run="app.elevation.relay:work_relays",
        rank=2,
        calls=Rank.RELAY,
        own_lock=True,
        overdue=(overdue.RELAYS,),
    ),
    SUBMISSION := Kind(  # a client's report, which has no ticket yet: its subject is its reference
        name="submission",
        run="app.intake.make_ticket:take_submission",
        rank=0,
        calls=Rank.NOTICE,
        of_ticket=False,
        at_once=True,
        clears=True,
        overdue=(overdue.SUBMISSIONS,),
    ),
    CARD := Kind(  # after the periodic jobs, too; a card that fails waits for the next change
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
    # Not while a poll runs, since it may have to poll itself.  One call each time, of a hundred a minute.
    # Returns whether ClickUp may have had things to tell that it did not: then the lists are polled at once.
    CHECK_WEBHOOKS := Periodic(
        name="check_webhooks", cron="*/2 * * * *", lock="poll", run="app.webhooks.check:check"
    ),
    PRUNE := Periodic(name="prune", cron="17 3 * * *"),
)


def kind_of(task_id: str) -> Kind | None:
    """The kind of work that something stands for where other work has a ticket's id; None for a ticket."""
    name, _, subject = task_id.partition(":")
    return next((kind for kind in KINDS if not kind.of_ticket and kind.name == name and subject), None)
