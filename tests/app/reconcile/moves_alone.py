"""
Where a ticket may rest, worked out from the moves of people alone.

Written from the process document, apart from `rules` and `app`.  The bot may look at any time, and may be as
slow as it likes: everything that some time of looking gives is right, and nothing else is.  Stages go by the
names of their statuses.
"""

from itertools import pairwise

OPEN = ("validating", "replicating", "estimating", "fixing", "verifying")
RESOLVED, UNRESOLVED = "In Production", "Closed (Unresolved)"
STAGES = (*OPEN, RESOLVED, UNRESOLVED)
#: What the tickets of the test may lack; everything else they have.
NEEDS = {
    "validating": {"De-escalation Reasons"},  # no one of the test gives any
    "replicating": {"Severity"},
    "estimating": {"Severity", "Issue Workaround"},
    "verifying": {"Pull Request"},
    RESOLVED: {"Pull Request", "merged", "Resolution Notes"},
    UNRESOLVED: {"Resolution Notes"},
}


class MovesAlone:
    """A ticket in a stage, and what its people do; `has` is what it is filled with."""

    def __init__(self, stage, has):
        self.has = set(has)
        self._ways = {(stage, ())}  # where it may have been let in last, and the steps since
        self.was_in = {stage}

    def move(self, to, *, is_heard=True):
        """Someone moves it.  A step that no one reports may pass the stages in between, or be lost."""
        self._ways = {
            (home, longer) for home, way in self._looked() for longer in _longer(home, way, to, is_heard)
        }

    def fill(self, name):
        self._ways = self._looked()
        self.has.add(name)

    def clear(self, name):
        self._ways = self._looked()
        self.has.discard(name)

    def override(self, to):
        """Someone who may lets it into a stage, whatever is missing."""
        self._ways = {(to, ())}
        self.was_in.add(to)

    def rests_in(self):
        """The stages where it may be once the bot has looked."""
        rests = {self._rest(home, way) for home, way in self._looked()}
        self.was_in |= rests
        return rests

    def _looked(self):
        """The bot may have looked before this, or not."""
        looked = self._ways | {(self._rest(home, way), ()) for home, way in self._ways}
        self.was_in |= {home for home, _ in looked}
        return looked

    def _rest(self, home, way):
        """The last stage that the way allows."""
        if not way:
            return home
        if in_order(home, way[-1]):  # what it passed does not matter
            way = way if not self._may(home, way[-1]) else way[-1:]
        for stage in way:
            if self._may(home, stage):
                home = stage
        return home

    def _may(self, origin, target):
        return in_order(origin, target) and NEEDS.get(target, set()) <= self.has


def in_order(origin, target):
    """Forward one stage at a time, back to any, closed only from its place, re-opened only to Validating."""
    if target == RESOLVED:
        return origin == "verifying"
    if target == UNRESOLVED:
        return origin in OPEN
    if origin not in OPEN:
        return target == "validating"
    return OPEN.index(target) == OPEN.index(origin) + 1 or OPEN.index(target) < OPEN.index(origin)


def _longer(home, way, to, is_heard):
    whole = _without_loops(home, (*way, to))
    yield whole
    if not is_heard:
        yield way
        yield _without_loops(home, (*way, *_between((home, *way)[-1], to), to))
        yield _without_loops(home, (*_between(home, to), to))


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
