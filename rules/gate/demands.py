"""What the stages that a move enters require together, with each datum once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rules.gate.way import Hop
from rules.process.stage import Is, Stage


@dataclass(frozen=True, slots=True)
class Demand:
    """
    A datum that is required.

    Attributes:
        stages: The stages that require it, in order.
        is_: Whether it must say yes or be merged.
        updated_since: It must be written or changed after the ticket entered that stage.
    """

    datum: str
    stages: tuple[Stage, ...]
    is_: Is = "filled"
    updated_since: Stage | None = None


def demands_of(hops: Iterable[Hop], left: Stage | None) -> tuple[Demand, ...]:
    """
    What entering these stages requires. If two require the same datum, the stricter demand counts.

    ``left`` is the stage where the whole move started: what is ``fresh`` must be newer than the
    entry into it. What comes from outside (``None``) has no older entries.
    """
    demands: dict[str, Demand] = {}
    for hop in hops:
        for requirement in hop.target.requires:
            if requirement.when == "always" or hop.de_escalates:
                known = demands.get(requirement.datum, Demand(requirement.datum, ()))
                demands[requirement.datum] = replace(
                    known,
                    stages=(*known.stages, hop.target),
                    is_=known.is_ if requirement.is_ == "filled" else requirement.is_,
                    updated_since=known.updated_since or (left if requirement.fresh and hop.origin else None),
                )
    return tuple(demands.values())


def demands_inside(stage: Stage) -> tuple[Demand, ...]:
    """
    What must stay filled in while a ticket is in a stage: what every entry requires.

    Whether something was updated, merged or yes was checked on entry and is not checked again.
    """
    return tuple(Demand(r.datum, (stage,)) for r in stage.requires if r.when == "always")
