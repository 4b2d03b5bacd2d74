"""The races of people with a bot that acts, each played in any interleaving; for test_races_at_random.py."""

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest import mock

from app.notices import send as send_notices
from clickup_client.client import ClickUpClient
from tests.app.dates import DAY, OTHER, milliseconds
from tests.app.reconcile.moves_alone import RESOLVED
from tests.app.reconcile.world import CALLS, World

#: So many calls and jobs of the bot may lie between the first step and the last.
SLOTS = 8


@dataclass(frozen=True)
class Race:
    """
    What people do, in this order, and the stages where the ticket may be in the end.

    A step is a stage and who moves it there, or a date and the day it is set to.
    """

    start: str
    steps: tuple
    right: frozenset
    lacks: str | None = None
    is_merged: bool = True
    day: object = DAY


RACES = {
    "a move to the end is taken back": Race(
        "verifying", ((RESOLVED, "qa"), ("verifying", "qa")), frozenset({"verifying", RESOLVED})
    ),
    "a legal move after one that is not": Race(
        "verifying", ((RESOLVED, "qa"), ("fixing", "tech")), frozenset({"fixing"}), is_merged=False
    ),
    "a legal move while it is put back": Race(
        "validating", (("estimating", "ops"), ("replicating", "ops")), frozenset({"replicating"})
    ),
    "a move that the client would hear of is taken back": Race(
        "estimating", (("fixing", "pm"), ("estimating", "pm")), frozenset({"estimating"})
    ),
    "both dates are set": Race(
        "fixing",
        (("mirror", OTHER), ("due", DAY.replace(day=17))),
        frozenset({"fixing"}),
        day=DAY.replace(day=17),
    ),
    "two legal moves": Race(
        "validating", (("replicating", "ops"), ("estimating", "qa")), frozenset({"estimating"})
    ),
    "of two moves the second lacks something": Race(
        "validating",
        (("replicating", "ops"), ("estimating", "qa")),
        frozenset({"replicating"}),
        lacks="Issue Workaround",
    ),
}


class Racing(World):
    """One race, in one of its interleavings."""

    def run(self, race, random):
        """Play it to its end, and compare."""
        self.begin(race.start)
        if race.lacks:
            self.edit(race.lacks, is_filled=False)
        if not race.is_merged:
            self.work_on_the_pull_request(is_merged=False)
        self._look()
        slots = sorted(random.randrange(SLOTS) for _ in race.steps)
        self._due = list(zip(slots, race.steps, strict=True))
        self._slot, self._random = 0, random
        with self._acting(None, None, random.choice(["heard", "late", "twice"])), self._passing_slots():
            while self._due:
                self._pass_slot()
                self._look()
                send_notices.work_notices(self._bot, self._ticket)
        mails = self._count_mails() if race.start == "estimating" else None
        self.teardown()
        assert self._shown() in race.right
        assert self._days() == (milliseconds(race.day), milliseconds(race.day))
        assert mails in (None, self._count_mails()), "told about a stage that it had left"

    def _count_mails(self):
        return sum(mail["task_id"] == self._ticket for mail in self._workspace.emails())

    def _pass_slot(self):
        """The time in which a call takes its way, or no one does anything."""
        self._slot += 1
        while self._due and self._due[0][0] < self._slot:
            _, (what, how) = self._due.pop(0)
            fate = self._random.choice(["heard", "late", "twice"])
            (self._set_date if what in ("due", "mirror") else self._move)(what, how, fate)
        if self._late and self._random.random() < 0.5:
            self._receive(*self._late.pop(self._random.randrange(len(self._late))))

    @contextmanager
    def _passing_slots(self):
        def slow(original):
            def pass_first(*args, **kwargs):
                self._pass_slot()
                return original(*args, **kwargs)

            return pass_first

        with ExitStack() as stack:
            for name in CALLS:
                original = getattr(ClickUpClient, name)
                stack.enter_context(mock.patch.object(ClickUpClient, name, slow(original)))
            yield
