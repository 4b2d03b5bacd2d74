"""
What the history of a ticket earns: its stage, the comments on it, the mails to its client.

Worked out for test_stateful.py from the process document, apart from `rules` and `app`, as simply as it goes.
Stages go by the names of their statuses.  A look of the bot is one step; where a crash may have come before
or after something was recorded, it is asked which, and everything else follows.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from tests.app.people import MERGED

OPEN = ["validating", "replicating", "estimating", "fixing", "verifying"]
RESOLVED, UNRESOLVED = "In Production", "Closed (Unresolved)"
STAGES = [*OPEN, RESOLVED, UNRESOLVED]
LABELS = {stage: stage.capitalize() for stage in OPEN} | {
    RESOLVED: 'Closed (Resolved) ("In Production" in ClickUp)',
    UNRESOLVED: UNRESOLVED,
}
#: Where a date is kept and its changes are told.
DATED = ("fixing", "verifying")
#: What the tickets of the test may lack; everything else they have.
NEEDS = {
    "validating": (),
    "replicating": ("Severity",),
    "estimating": ("Severity", "Issue Workaround"),
    "fixing": ("Due Date",),
    "verifying": ("Pull Request",),
    RESOLVED: ("Pull Request", "Resolution Notes"),
    UNRESOLVED: ("Resolution Notes",),
}
TELLS = {"fixing": "estimated", RESOLVED: "delivered", UNRESOLVED: "closed"}
NAMES = {
    "ops": "@Olivia Ops",
    "qa": "@Quentin QA",
    "pm": "@Paula PM",
    "tech": "@Theo Tech",
    "bot": "@Stagegate Bot",
}


@dataclass(frozen=True)
class Told:
    """One delivery: a change by somebody at some time, or a hint that says nothing."""

    when: int
    what: str = "hint"
    by: str = ""
    before: object = None
    after: object = None


@dataclass
class Comment:
    """`items` is how many things it asks for; `key` is equal for what is said again by editing it."""

    opening: str
    items: int
    key: object
    times: int = 1
    resolved: bool = False

    @property
    def shown(self):
        return (self.opening, self.items, self.times, self.resolved)


@dataclass(frozen=True)
class Seen:
    """What the bot had recorded, and what ClickUp shows, when a look was cut off."""

    waits: bool
    verdicts: list
    restored: int
    here: str
    due: object
    mirror: object


@dataclass
class Ticket:
    """`home` is where it belongs, `here` where ClickUp shows it."""

    home: str
    due: object
    data: dict
    waiting: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    verdicts: list = field(default_factory=list)
    owed: list = field(default_factory=list)
    mails: list = field(default_factory=list)

    def __post_init__(self):
        self.here, self.mirror, self.agreed = self.home, self.due, self.due
        self.told = self.due if self.home in DATED else None
        self.reasons = self.reasons_at_entry = self.entered = 0
        self.gave_reasons = False
        self.judged = {}  # where the verdict stands, by the delivery that told of the move
        self.told_in = []  # for each verdict, that delivery

    @property
    def shown(self):
        return (self.here, sorted(comment.shown for comment in self.comments), self.mails, self.verdicts)

    # --- what the bot does ----------------------------------------------------------------------------

    def look(self, now, *, said):
        """One look, if anything waits; `said` has opening and number of items of what stands there."""
        if not self.waiting:
            return
        if not all(self._is_echo(told) or self._was_read(told) for told in self.waiting):
            day, is_restored = self._agree()
            if is_restored:
                self._say_restored()
            self._note_reasons()
            if self.here != self.home:
                missing = self._missing(day)
                if missing:
                    self._reject(missing, day)
                    self.here = self.home
                else:
                    self._admit(now, day, said)
            self.due = self.mirror = self.agreed = day
            self._owe_new_day()
        self.waiting, self.judged = [], {}

    def cut_off(self, now, seen, *, said):
        """A look that was cut off, and what it left."""
        if not seen.waits:
            self.look(now, said=said)
        else:
            day, _ = self._agree()
            assert seen.due in (self.due, day)
            assert seen.mirror in (self.mirror, day)
            assert seen.here in (self.here, self.home)
            if seen.restored > sum(comment.items == 0 for comment in self.comments):
                self._say_restored()
            if seen.verdicts != self.verdicts:
                self._note_reasons()
                self._reject(self._missing(day), day)
                assert seen.verdicts == self.verdicts
        self.here, self.due, self.mirror = seen.here, seen.due, seen.mirror

    def tell_client(self):
        """What is owed and still true is told."""
        for kind in self.owed:
            is_news = self.due not in (None, self.told)
            is_still_true = {
                "estimated": is_news and self.home not in OPEN[:3],
                "rescheduled": is_news and self.home in DATED,
                "delivered": self.home == RESOLVED,
                "closed": self.home == UNRESOLVED,
            }
            if is_still_true[kind]:
                self.mails.append(kind)
                if kind in ("estimated", "rescheduled"):
                    self.told = self.due
        self.owed = []

    # --- dates ----------------------------------------------------------------------------------------

    def _agree(self):
        """The day that both dates are to have, and whether it was cleared where it has to stay."""
        day = self.due if self.due != self.agreed else self.mirror
        if day is not None or self.home not in DATED:
            return day, False
        if self.mirror not in (None, self.agreed):
            return self.mirror, False
        return self.agreed, self.agreed is not None

    def _say_restored(self):
        key = ("restored", self.waiting[0])
        if all(comment.key != key for comment in self.comments):
            cleared = [told for told in self._heard("due", "mirror") if told.after is None]
            who = NAMES[cleared[-1].by] if cleared else "Someone"
            self.comments.append(Comment(f"{who} cleared the due date.", 0, key))

    def _owe_new_day(self):
        is_owed = self.home in DATED and self.due not in (None, self.told)
        if "estimated" in self.owed:
            return  # it will tell the new day
        if not is_owed:
            self.owed = [kind for kind in self.owed if kind != "rescheduled"]
        elif "rescheduled" not in self.owed:
            self.owed.append("rescheduled")

    # --- the gate -------------------------------------------------------------------------------------

    def _missing(self, day):
        """What stands in the way, each as something that differs from the others."""
        missing = set()
        for origin, target in self._hops():
            if not in_order(origin, target):
                missing.add((origin, target))
            missing |= {need for need in NEEDS[target] if need != "Due Date" and not self.data[need]}
            if target == "fixing" and day is None:
                missing.add("Due Date")
            if target == RESOLVED and self.data["Pull Request"] != MERGED:
                missing.add("Pull Request")
            goes_back = STAGES.index(origin) > STAGES.index(target)
            if target == "validating" and goes_back and not self.gave_reasons:
                missing.add("De-escalation Reasons")
        return missing

    def _hops(self):
        """The steps that have a say: all of those heard of, if it cannot go there straight."""
        stops = [self.home]
        for stage in [*self._passed(), self.here]:
            if stage in stops:
                del stops[stops.index(stage) + 1 :]
            else:
                stops.append(stage)
        return [(self.home, self.here)] if in_order(self.home, self.here) else list(pairwise(stops))

    def _passed(self):
        """The stages in between, if what was heard makes an unbroken way."""
        spot, way = self.home, []
        for told in self._heard("here"):
            if told.before == spot:
                spot = told.after
                way = [] if spot == self.home else [*way, spot]
        return way[:-1] if spot == self.here else []

    def _reject(self, missing, day):
        if not self._record("rejected"):
            return  # said before the crash
        moved = self._moved()
        who = NAMES[moved.by] if moved else "Someone"
        values = (*self.data.values(), day, self.reasons)
        key = (self.home, self.here, who, frozenset(missing), values)
        for comment in self.comments:
            if comment.key == key and not comment.resolved:
                comment.times += 1
                return
        opening = f"{who} moved this ticket from {LABELS[self.home]} to {LABELS[self.here]}, but"
        self.comments.append(Comment(opening, len(missing), key))

    def _admit(self, now, day, said):
        """What was said at the gate is settled; what was not said yet need not be said any more."""
        self._record("allowed")
        self.comments = [c for c in self.comments if c.items == 0 or (c.opening, c.items) in said]
        for comment in self.comments:
            comment.resolved |= comment.items > 0
        told = None if self.home not in OPEN else self.told
        moved, kind = self._moved(), TELLS.get(self.here)
        if kind is not None and not (kind == "estimated" and day in (None, told)):
            self.owed = [*(waiting for waiting in self.owed if waiting != "rescheduled"), kind]
        self.home, self.told = self.here, told
        self.entered = moved.when if moved else now
        self.reasons_at_entry = self.reasons
        self.gave_reasons = moved is not None and self._gave_reasons_since(moved.when)

    def _record(self, verdict):
        """Whether it is news: a move that is judged again after a crash is still one move."""
        others = [told for told in self.waiting if told.what != "here"]
        told_in = self._moved() or (others or self.waiting)[0]
        place = self.judged.setdefault(told_in, len(self.verdicts))
        before, self.verdicts[place : place + 1] = self.verdicts[place : place + 1], [(verdict, self.here)]
        self.told_in[place : place + 1] = [told_in]
        return before != [(verdict, self.here)]

    def _note_reasons(self):
        self.gave_reasons |= self.reasons != self.reasons_at_entry or self._gave_reasons_since(self.entered)

    def _gave_reasons_since(self, when):
        return any(told.when > when for told in self._heard("reasons"))

    # --- what was heard -------------------------------------------------------------------------------

    def _heard(self, *what):
        return sorted((told for told in self.waiting if told.what in what), key=lambda told: told.when)

    def _moved(self):
        """Who put it where it is, if that was heard."""
        moves = [told for told in self._heard("here") if told.after == self.here]
        return moves[-1] if moves else None

    def _is_echo(self, told):
        return told.what == "here" and told.by == "bot" and told.after == self.home

    def _was_read(self, told):
        """Somebody filled it in before a move of theirs that was judged lately: that was seen then."""
        if told.what in ("here", "hint") or told.after is None:
            return False
        if told.what == "reasons" and told.when > self.entered:
            return False
        moves = [move for move in self.told_in[-5:] if move.what == "here"]
        return any(move.by == told.by and move.when >= told.when for move in moves)


def in_order(origin, target):
    """Forward one stage at a time, back to any, closed only from its place, re-opened only to Validating."""
    if target == RESOLVED:
        return origin == "verifying"
    if target == UNRESOLVED:
        return origin in OPEN
    if origin not in OPEN:
        return target == "validating"
    return OPEN.index(target) == OPEN.index(origin) + 1 or OPEN.index(target) < OPEN.index(origin)
