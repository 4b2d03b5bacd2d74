"""Why a ticket is where it is, as a person reads it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.inspect.explain import Explanation
from app.inspect.simulation_text import findings_lines
from app.inspect.tick_marks import marked
from app.messages.client_notices import in_words
from app.messages.moments import moment_in_words
from app.messages.sla import in_hours
from app.store.notices import Notice
from rules.decision import Outcome, Verdict
from rules.sla.level import Level

_COMMENTS = {
    "pending": "still to be written",
    "settling": "still to be resolved, since the ticket got through",
}


def explanation_lines(found: Explanation, zone: ZoneInfo) -> list[str]:
    """Everything about it, a line each; times in the process's time zone."""
    return [
        f"{found.name} ({found.task_id})",
        *([found.url] if found.url else []),
        "",
        *_whereabouts(found, zone),
        *_clock(found, zone),
        "",
        *_next(found),
        "",
        *_history(found, zone),
        *(["", "The client:"] if found.notices else []),
        *(f"  {_notice(notice, zone)}" for notice in found.notices),
        *(["", "Comments:"] if found.comments else []),
        *(f"  {owed.kind}: {_COMMENTS[owed.state]}" for owed in found.comments),
    ]


def _whereabouts(found: Explanation, zone: ZoneInfo) -> Iterator[str]:
    if found.home is None:
        yield f'Its status "{found.status}" is outside of the process, so it is left alone.'
    elif found.since is None:
        yield f"It is in {found.home.label}; Stagegate has not handled it yet."
    else:
        yield f"It belongs in {found.home.label}, since {moment_in_words(found.since, zone)}."
    if found.home is not None and found.is_elsewhere:
        yield f'In ClickUp it is in "{found.status}" now.'
    if found.waiting:
        yield f"Changes that wait to be looked at: {found.waiting}."
    if found.given_up is not None:
        yield f"Work on it was given up at {moment_in_words(found.given_up.at, zone)}: {found.given_up.error}"


def _clock(found: Explanation, zone: ZoneInfo) -> Iterator[str]:
    if found.clock is None or found.clock.state.level is Level.NONE:
        return
    state = found.clock.state
    if found.clock.limit == "due date":
        yield f"SLA, until its due date: {state.level.value}."
    else:
        allowed = in_hours(state.allowed or timedelta())
        yield f"SLA: {state.level.value}; {in_hours(state.used)} of {allowed} of working time are used."
    if state.breach_at is not None:
        yield f"It is late from {moment_in_words(state.breach_at, zone)} on."
    for pause in found.pauses:
        why = f": {pause.reason}" if pause.reason else ""
        yield f"Its clock stands since {moment_in_words(pause.began_at, zone)}{why}."


def _next(found: Explanation) -> Iterator[str]:
    if found.next is None:
        yield "No stage comes next."
        return
    target = found.next.move.to_stage
    if found.next.verdict is Verdict.ALLOWED:
        yield f"It may go to {target} now:"
    else:
        yield f"What {target} needs now:"
    yield from findings_lines(found.next.findings)


def _history(found: Explanation, zone: ZoneInfo) -> Iterator[str]:
    if not found.moves:
        yield "No move of it was judged yet."
        return
    yield "Judged moves, newest first:"
    for row in found.moves:
        yield from _move(row, zone)


def _move(row: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    way = f"{row['from_stage'] or 'from outside'} → {row['to_stage']}"
    yield f"  {moment_in_words(row['at'], zone)}, {row['mover_name'] or 'somebody'}: {way}: {row['verdict']}"
    if row["reason"]:
        yield f"    Reason: {row['reason']}"
    for finding in row["findings"]:
        yield "  " + marked(Outcome(finding["outcome"]), finding["sentence"])


def _notice(notice: Notice, zone: ZoneInfo) -> str:
    about = notice.kind if notice.day is None else f"{notice.kind} ({in_words(notice.day)})"
    sent = "" if notice.sent_at is None else moment_in_words(notice.sent_at, zone)
    what = {
        "owed": f"owed, not before {moment_in_words(notice.not_before, zone)}",
        "sent": f"sent {sent}, its receipt is awaited",
        "received": f"sent {sent}, confirmed" if sent else "sent, confirmed",
        "told_by_comment": "told in a comment on the client's own ticket",
        "handed_over": "handed to the owner of the stage to tell",
        "dropped": "not told, since it was no longer true",
    }
    return f"{about}: {what.get(notice.state, notice.state)}"
