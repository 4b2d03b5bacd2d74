"""The card of a ticket: one comment that shows its state.  It mentions no one."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from zoneinfo import ZoneInfo

from app.messages import fill
from app.messages.comments.advice import advice as words_of_advice
from app.messages.comments.checklist import boxes
from app.messages.comments.commands import hint
from app.messages.moments import day_in_words, moment_in_words
from app.store.pauses import Pause
from clickup_client.comment import Comment, bold, line, link, text
from rules.decision import Decision, Finding, Outcome
from rules.priority import PriorityAdvice
from rules.process.process import Process
from rules.process.stage import Stage
from rules.sla.due import Level, SlaState
from rules.wording import quoted

UP_TO_DATE = "I keep this card up to date."
NOTHING_MORE = "Nothing more is needed."
LISTED = "What is missing is listed in the open comment about it."

_LEVELS = {
    Level.OK: "on track",
    Level.AT_RISK: "at risk",
    Level.BREACHED: "breached",
    Level.ESCALATED: "breached and escalated",
}
_NOT_YET_DUE = (Level.OK, Level.AT_RISK)


def open_card(
    process: Process,
    stage: Stage,
    *,
    lacks: Sequence[Finding],
    following: Decision | None,
    advice: PriorityAdvice | None,
    listed: AbstractSet[str] = frozenset(),
) -> Comment:
    """
    The card of an open ticket.

    `lacks` is what its own stage still requires, `following` what the next stage requires.  Codes in
    `listed`, which an open comment has, are not repeated.
    """
    comment = text("This ticket is in ") + bold(stage.label) + text(".") + line() + line()
    here = [finding for finding in lacks if finding.code not in listed]
    if here:
        comment += text("Still required in ") + bold(stage.label) + text(":") + line()
        comment += boxes(here) + line()
    if following is not None:
        comment += _next(following, process.stage(following.move.to_stage), listed)
    if len(here) < len(lacks) or listed & _codes(following):
        comment += text(LISTED) + line() + line()
    return comment + (words_of_advice(advice) + line() if advice else Comment())


def closed_card(stage: Stage) -> Comment:
    """The card of a closed ticket."""
    return text("This ticket is in ") + bold(stage.label) + text(f". {NOTHING_MORE}") + line() + line()


def filled_in_by(name: str) -> Comment:
    """Name the person who moved the ticket here by the page to fill in."""
    return text(f"{name} filled in what was missing and moved it here.") + line() + line()


def fill_in(address: str) -> Comment:
    """Link to the page where people fill in what the next stage requires."""
    return fill.link(address) + line()


def origin(tickets: Sequence[tuple[str, str]]) -> Comment:
    """Link to its first-level tickets, by the id and the address of each."""
    comment = Comment()
    for task_id, address in tickets:
        comment += text("The client's ticket: ") + link(task_id, address) + line()
    return comment + line() if tickets else comment


def clock(
    state: SlaState, standing: Sequence[Pause], zone: ZoneInfo, *, due_day: date | None = None
) -> Comment:
    """
    The state of the SLA and why its clock is paused; nothing where there is no SLA.

    `due_day` is the day that is the SLA, where that is the due date.
    """
    if state.level is Level.NONE:
        return Comment()
    is_ahead = state.breach_at is not None and state.level in _NOT_YET_DUE
    due = ""
    if state.breach_at and is_ahead:
        due = f", due {day_in_words(due_day) if due_day else moment_in_words(state.breach_at, zone)}"
    comment = text(f"SLA: {_LEVELS[state.level]}{due}.") + line()
    for pause in standing if state.breach_at is None else ():
        why = f" {pause.by or 'Someone'}: {quoted(pause.reason)}" if pause.reason else ""
        comment += text(f"SLA clock paused since {moment_in_words(pause.began_at, zone)}.{why}") + line()
    return comment + line()


def ending(process: Process, *, is_final: bool) -> Comment:
    """Write the last sentences of a card."""
    return (Comment() if is_final else hint(process)) + text(f"{UP_TO_DATE} ")


def _codes(decision: Decision | None) -> frozenset[str]:
    return frozenset(finding.code for finding in decision.findings) if decision else frozenset()


def _next(decision: Decision, stage: Stage, listed: AbstractSet[str]) -> Comment:
    here = [finding for finding in decision.findings if finding.code not in listed]
    if decision.findings and not here:
        return Comment()
    ready = all(finding.outcome is Outcome.MET for finding in decision.findings)
    comment = text("Everything is ready for " if ready else "Required for ") + bold(stage.label)
    comment += text(":" if decision.findings else ".") + line()
    return comment + boxes(here) + line()
