"""The gate: may this ticket make this move? One pure function decides, and says why."""

from rules.decision import Decision, Finding, Outcome, Verdict, verdict_of
from rules.gate.checks import judge
from rules.gate.demands import Demand, demands_inside, demands_of
from rules.gate.order import order_finding
from rules.gate.way import Hop, entered
from rules.process.process import Process
from rules.ticket import Move, Ticket
from rules.wording import listed, quoted


def decide(process: Process, ticket: Ticket, move: Move) -> Decision:
    """
    Judge a move on the ticket as it is now. Never raises, whatever the ticket holds.

    A move into the first stage from outside is always allowed; what is missing there is asked for, and
    required to go on. An unknown stage leaves the move undecided.
    """
    findings = (
        *_unknown_stage(process, move.to_stage),
        *_out_of_order(process, move),
        *_data(process, ticket, move),
    )
    came_from = process.find_stage(move.from_stage) or process.first_stage
    ends_in = came_from.name if verdict_of(findings) is Verdict.REJECTED else move.to_stage
    starts = _is_from_outside(process, move) and ends_in == process.first_stage.name
    judged = {finding.code for finding in findings}
    return Decision(
        task_id=ticket.task_id,
        move=move,
        findings=findings,
        ends_in=ends_in,
        asks=tuple(f for f in _asked_first(process, ticket) if starts and f.code not in judged),
    )


def missing_inside(process: Process, ticket: Ticket, stage_name: str) -> tuple[Finding, ...]:
    """
    What is missing while a ticket is in a stage: data that were required on entry and are gone.

    All are UNMET; what could not be read is left out. Empty for an unknown stage.
    """
    found = judged_inside(process, ticket, stage_name)
    return tuple(finding for finding in found if finding.outcome is Outcome.UNMET)


def judged_inside(process: Process, ticket: Ticket, stage_name: str) -> tuple[Finding, ...]:
    """What must stay filled in while a ticket is in a stage, met or not. Empty for an unknown stage."""
    stage = process.find_stage(stage_name)
    demands = () if stage is None else demands_inside(stage)
    return tuple(judge(process, demand, ticket, frozenset()) for demand in demands)


def data_needed(process: Process, move: Move) -> frozenset[str]:
    """Names of all data that are needed to judge a move."""
    needed = {demand.datum for demand in _demands(process, move)}
    if _is_from_outside(process, move):
        needed |= {demand.datum for demand in _first_demands(process)}
    return frozenset(needed)


def lookups(process: Process, move: Move) -> frozenset[str]:
    """Names of the pull-request data whose merge state is needed to judge a move."""
    return frozenset(demand.datum for demand in _demands(process, move) if demand.is_ == "merged")


def _demands(process: Process, move: Move) -> tuple[Demand, ...]:
    return demands_of(entered(process, move), process.find_stage(move.from_stage))


def _data(process: Process, ticket: Ticket, move: Move) -> list[Finding]:
    """What entering requires, met or not; and what the stage that the ticket leaves still lacks."""
    left = (process.find_stage(move.from_stage),)
    found = [(each, judge(process, each, ticket, move.written)) for each in _demands(process, move)]
    return [
        finding for demand, finding in found if demand.stages != left or finding.outcome is not Outcome.MET
    ]


def _first_demands(process: Process) -> tuple[Demand, ...]:
    """What the first stage requires, where every ticket may start all the same."""
    return demands_of((Hop(None, process.first_stage, de_escalates=False),), None)


def _asked_first(process: Process, ticket: Ticket) -> list[Finding]:
    findings = (judge(process, demand, ticket, frozenset()) for demand in _first_demands(process))
    return [finding for finding in findings if finding.outcome is Outcome.UNMET]


def _out_of_order(process: Process, move: Move) -> list[Finding]:
    findings = (order_finding(process, hop.origin, hop.target) for hop in entered(process, move))
    return [finding for finding in findings if finding is not None]


def _unknown_stage(process: Process, name: str) -> list[Finding]:
    if process.find_stage(name) is not None:
        return []
    stages = listed([stage.name for stage in process.stages], "and")
    return [
        Finding(
            code="stage",
            outcome=Outcome.UNKNOWN,
            required="Only moves between stages of the process can be checked.",
            observed=f"{quoted(name)} is not a stage of {process.name}. The stages are {stages}.",
        )
    ]


def _is_from_outside(process: Process, move: Move) -> bool:
    return process.find_stage(move.from_stage) is None
