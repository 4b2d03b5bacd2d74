"""The way a ticket took, hop by hop, and which of its stages count."""

from dataclasses import dataclass
from itertools import pairwise

from rules.gate.order import is_in_order
from rules.process.process import Process
from rules.process.stage import Stage
from rules.ticket import Move


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a move. ``origin`` is ``None`` if it starts outside the process."""

    origin: Stage | None
    target: Stage
    #: To an earlier open stage, or out of a closed one.
    de_escalates: bool


def hops(process: Process, move: Move) -> tuple[Hop, ...]:
    """
    The hops that a move consists of.

    Detours that return to their start are not hops: a ticket that is where it was has not moved. Arriving in
    the first stage from outside is not a hop either, because every ticket may start there. A move to an
    unknown stage has no hops; unknown stages in between are skipped.
    """
    origin, target = process.find_stage(move.from_stage), process.find_stage(move.to_stage)
    if target is None or (origin is None and target == process.first_stage):
        return ()
    stops: list[Stage] = []
    for stage in map(process.find_stage, (*move.via, move.to_stage)):
        if stage is None:
            continue
        if stage == origin:
            stops.clear()
        elif stage in stops:
            del stops[stops.index(stage) + 1 :]
        else:
            stops.append(stage)
    return tuple(_hop(process, start, stop) for start, stop in pairwise((origin, *stops)) if stop is not None)


def entered(process: Process, move: Move) -> tuple[Hop, ...]:
    """
    The hops whose target's requirements count: the last one, and those needed on the way.

    A stage that the ticket could have skipped, because the direct move is in order, does not count. From
    outside, all stages up to the first one that it came to do: no ticket skips them.

    Every ticket may start in the first stage, so what that requires counts when it is left, but not for a
    ticket that is closed without a solution.
    """
    way = hops(process, move)
    if not way:
        return ()
    direct = _hop(process, way[0].origin, way[-1].target)
    if is_in_order(process, direct.origin, direct.target):
        way = (direct,)
    start, first = way[0].origin, process.first_stage
    if start is None:
        return (*_up_to(process, way[0].target), *way[1:])
    starts = start == first and way[-1].target.closed != "unresolved"
    return (*([_hop(process, None, first)] if starts else []), *way)


def _up_to(process: Process, target: Stage) -> tuple[Hop, ...]:
    """The hops from outside to an open stage; a closed one cannot be entered from outside anyhow."""
    first = process.first_stage
    if target.closed is not None or target == first:
        return (_hop(process, None, target),)
    stops = [process.stage(name) for name in in_between(process, first.name, target.name)]
    return tuple(
        _hop(process, start, stop) for start, stop in pairwise((None, first, *stops, target)) if stop
    )


def in_between(process: Process, start: str, end: str) -> tuple[str, ...]:
    """
    The stages that a ticket passes on the shortest way in order from one stage to another.

    For a way that no one reported: empty if the direct move is in order, or if no way is.
    """
    first, last = process.find_stage(start), process.find_stage(end)
    if first is None or last is None or first == last:
        return ()
    ways: list[tuple[Stage, ...]] = [(first,)]
    seen = {first.name}
    for way in ways:  # grows while it is read: the shorter ways come first
        for stage in process.stages:
            if not is_in_order(process, way[-1], stage):
                continue
            if stage == last:
                return tuple(each.name for each in way[1:])
            if stage.name not in seen:
                seen.add(stage.name)
                ways.append((*way, stage))
    return ()


def _hop(process: Process, origin: Stage | None, target: Stage) -> Hop:
    # Closed stages come last, so leaving one for an open stage is going back as well.
    back = origin is not None and process.position(origin) > process.position(target)
    return Hop(origin, target, de_escalates=back and target.closed is None)
