"""The card of a ticket: one comment that shows how it stands.  It mentions nobody."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from zoneinfo import ZoneInfo

from app.messages.advice import advice as words_of_advice
from app.messages.checklist import boxes
from app.messages.moments import moment_in_words
from app.store.pauses import Pause
from clickup_client.comment import Comment, bold, line, link, text
from rules.decision import Decision, Finding, Outcome
from rules.priority import PriorityAdvice
from rules.process.process import Process
from rules.process.stage import Stage
from rules.sla.due import Level, SlaState
from rules.wording import clause, quoted

_LEVELS = {
    Level.OK: "kept",
    Level.AT_RISK: "at risk",
    Level.BREACHED: "broken",
    Level.ESCALATED: "broken, and was escalated",
}
_UNTIL = {Level.OK: " until {end}", Level.AT_RISK: ": it ends at {end}"}


def open_card(
    process: Process,
    stage: Stage,
    *,
    lacks: Sequence[Finding],
    following: Decision | None,
    asked_then: AbstractSet[str],
    advice: PriorityAdvice | None,
) -> Comment:
    """
    A ticket where work goes on.

    `lacks` is what its stage itself asks for, `following` what the next one needs; the data `asked_then` are
    looked up only when the ticket is moved.
    """
    comment = text("This ticket is in ") + bold(stage.label) + text(".") + line() + line()
    if lacks:
        comment += text("What ") + bold(stage.label) + text(" still needs:") + line()
        comment += boxes(lacks) + line()
    if following is not None:
        comment += _next(following, process.stage(following.move.to_stage), asked_then)
    return comment + (words_of_advice(advice) + line() if advice else Comment())


def closed_card(stage: Stage) -> Comment:
    """A ticket that is done."""
    return (
        text("This ticket is in ") + bold(stage.label) + text(". Nothing more is needed.") + line() + line()
    )


def origin(tickets: Sequence[tuple[str, str]]) -> Comment:
    """The first-level tickets that it came from: the id and the address of each."""
    comment = Comment()
    for task_id, address in tickets:
        comment += text("The client's own ticket: ") + link(task_id, address) + line()
    return comment + line() if tickets else comment


def clock(state: SlaState, standing: Sequence[Pause], zone: ZoneInfo) -> Comment:
    """How the ticket keeps its SLA, and why its clock stands; nothing where there is no SLA to keep."""
    if state.level is Level.NONE:
        return Comment()
    until = "" if state.breach_at is None else _UNTIL.get(state.level, "")
    end = "" if state.breach_at is None else moment_in_words(state.breach_at, zone)
    comment = text(f"The SLA is {_LEVELS[state.level]}{until.format(end=end)}.") + line()
    for pause in standing if state.breach_at is None else ():
        said = quoted(clause(pause.reason)) if pause.reason else ""
        why = f", since {pause.by or 'somebody'} said {said}" if said else ""
        comment += text(f"Its clock stands from {moment_in_words(pause.began_at, zone)} on{why}.") + line()
    return comment + line()


def signature() -> Comment:
    """The end of a card, before its reference."""
    return text("I keep this card up to date. ")


def _next(decision: Decision, stage: Stage, asked_then: AbstractSet[str]) -> Comment:
    then = {f"datum:{name}": f"{name} is looked up when the ticket is moved." for name in asked_then}
    ready = all(finding.outcome is Outcome.MET for finding in decision.findings)
    comment = text("Everything is there for " if ready else "What is needed for ") + bold(stage.label)
    comment += text(":" if decision.findings else ".") + line()
    return comment + boxes(decision.findings, then) + line()
