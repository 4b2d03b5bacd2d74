"""Writes the result of a simulated move for people."""

from app.inspect.simulate import Simulation
from app.inspect.tick_marks import marked
from rules.decision import Finding, Verdict

_VERDICTS = {
    Verdict.ALLOWED: "It would be allowed.",
    Verdict.REJECTED: "It would be put back to {ends_in}.",
    Verdict.UNDECIDED: "It could not be judged, and would stay in {ends_in}.",
}


def simulation_lines(simulation: Simulation) -> list[str]:
    """The whole simulation, line by line."""
    decision = simulation.decision
    origin = decision.move.from_stage or "outside the process"
    given = [f"{name} = {value or '(empty)'}" for name, value in simulation.given.items()]
    return [
        f"{simulation.name} ({simulation.task_id})",
        f"From {origin} to {decision.move.to_stage}" + (f", with {'; '.join(given)}" if given else ""),
        _VERDICTS[decision.verdict].format(ends_in=decision.ends_in),
        *findings_lines(decision.findings),
        *([f"What {decision.ends_in} would still require:"] if decision.asks else []),
        *findings_lines(decision.asks),
        "Nothing was changed.",
    ]


def findings_lines(findings: tuple[Finding, ...]) -> list[str]:
    """Unmet requirements first, then unknown ones, then those that are met."""
    order = {"unmet": 0, "unknown": 1, "met": 2}
    in_order = sorted(findings, key=lambda finding: order[finding.outcome.value])
    return [marked(finding.outcome, finding.sentence) for finding in in_order]
