"""What the stages that a move enters require together, each datum once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rules.gate.way import Hop
from rules.process.stage import Stage


@dataclass(frozen=True, slots=True)
class Demand:
    """
    A datum that is required.

    Attributes:
        stages: Who requires it, in order.
        merged: It has to be a merged pull request, or say that there is one.
        anew_since: It has to be written or changed since the ticket entered that stage.
    """

    datum: str
    stages: tuple[Stage, ...]
    merged: bool = False
    anew_since: Stage | None = None


def demands_of(hops: Iterable[Hop], left: Stage | None) -> tuple[Demand, ...]:
    """
    What entering these stages requires. Where two ask for the same datum the stricter demand counts.

    ``left`` is the stage the whole move started in: what is ``fresh`` has to be newer than its entry.
    From outside (``None``) there is nothing older that could count twice.
    """
    demands: dict[str, Demand] = {}
    for hop in hops:
        for requirement in hop.target.requires:
            if requirement.when == "always" or hop.de_escalates:
                known = demands.get(requirement.datum, Demand(requirement.datum, ()))
                demands[requirement.datum] = replace(
                    known,
                    stages=(*known.stages, hop.target),
                    merged=known.merged or requirement.is_ == "merged",
                    anew_since=known.anew_since or (left if requirement.fresh else None),
                )
    return tuple(demands.values())


def demands_inside(stage: Stage) -> tuple[Demand, ...]:
    """
    What a ticket has to keep while it is in a stage: what every entry requires, filled in.

    That something was written anew, or merged, was settled on entry and is not asked again.
    """
    return tuple(Demand(r.datum, (stage,)) for r in stage.requires if r.when == "always")
