"""
Real processes are killed with SIGKILL at the worst moments, by script: see doomed.py for the points.

Afterwards ClickUp shows what it would show had nothing happened: every move judged, nothing said twice.
"""

import itertools
import re
from time import monotonic

import pytest

from app.messages.comments.commands import hint
from app.messages.comments.gate import IN_THE_WAY
from app.process.file import load_process
from tests.acceptance.conftest import wait_for
from tests.acceptance.doomed import POINTS
from tests.acceptance.mortal import Mortal
from tests.acceptance.people import OWNERS

#: Where something is most easily lost or done twice. A bot in our own process dies at the others as well, and
#: at many more: see tests/app/faults.py.
SAMPLE = (
    "web: before the delivery is committed",
    "worker: after the verdict was written",
    "worker: after the comment was posted",
)
HINT = hint(load_process(None)).plain()

MOVERS = {"ops": "Olivia Ops", "qa": "Quentin QA", "pm": "Paula PM", "tech": "Theo Tech"}
COMMENT = (
    "@{mover} moved this ticket from Validating to Replicating, but it is not ready for that stage. "
    "I moved it back to Validating.\n\n"
    f"{IN_THE_WAY}\n"
    'Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.\n\n'
    "When this is done, move the ticket to Replicating again.\n"
    "Fill in what is missing\n"
    f"{HINT}"
    "Stagegate, reference *"
)


@pytest.fixture(scope="module")
def mortal(folder):
    (folder / "crash").mkdir()
    with Mortal(folder / "crash") as mortal:
        yield mortal


class Moves:
    """Three tickets are dragged: one too early, one on to its next owner, one to where its client is told."""

    def __init__(self, clickup, *, by):
        self._clickup, self._by = clickup, by
        self.early = clickup.prepare("validating", due=None, without={"Severity"}, by="admin")
        self.next = clickup.prepare("replicating", by="admin")
        self.told = clickup.prepare("estimating", by="admin")

    def wait_until_accepted(self):
        for ticket in (self.early, self.next, self.told):
            self._clickup.wait_until_accepted(ticket)

    def drag(self):
        self.drag_early()
        self.drag_others()

    def drag_early(self):
        self._clickup.drag(self.early, "replicating", by=self._by)

    def drag_others(self):
        self._clickup.drag(self.next, "estimating", by="admin")
        self._clickup.drag(self.told, "fixing", by="admin")

    @property
    def shown(self):
        """What ClickUp shows of them."""
        return [self._shown(ticket) for ticket in (self.early, self.next, self.told)]

    def have_come_about(self):
        """Whether that is what it should show; asks no further than the first that is not."""
        tickets = self.early, self.next, self.told
        return all(self._shown(ticket) == one for ticket, one in zip(tickets, self.expected, strict=True))

    @property
    def expected(self):
        """What it should show."""
        comment = COMMENT.format(mover=MOVERS[self._by])
        return [
            ("validating", [OWNERS["validating"]], [comment], []),
            ("estimating", [OWNERS["estimating"]], [], []),
            ("fixing", [OWNERS["fixing"]], [], ["estimated"]),
        ]

    def _shown(self, ticket):
        task = self._clickup.task(ticket)
        comments = [each["comment_text"] for each in self._clickup.comments(ticket)]
        return (
            task["status"]["status"],
            [user["username"] for user in task["assignees"]],
            [re.sub(r"reference \d+$", "reference *", text) for text in comments],
            [email["trigger"] for email in self._clickup.emails(ticket)],
        )


def assert_all_is_well(mortal, moves):
    """Everything comes about within a minute, and then nothing more."""
    give_up_at = monotonic() + 60
    while not moves.have_come_about() and monotonic() < give_up_at:
        mortal.look_after()
    assert moves.shown == moves.expected, mortal.last_words()
    mortal.settle()
    assert moves.shown == moves.expected, mortal.last_words()


def several(mortal, names):
    """Moves by name, made together so that nothing else is going on when something dies."""
    by = itertools.cycle(MOVERS)  # no one moves so many tickets at once that it is another story
    moves = {name: Moves(mortal.clickup, by=next(by)) for name in names}
    for each in moves.values():
        each.wait_until_accepted()
    mortal.settle()
    return moves


@pytest.fixture(scope="module")
def moves(mortal, request):
    """Those of the tests that run."""
    tests = [item for item in request.session.items if item.path == request.path]
    points = [item.callspec.params["point"] for item in tests if hasattr(item, "callspec")]
    return several(mortal, (*points, "PostgreSQL", "SIGTERM"))


@pytest.mark.parametrize(
    "point", [pytest.param(point, marks=() if point in SAMPLE else pytest.mark.slow) for point in POINTS]
)
def test_a_process_that_is_killed_loses_and_doubles_nothing(mortal, moves, point):
    mortal.arm(point)

    moves[point].drag()

    assert_all_is_well(mortal, moves[point])
    assert not mortal.is_armed(point)


def test_postgresql_that_is_killed_loses_and_doubles_nothing(mortal, moves):
    """In the middle of a job, which then cannot record what it has written."""
    mortal.arm("worker: after the verdict was written", victim=mortal.postgres.pid)

    moves["PostgreSQL"].drag()

    assert_all_is_well(mortal, moves["PostgreSQL"])
    assert not mortal.is_armed("worker: after the verdict was written")


def test_a_worker_asked_to_stop_finishes_what_it_runs_and_begins_nothing(mortal, moves):
    """It is asked in the middle of a job that goes on for two seconds; the next worker does the rest."""
    [worker], these, clickup = mortal.workers, moves["SIGTERM"], mortal.clickup
    mortal.arm("worker: after the ticket was read", "SIGTERM")

    with clickup.fault(path=f"/api/v2/task/{these.early}", method="PUT", token="pk_sandbox", latency_ms=2000):
        these.drag_early()
        wait_for(lambda: not mortal.is_armed("worker: after the ticket was read"))
        these.drag_others()
        wait_for(lambda: not worker.is_running(), 30)

    assert [ticket == expected for ticket, expected in zip(these.shown, these.expected, strict=True)] == [
        True,
        False,
        False,
    ]
    assert '"action": "worker stopped"' in worker.log.read_text().splitlines()[-1]
    assert_all_is_well(mortal, these)


@pytest.mark.slow
def test_another_worker_takes_over_within_a_minute(folder):
    """With the shipped patience, and no one who restarts the dead one: as on another machine."""
    (folder / "patient").mkdir()
    with Mortal(folder / "patient", silence="shipped") as patient:
        patient.add_worker()
        moves = several(patient, ["moves"])["moves"]
        patient.arm("worker: after the ticket was read")

        moves.drag()
        wait_for(moves.have_come_about, 120, every=0.5)  # 50 s on an idle machine

        assert sorted(worker.is_running() for worker in patient.workers) == [False, True]
