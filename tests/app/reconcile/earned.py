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
    """
    One delivery: a change by someone at some time, a hint that says nothing, or a note that a look waited.

    Or the `rest` of a way whose first part was handled, with everything heard since.
    """

    when: int
    what: str = "hint"
    by: str = ""
    before: object = None
    after: object = None
    rest: tuple = ()

    @property
    def items(self):
        return self.rest if self.what in ("hint", "waited", "rest") else (self,)


@dataclass
class Comment:
    """
    What is said on a ticket: a date that was restored, or a refusal that asks for things until it `is_over`.

    `key` is equal for what is said again by editing it, and `who` the person it is about.  `asks` is the move
    that it asks for: its steps and the pull request that was looked up for it; `listed` is what it ever asked
    for, and `missing` what it asks for now.
    """

    opening: str
    key: object
    who: str = ""
    asks: tuple = ()
    listed: frozenset = frozenset()
    missing: frozenset = frozenset()
    times: int = 1
    is_over: bool = False

    @property
    def shown(self):
        is_there = bool(self.listed) and not self.missing
        return (self.opening, self.times, bool(self.asks) and (self.is_over or is_there))


@dataclass(frozen=True)
class Seen:
    """What the bot had recorded, and what ClickUp shows, when a look was cut off."""

    waits: bool
    waited: bool
    home: str
    verdicts: list
    restored: int
    here: str
    due: object
    mirror: object
    agreeing: object  # the day that was about to be written, and what it was to replace; None: nothing


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
        self.changed = self.seen = 0  # when the ticket changed last, and when as the last whole look saw it
        self.replaced = None  # the stage that our last put-back replaced, until something is heard of that
        self.agreeing = None  # a day that a look was about to write when it was cut off, over what, and when
        self.own_days = {}  # what the bot wrote into the dates, until someone is heard to write another
        self.judged = {}  # where the verdict stands, by the delivery that reported the move
        self.told_in = []  # for each verdict, that delivery
        self.refused = set()  # the keys of the refusals since it entered its stage

    @property
    def shown(self):
        return (self.here, sorted(comment.shown for comment in self.comments), self.mails, self.verdicts)

    # --- what the bot does ----------------------------------------------------------------------------

    def look(self, now, *, said):
        """Look until nothing waits; `said` has the openings of what stands there."""
        while self.waiting:
            self._part(now, said)

    def cut_off(self, now, seen, *, said):
        """A look that was cut off, and what it left."""
        if not seen.waits:
            self.look(now, said=said)
        else:
            while seen.home != self.home or (seen.waited and self._waits_for_more()):
                self._part(now, said)
            day, _ = self._agree()
            assert seen.due in (self.due, day)
            assert seen.mirror in (self.mirror, day)
            assert seen.here in (self.here, self.home, *(stage for stage, _ in self._way()[0][-1:]))
            self._note_agreeing(seen.agreeing, day)
            if seen.restored > sum(not comment.asks for comment in self.comments):
                self._say_restored()
            if seen.verdicts != self.verdicts:
                self._note_reasons()
                self._reject(self._way()[0], day, said)
                self._keep_true(day)  # it is owed with what the way that leads there requires
                assert seen.verdicts == self.verdicts
        self._shows(seen.here, now)
        self.due, self.mirror = seen.due, seen.mirror

    def _part(self, now, said):
        """One look, at the first part of the way that is allowed, or at all of it."""
        assert self.waiting
        if all(self._is_echo(told) or self._was_read(told) for told in self.waiting):
            self._take_note()
            self.waiting, self.judged = [], {}
            return
        if self._waits_for_more():
            self.waiting.append(Told(now, "waited"))
            return
        day, is_restored = self._agree()
        if is_restored:
            self._say_restored()
        self._note_reasons()
        seen, rest = self.changed, None
        way, _ = self._way()
        if not way:
            self._take_note()
        elif not self._missing(way, day):
            self._admit(way[-1], way[-1], now, day, said)
            self._put_in_place(now)
        elif (reached := self._allowed(way, day)) is not None:
            rest = self._rest(way[reached + 1 :])
            self._admit(way[reached], way[-1], now, day, said)
            self._take_note()
            self.changed = now
        else:
            self._reject(way, day, said)
            self._put_in_place(now)
        self._keep_true(day)
        self._write(day)
        self._owe_new_day()
        self.seen = seen
        self.waiting, self.judged = [] if rest is None else [Told(now, "rest", rest=rest)], {}

    def _put_in_place(self, now):
        """The bot puts it where it belongs, if ClickUp shows it elsewhere."""
        shown = self.here
        self._take_note()
        if shown != self.home:
            self._shows(self.home, now)
            self.replaced = shown

    def _shows(self, stage, now):
        if stage != self.here:
            self.here, self.changed = stage, now

    def _take_note(self):
        """Something was heard of what the bot wrote, or over it."""
        if self._heard("here"):
            self.replaced = None
        for what in ("due", "mirror"):
            if any(told.after != self.own_days.get(what) for told in self._heard(what)):
                self.own_days.pop(what, None)

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
        due, mirror = self._meant("due", self.due), self._meant("mirror", self.mirror)
        agreed = self.agreed if self.agreeing is None else self.agreeing[0]
        day = due if due != agreed else mirror
        if day is not None or self.home not in DATED:
            return day, False
        if mirror not in (None, agreed):
            return mirror, False
        return agreed, agreed is not None

    def _meant(self, what, shown):
        """
        A day that someone was heard to set since the last look, if the bot's own stands there.

        What a look was about to write when it was cut off is the bot's own, written or not.
        """
        told, own, seen = self._heard(what), self.own_days, self.seen
        if self.agreeing is not None:
            day, over, seen = self.agreeing
            own = own | dict.fromkeys(over, day)
            is_set = bool(told) and told[-1].after == shown and told[-1].when > seen
            if what in over and over[what] == shown and not is_set:
                return day
        if what in own and own[what] == shown and told and told[-1].when > seen:
            return told[-1].after
        return shown

    def _note_agreeing(self, noted, day):
        """What a look that was cut off was about to write: that of this look, or of one before."""
        shown = {"due": self.due, "mirror": self.mirror}
        now = day, {what: value for what, value in shown.items() if value != day}
        if noted is not None and (self.agreeing is None or noted != self.agreeing[:2]):
            assert noted == now, f"about to write {noted}, but it is {now}"
            self.agreeing = *now, self.changed
        assert noted is not None or self.agreeing is None

    def _write(self, day):
        for what in ("due", "mirror"):
            if getattr(self, what) != day:
                self.own_days[what] = day
        self.due = self.mirror = self.agreed = day
        self.agreeing = None

    def _say_restored(self):
        key = ("restored", self.waiting[0])
        if all(comment.key != key for comment in self.comments):
            cleared = [told for told in self._heard("due", "mirror") if told.after is None]
            who = NAMES[cleared[-1].by] if cleared else "Someone"
            self.comments.append(Comment(f"{who} cleared the due date.", key))

    def _owe_new_day(self):
        is_owed = self.home in DATED and self.due not in (None, self.told)
        if "estimated" in self.owed:
            return  # it will tell the new day
        if not is_owed:
            self.owed = [kind for kind in self.owed if kind != "rescheduled"]
        elif "rescheduled" not in self.owed:
            self.owed.append("rescheduled")

    # --- the gate -------------------------------------------------------------------------------------

    def _missing(self, way, day):
        """What stands in the way, if all that it cannot go without counts together."""
        return self._lacks(self._hops(way), day, gave_reasons=self.gave_reasons)

    def _hops(self, way):
        """The steps that have a say: all of them, if it cannot go there straight."""
        stops = [self.home]
        for stage, _ in way:
            if stage in stops:
                del stops[stops.index(stage) + 1 :]
            else:
                stops.append(stage)
        straight = (self.home, stops[-1])
        return [straight] if in_order(*straight) else list(pairwise(stops))

    def _lacks(self, hops, day, *, gave_reasons):
        """What is missing, each as something that differs from the others."""
        missing = set()
        for origin, target in hops:
            if not in_order(origin, target):
                missing.add((origin, target))
            missing |= {need for need in NEEDS[target] if need != "Due Date" and not self.data[need]}
            if target == "fixing" and day is None:
                missing.add("Due Date")
            if target == RESOLVED and self.data["Pull Request"] != MERGED:
                missing.add("Pull Request")
            goes_back = STAGES.index(origin) > STAGES.index(target)
            if target == "validating" and goes_back and not gave_reasons:
                missing.add("De-escalation Reasons")
        return missing

    def _allowed(self, way, day):
        """How far it comes if each step is judged from where the last allowed one left it; None: nowhere."""
        spot, reached = self.home, None
        for number, (stage, _) in enumerate(way[:-1]):
            gave_reasons = self.gave_reasons and spot == self.home
            if spot == stage or not self._lacks([(spot, stage)], day, gave_reasons=gave_reasons):
                spot, reached = stage, number
        return None if spot == self.home else reached

    def _rest(self, steps):
        """Everything heard from the next step on that was reported."""
        told = [told for _, told in steps if told]
        return tuple(item for item in self._heard() if told and item.when >= told[0].when)

    # --- the way --------------------------------------------------------------------------------------

    def _waits_for_more(self):
        """Whether a part of the way was not heard yet; that is waited for once."""
        return self.waiting[-1].what != "waited" and not self._way()[1]

    def _way(self):
        """
        Where people moved it: stages, each with what reported it; and whether all of it was reported.

        Where nothing reported a step, it passed the stages in between.
        """
        steps, is_whole = self._steps()
        way, spot = [], self.home
        for stage, told in steps:
            between = () if told else shortest(spot, stage)[:-1]
            way += [*((passed, None) for passed in between), (stage, told)]
            spot = stage
        return way, is_whole

    def _steps(self):
        steps, spot, is_whole, replaced, is_first = [], self.home, True, self.replaced, True

        def step(stage, told):
            nonlocal is_whole
            stops = [self.home, *(stop for stop, _ in steps)]
            is_whole = stage == self.home or (is_whole and told is not None)
            if stage in stops:
                del steps[stops.index(stage) :]
            else:
                steps.append((stage, told))

        left = [item for told in self.waiting for item in told.rest]
        for told in self._heard("here"):
            if told.when <= self.seen and told not in left:
                continue
            if told.before != spot and not (is_first and told.before == replaced):
                step(told.before, None)
            if told.before == self.home:
                replaced = None  # our put-back was there before
            is_first, spot = False, told.after
            if self._is_ours(told):
                replaced = None
            else:
                step(told.after, told)
        if spot != self.here and not (replaced and self.here == self.home):
            step(self.here, None)
        return steps, is_whole

    def _reject(self, way, day, said):
        target, moved = way[-1]
        if not self._record("rejected", target, moved):
            return  # said before the crash
        missing = self._missing(way, day)
        who = NAMES[moved.by] if moved else "Someone"
        hops = tuple(self._hops(way))
        looked_up = self.data["Pull Request"] if any(stage == RESOLVED for _, stage in hops) else None
        why = (hops, frozenset(missing), looked_up)  # another reason is another comment
        key = (*why, who if moved else None)  # what no person did is no news after a person was told
        opening = f"{who} moved this ticket from {LABELS[self.home]} to {LABELS[target]}, but"
        now = Comment(opening, key, who, (hops, looked_up))
        older = self._open_refusal()
        if older is not None and key in self.refused:  # the one that is open says it again
            now.times = older.times + 1
        if older is not None:
            older.is_over = True  # a newer one takes its place
            if key in self.refused or (older.opening not in said and older.who in (who, "Someone")):
                self.comments.remove(older)
        self.refused |= {key, (*why, None)}
        self.comments.append(now)

    def _open_refusal(self):
        return next((each for each in self.comments if each.asks and not each.is_over), None)

    def _keep_true(self, day):
        """The open refusal asks for what is missing by now; an order that was not kept is no datum."""
        comment = self._open_refusal()
        if comment is None:
            return
        hops, looked_up = comment.asks
        if not all(in_order(*hop) for hop in hops):  # the way that leads there instead
            stops = [self.home, *shortest(self.home, hops[-1][1])]
            hops = [*pairwise(stops)] if len(stops) > 2 else hops
        lacks = self._lacks(hops, day, gave_reasons=self.gave_reasons)
        if self.data["Pull Request"] and (looked_up is None or self.data["Pull Request"] != looked_up):
            lacks.discard("Pull Request")  # looked up only when the ticket is moved
        comment.missing, comment.listed = frozenset(lacks), comment.listed | lacks

    def _admit(self, step, last, now, day, said):
        """What was said at the gate is settled; what was not said yet need not be said any more."""
        target, moved = step
        self._record("allowed", target, moved)
        self.comments = [c for c in self.comments if not c.asks or c.opening in said]
        self.refused = set()
        for comment in self.comments:
            comment.is_over = True
        told = None if self.home not in OPEN else self.told
        kind = TELLS.get(target)
        if kind is not None and not (kind == "estimated" and day in (None, told)):
            self.owed = [*(waiting for waiting in self.owed if waiting != "rescheduled"), kind]
        self.home, self.told, self.replaced = target, told, None
        when = moved or last[1]  # a step that nothing reported was at the latest when the way ended
        self.entered = when.when if when else now
        self.reasons_at_entry = self.reasons
        self.gave_reasons = moved is not None and self._gave_reasons_since(moved.when)

    def _record(self, verdict, target, moved):
        """Whether it is news: a move that is judged again after a crash is still one move."""
        told_in = self._told_in(moved)
        place = self.judged.setdefault(told_in, len(self.verdicts))
        before, self.verdicts[place : place + 1] = self.verdicts[place : place + 1], [(verdict, target)]
        self.told_in[place : place + 1] = [told_in]
        return before != [(verdict, target)]

    def _told_in(self, moved):
        """The delivery that reported a move; if nothing reported it, the first that reports no move."""
        if moved is not None:
            return next(told for told in self.waiting if moved in told.items)
        others = [told for told in self.waiting if all(item.what != "here" for item in told.items)]
        return (others or self.waiting)[0]

    def _note_reasons(self):
        self.gave_reasons |= self.reasons != self.reasons_at_entry or self._gave_reasons_since(self.entered)

    def _gave_reasons_since(self, when):
        return any(told.when > when for told in self._heard("reasons"))

    # --- what was heard -------------------------------------------------------------------------------

    def _heard(self, *what):
        """The changes that the deliveries tell of, in order."""
        items = {item: None for told in self.waiting for item in told.items}
        return sorted((item for item in items if not what or item.what in what), key=lambda item: item.when)

    def _is_ours(self, told):
        return told.by == "bot" and told.after == self.home

    def _is_echo(self, told):
        """Ours, and what it replaced is what the bot had seen."""
        return told.what == "here" and self._is_ours(told) and self.replaced in (None, told.before)

    def _was_read(self, told):
        """Someone filled it in before a move of theirs that was judged lately: that was seen then."""
        if told.what in ("here", "hint", "waited", "rest") or told.after is None:
            return False
        if told.what == "reasons" and told.when > self.entered:
            return False
        moves = [move for told_in in self.told_in[-5:] for move in told_in.items if move.what == "here"]
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


def shortest(origin, target):
    """The stages after the first one on the shortest way in order; only the target where there is none."""
    ways = [(origin,)]
    for way in ways:
        if in_order(way[-1], target):
            return (*way[1:], target)
        ways += [(*way, stage) for stage in STAGES if stage not in way and in_order(way[-1], stage)]
    return (target,)
