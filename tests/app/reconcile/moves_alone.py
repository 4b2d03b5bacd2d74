"""
Where a ticket may rest, worked out from the moves of people alone.

Written from the process document, apart from `rules` and `app`.  The bot may look at any time, and may be as
slow as it likes: everything that some time of looking gives is right, and nothing else is.  Stages go by the
names of their statuses.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

OPEN = ("validating", "replicating", "estimating", "fixing", "verifying")
RESOLVED, UNRESOLVED = "In Production", "Closed (Unresolved)"
STAGES = (*OPEN, RESOLVED, UNRESOLVED)
#: What the tickets of the test may lack; everything else they have.
NEEDS = {
    "validating": {"De-escalation Reasons"},  # no one of the test gives any
    "replicating": {"Severity"},
    "estimating": {"Severity", "Issue Workaround"},
    "fixing": {"Due Date"},
    "verifying": {"Pull Request"},
    RESOLVED: {"Pull Request", "merged", "Resolution Notes"},
    UNRESOLVED: {"Resolution Notes"},
}


#: Instead of a stage: the bot noticed that the ticket was out of sight, and takes it up where it then stands.
ANYWHERE = "anywhere"
#: Instead of a stage: it was created, and the bot has not seen it yet.
OUTSIDE = "outside"


@dataclass(frozen=True)
class _Way:
    """Where a ticket may have been let in last, the steps since, and the stage that an override allows it."""

    home: str
    steps: tuple = ()
    word: str | None = None


class MovesAlone:
    """A ticket in a stage, and what its people do; `has` is what it is filled with, `may_have` perhaps."""

    def __init__(self, stage, has):
        self.has, self.may_have = set(has), set()
        self._ways = {_Way(stage)}
        self._is_known = True  # a poll that finds it knows it, or someone reported where it was created
        self.was_in = {stage}

    def create(self, stage, *, is_heard):
        """It was created just now; if no one reports that, a move may be the first that is heard of it."""
        self._ways, self._is_known = {_Way(OUTSIDE, (stage,))}, is_heard
        if not is_heard:
            self._ways.add(_Way(stage))

    def move(self, to, *, is_heard=True):
        """Someone moves it.  A step that no one reports may pass the stages in between, or be lost."""
        before = self._looked()
        self._ways = {longer for way in before for longer in _longer(way, to, is_heard)}
        if not is_heard and not self._is_known and any(way.home == OUTSIDE for way in before):
            self._ways |= {_Way(OUTSIDE, (to,)), _Way(to)}  # as if it had been created there

    def fill(self, name):
        self._ways = self._looked()
        self.has.add(name)

    def clear(self, name):
        self._ways = self._looked()
        self.has.discard(name)

    def date(self, has_one):
        """Its due date changes; `has_one` has whether it then has one, both if that depends on the looks."""
        self._ways = self._looked()
        (self.has.add if has_one == {True} else self.has.discard)("Due Date")
        self.may_have = {"Due Date"} if True in has_one else set()

    def override(self, to, *, is_done):
        """Someone who may lets it into a stage; if it `is_done`, the bot has kept the word."""
        before = self._looked()
        self._ways = {replace(way, word=to) for way in before} | (set() if is_done else before)

    def wait(self):
        """So long that no override counts any more."""
        self._ways = {replace(way, word=None) for way in self._looked()}

    def come_back(self, stands_in, *, is_noticed):
        """It was out of sight, and is seen again; `is_noticed`: the bot looked meanwhile."""
        taken_up = {_Way(ANYWHERE, (stands_in,))}
        if any(way.home == OUTSIDE for way in self._ways):
            taken_up.add(_Way(OUTSIDE, (stands_in,)))
        self._ways = taken_up if is_noticed else self._looked() | taken_up

    def rests_in(self):
        """The stages where it may be once the bot has looked."""
        rests = {rest.home for way in self._looked() for rest in self._rests(way)}
        self.was_in |= rests
        return rests

    def _looked(self):
        """The bot may have looked before this, or not."""
        looked = self._ways | {rest for way in self._ways for rest in self._rests(way)}
        self.was_in |= {way.home for way in looked}
        return looked

    def _rests(self, way):
        return {_rest(way, has) for has in (self.has, self.has | self.may_have)}


def _rest(way, has):
    """In the last stage that the way allows.  An override ends when it is let in anywhere."""
    home, steps, word = way.home, way.steps, way.word
    if home == ANYWHERE or (home == OUTSIDE and _may_start(steps[0], has)):
        home, steps = steps[0], steps[1:]
    if home == OUTSIDE:
        return _came_in(steps, has)
    if not steps:
        return _Way(home, (), word)
    if in_order(home, steps[-1]) and _may(home, steps[-1], word, has):
        return _Way(steps[-1])  # what it passed does not matter
    start = home
    for stage in steps:
        if _may(home, stage, word, has):
            home = stage
    return _Way(home, (), None if home != start else word)


def _came_in(steps, has):
    """It may not stay where it was created: in the last stage of its way where it may, or in the first."""
    if _may_start(steps[-1], has):
        return _Way(steps[-1])
    home = OUTSIDE
    for stage in steps:
        if _may_start(stage, has) if home == OUTSIDE else _may(home, stage, None, has):
            home = stage
    return _Way("validating" if home == OUTSIDE else home)


def _may(origin, target, word, has):
    return target == word or (in_order(origin, target) and NEEDS.get(target, set()) <= has)


def _may_start(stage, has):
    """From outside, what every stage up to there requires counts; one is closed only from inside."""
    return stage in OPEN and all(NEEDS[each] <= has for each in OPEN[1 : OPEN.index(stage) + 1])


def in_order(origin, target):
    """Forward one stage at a time, back to any, closed only from its place, re-opened only to Validating."""
    if target == RESOLVED:
        return origin == "verifying"
    if target == UNRESOLVED:
        return origin in OPEN
    if origin not in OPEN:
        return target == "validating"
    return OPEN.index(target) == OPEN.index(origin) + 1 or OPEN.index(target) < OPEN.index(origin)


def _longer(way, to, is_heard):
    home, steps = way.home, way.steps
    if home == ANYWHERE:  # what reports a step says where it began
        home, steps = steps[0], steps[1:]
        if not is_heard:
            yield _Way(ANYWHERE, (to,), way.word)
    yield _Way(home, _without_loops(home, (*steps, to)), way.word)
    if not is_heard:
        yield way
        for passed in ((*steps, *_between((home, *steps)[-1], to), to), (*_between(home, to), to)):
            yield _Way(home, _without_loops(home, passed), way.word)


def _without_loops(home, way):
    stops = [home]
    for stage in way:
        if stage in stops:
            del stops[stops.index(stage) + 1 :]
        else:
            stops.append(stage)
    return tuple(stops[1:])


def _between(start, end):
    """The stages that an unheard step may have passed, in order."""
    ways = [(start,)]
    for way in ways:
        for stage in STAGES:
            if in_order(way[-1], stage) and stage not in way:
                if stage == end:
                    return way[1:]
                ways.append((*way, stage))
    return ()


assert all(in_order(*step) for step in pairwise(OPEN))
